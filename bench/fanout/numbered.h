#pragma once

#include <string>
#include <string_view>

#include "bench/fanout/follower.h"

namespace samlad::bench {

// What the peers are given to fan out: messages of 200 bytes that each carry a number, one more
// than the one before.
constexpr size_t kNumberedBytes = 200;

std::string Numbered(uint64_t number);
// False if it is no such message.
bool ReadNumbered(std::string_view message, uint64_t* number);

// Follows such messages, one or several to a WebSocket message. A peer with a language of its own
// unpacks them and calls FollowOne.
class NumberedFollower : public Follower {
 public:
  explicit NumberedFollower(uint64_t position) : Follower(position) {}

  bool Follow(std::string_view message, WebSocket* socket) override;

 protected:
  bool FollowOne(std::string_view message);
};

}  // namespace samlad::bench
