#include "clients/cpp/replays.h"
