#include "clients/cpp/backoff.h"
