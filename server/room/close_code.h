#pragma once

#include <cstdint>
#include <string>

namespace samlad {

// Why the server closes a connection; the WebSocket close code (RFC 6455, section 7.4.2). The range
// tells the client what to do: 4000..4399 come back after a pause, 4400..4999 stop and tell the
// person.
enum class CloseCode : uint16_t {
  kNone = 0,
  kRestarting = 4000,       // the server goes down for a moment
  kTooSlow = 4001,          // answers pile up unread
  kTooFast = 4002,          // more messages than messages_per_second_max
  kSilent = 4003,           // nothing heard for three heartbeats
  kBusy = 4004,             // connections_max reached
  kMalformed = 4400,        // not a frame of this protocol, or a field that breaks the schema
  kUnauthenticated = 4401,  // no Hello in time, or the token is not valid
  kTokenEnded = 4402,       // the token ran out, or was withdrawn: log in again
  kOutOfOrder = 4403,       // Hello twice, or something before Hello
  kTooLarge = 4404,         // a frame over frame_bytes_max
};

struct Close {
  CloseCode code = CloseCode::kNone;
  // A sentence for the person; at most 123 bytes, as in a close frame.
  std::string text;
};

}  // namespace samlad
