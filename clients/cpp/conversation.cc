#include "clients/cpp/conversation.h"
