#pragma once

#include <string>

#include "server/gateway/core.h"
#include "server/gateway/handshake.h"

namespace samlad {

// Answers the handshake and carries a Session over the wire until either is done.
// REQUIRES: nothing of the wire was read beyond `request`.
void StartWebSocket(Core* core, Wire wire, const Handshake& handshake, const std::string& address,
                    const beast::http::request<beast::http::string_body>& request);

}  // namespace samlad
