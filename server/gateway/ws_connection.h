#pragma once

#include <string>

#include "server/gateway/core.h"
#include "server/gateway/handshake.h"

namespace samlad {

// Answers the handshake and carries a Session over the stream until either is done.
// REQUIRES: nothing of the stream was read beyond `request`.
template <typename Stream>
void StartWebSocket(Core* core, Stream stream, const Handshake& handshake,
                    const std::string& address,
                    const beast::http::request<beast::http::string_body>& request);

extern template void StartWebSocket<Socket>(Core*, Socket, const Handshake&, const std::string&,
                                            const beast::http::request<beast::http::string_body>&);
extern template void StartWebSocket<TlsStream>(
    Core*, TlsStream, const Handshake&, const std::string&,
    const beast::http::request<beast::http::string_body>&);

}  // namespace samlad
