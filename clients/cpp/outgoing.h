#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clients/cpp/codec.h"
#include "samlad/v1/frames.pb.h"

namespace samlad::client {

// Packs messages into as few frames as the server's limits allow, in order. Frames concatenate, so
// each message is encoded once and appended.
//
// Threads: one thread at a time.
class Outgoing {
 public:
  // As ClientFrame.messages in the schema.
  static constexpr uint32_t kMessagesMax = 1000;

  Outgoing(Codec codec, uint32_t frame_bytes_max)
      : codec_(codec), frame_bytes_max_(frame_bytes_max) {}

  // False if the message alone is longer than a frame may be; it is then left out.
  bool Add(const v1::ClientMessage& message);
  bool empty() const { return frames_.empty(); }
  std::vector<std::string> Take() { return std::move(frames_); }

 private:
  Codec codec_;
  uint32_t frame_bytes_max_;
  std::vector<std::string> frames_;
  uint32_t messages_in_last_ = 0;
};

}  // namespace samlad::client
