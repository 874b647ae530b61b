#pragma once

#include <cstddef>
#include <vector>

#include "server/room/frame.h"

namespace samlad {

// Frames that wait for one connection, first first. Bounded by those who push: they ask bytes().
// An empty one holds next to no memory.
//
// Threads: one thread at a time.
class Outbox {
 public:
  explicit Outbox(Codec codec) : codec_(codec) {}

  void Push(FrameRef frame);

  bool empty() const { return bytes_ == 0; }
  // Bytes that wait, without the headers of messages.
  size_t bytes() const { return bytes_; }

  // Appends whole frames to `frames` until they hold at least bytes_goal, and forgets them. The
  // frames keep the bytes alive. Returns how many bytes they are.
  size_t Take(size_t bytes_goal, std::vector<FrameRef>* frames);

 private:
  const Codec codec_;
  size_t bytes_ = 0;
  // Those before `first_` have been taken.
  size_t first_ = 0;
  std::vector<FrameRef> frames_;
};

}  // namespace samlad
