#include "clients/cpp/codec.h"
