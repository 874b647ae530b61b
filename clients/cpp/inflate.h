#pragma once

#include <string>

#include "samlad/v1/frames.pb.h"

namespace samlad::client {

// Puts the messages of each `deflated` in its place (PROTOCOL.md R7). False, with a sentence, if
// one is no compressed frame, or all together would become larger than kInflatedBytesMax.
bool InflateMessages(v1::ServerFrame* frame, std::string* error);

// A hostile server must not fill a client's memory with a few bytes.
inline constexpr size_t kInflatedBytesMax = size_t{64} << 20;

}  // namespace samlad::client
