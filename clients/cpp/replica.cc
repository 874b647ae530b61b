#include "clients/cpp/replica.h"
