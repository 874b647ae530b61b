#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "clients/cpp/address.h"
#include "clients/cpp/codec.h"

namespace samlad::client {

struct LinkOptions {
  Address address;
  Codec codec = Codec::kProto;
  std::string user_agent;
  uint64_t frame_bytes_max = 0;
  int64_t connect_timeout_ms = 0;
};

// What a link tells its owner; each from the loop, never from within a call to the link.
struct LinkHandlers {
  std::function<void()> connected;
  // A whole message; the bytes are valid during the call.
  std::function<void(std::string_view bytes)> received;
  // The message given to Write is out; the next may come.
  std::function<void()> written;
  // The end, exactly once. A WebSocket close code, and why in a sentence.
  std::function<void(uint16_t code, const std::string& why)> closed;
};

// One WebSocket connection to a server's /ws, over TLS or not. Made to be used once.
//
// Threads: that of its io_context.
class Link {
 public:
  virtual ~Link() = default;

  // Resolves, connects, shakes hands; then `connected`, or `closed` if it cannot be.
  virtual void Connect() = 0;
  // REQUIRES: connected, and no write under way.
  virtual void Write(std::string message) = 0;
  // Says goodbye and waits a moment for the answer, then `closed`.
  virtual void Close() = 0;
  // Cuts the connection at once; then `closed`.
  virtual void Drop() = 0;
  // Cuts it, and calls no handler any more.
  virtual void Forget() = 0;
};

// Lives until its handlers have been called for the last time, or it is forgotten.
std::shared_ptr<Link> MakeLink(boost::asio::io_context* io, LinkOptions options,
                               LinkHandlers handlers);

}  // namespace samlad::client
