#pragma once

#include <cstddef>
#include <deque>
#include <string>

#include "server/room/frame.h"

namespace samlad {

// Frames that wait for one connection, first first. Bounded by those who push: they ask bytes().
//
// Threads: one thread at a time.
class Outbox {
 public:
  explicit Outbox(Codec codec) : codec_(codec) {}

  void Push(FrameRef frame);

  bool empty() const { return frames_.empty(); }
  // Bytes that wait, as sent.
  size_t bytes() const { return bytes_; }

  // Appends whole frames to `frames` until they hold at least bytes_goal, and forgets them.
  // Together they are one WebSocket message. The frames keep the bytes alive.
  size_t Take(size_t bytes_goal, std::deque<FrameRef>* frames);

 private:
  Codec codec_;
  std::deque<FrameRef> frames_;
  size_t bytes_ = 0;
};

}  // namespace samlad
