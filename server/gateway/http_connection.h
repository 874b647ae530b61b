#pragma once

#include <string>

#include "server/gateway/core.h"

namespace samlad {

// Serves HTTP on an accepted socket, request after request, until it becomes a WebSocket or is
// done. REQUIRES: Connections::HasHttpPlace(address).
template <typename Stream>
void StartHttp(Core* core, Stream stream, const std::string& address);

extern template void StartHttp<Socket>(Core*, Socket, const std::string&);
extern template void StartHttp<TlsStream>(Core*, TlsStream, const std::string&);

}  // namespace samlad
