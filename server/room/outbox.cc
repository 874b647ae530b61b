#include "server/room/outbox.h"

#include <utility>

namespace samlad {
namespace {

// Space for so many frames is kept when none waits.
constexpr size_t kKeepFrames = 4;

}  // namespace

void Outbox::Push(FrameRef frame) {
  bytes_ += frame->As(codec_).size();
  frames_.push_back(std::move(frame));
}

size_t Outbox::Take(size_t bytes_goal, std::vector<FrameRef>* frames) {
  size_t taken = 0;
  while (first_ < frames_.size() && taken < bytes_goal) {
    taken += frames_[first_]->As(codec_).size();
    frames->push_back(std::move(frames_[first_++]));
  }
  bytes_ -= taken;
  if (first_ == frames_.size()) {
    first_ = 0;
    frames_.clear();
    if (frames_.capacity() > kKeepFrames) frames_.shrink_to_fit();
  } else if (first_ > frames_.size() / 2) {
    frames_.erase(frames_.begin(), frames_.begin() + static_cast<ptrdiff_t>(first_));
    first_ = 0;
  }
  return taken;
}

}  // namespace samlad
