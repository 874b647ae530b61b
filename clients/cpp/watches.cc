#include "clients/cpp/watches.h"
