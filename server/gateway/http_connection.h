#pragma once

#include <string>

#include "server/gateway/core.h"

namespace samlad {

// Serves HTTP on an accepted connection, request after request, until it becomes a WebSocket or is
// done. REQUIRES: Connections::HasHttpPlace(address).
void StartHttp(Core* core, Wire wire, const std::string& address);

}  // namespace samlad
