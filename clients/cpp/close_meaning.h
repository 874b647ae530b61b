#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace samlad::client {

// What a client does once its connection is closed.
enum class AfterClose {
  kRetry,  // come back after a pause; nothing is lost
  kStop,   // the same again would end the same way: tell the person
};

// The meaning of a WebSocket close code (RFC 6455, section 7.4). Of the codes that are Samlad's own
// the range says it, so that a client need not know each: 4000..4399 retry, 4400..4999 stop.
AfterClose MeaningOf(uint16_t code);

// The token is not valid, or no longer: log in again.
inline constexpr uint16_t kCloseUnauthenticated = 4401;
inline constexpr uint16_t kCloseTokenEnded = 4402;
// No close frame came: the link broke, or there never was one.
inline constexpr uint16_t kCloseLinkBroken = 1006;

// A sentence for the person: the server's own text if it gave one, else what the code means.
std::string SentenceOf(uint16_t code, std::string_view text);

}  // namespace samlad::client
