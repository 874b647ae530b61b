#include "clients/cpp/close_meaning.h"
