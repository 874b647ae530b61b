#include "clients/cpp/pending_commands.h"
