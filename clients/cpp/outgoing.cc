#include "clients/cpp/outgoing.h"
