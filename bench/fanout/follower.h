#pragma once

#include <cstdint>
#include <string_view>

#include "bench/kit/web_socket.h"

namespace samlad::bench {

// Follows what one subscriber receives, in the language of its server, and sees to it that nothing
// is missing and nothing comes twice.
//
// Threads: one at a time.
class Follower {
 public:
  virtual ~Follower() = default;

  // Takes one message; `socket` is for answers that the language asks for. False if something is
  // missing, came twice or cannot be understood.
  virtual bool Follow(std::string_view message, WebSocket* socket) = 0;

  // The subscriber has everything up to it.
  uint64_t position() const { return position_; }
  // Changes, or messages of a peer, that arrived.
  uint64_t delivered() const { return delivered_; }

 protected:
  explicit Follower(uint64_t position) : position_(position) {}

  uint64_t position_;
  uint64_t delivered_ = 0;
};

}  // namespace samlad::bench
