#pragma once

#include <string>
#include <string_view>

#include "samlad/v1/frames.pb.h"

namespace samlad::client {

// How frames are written on the wire; chosen by WebSocket subprotocol.
enum class Codec {
  kProto,  // samlad.v1.proto: binary messages, a frame each
  kJson,   // samlad.v1.json: text messages, one message of the frame a line, proto3 JSON
};

// The name offered in the handshake (Sec-WebSocket-Protocol).
std::string_view SubprotocolOf(Codec codec);

// Bytes of one WebSocket message. REQUIRES: all text in the frame is UTF-8.
std::string EncodeClientFrame(Codec codec, const v1::ClientFrame& frame);

// Reads a WebSocket message, what is compressed in it included. False, with a sentence, if it is
// not a server's frame. Fields that this client does not know are kept (proto) or passed over
// (JSON), so that an older client reads a newer server.
bool DecodeServerFrame(Codec codec, std::string_view bytes, v1::ServerFrame* frame,
                       std::string* error);

// The counterparts, for whoever plays the server in a test or reads what a client sent.
std::string EncodeServerFrame(Codec codec, const v1::ServerFrame& frame);
bool DecodeClientFrame(Codec codec, std::string_view bytes, v1::ClientFrame* frame,
                       std::string* error);

}  // namespace samlad::client
