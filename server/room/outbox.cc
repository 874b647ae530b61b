#include "server/room/outbox.h"

namespace samlad {

void Outbox::Push(FrameRef frame) {
  bytes_ += frame->As(codec_).size();
  frames_.push_back(std::move(frame));
}

size_t Outbox::Take(size_t bytes_goal, std::deque<FrameRef>* frames) {
  size_t taken = 0;
  while (!frames_.empty() && taken < bytes_goal) {
    taken += frames_.front()->As(codec_).size();
    frames->push_back(std::move(frames_.front()));
    frames_.pop_front();
  }
  bytes_ -= taken;
  return taken;
}

}  // namespace samlad
