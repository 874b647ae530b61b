#include "clients/cpp/requests.h"
