#include "bench/fanout/subscribers.h"

#include <utility>

#include "bench/fanout/batch_walk.h"
#include "storage/check.h"

namespace samlad::bench {

void Subscribers::Add(WebSocket socket, uint64_t position) {
  all_.push_back(std::make_unique<Subscriber>(Subscriber{std::move(socket), position}));
  Subscriber* subscriber = all_.back().get();
  poller_->Add(subscriber->socket.fd(), [this, subscriber] { Read(subscriber); });
}

void Subscribers::Read(Subscriber* subscriber) {
  const bool before = subscriber->position >= awaited_;
  const bool open = subscriber->socket.Receive([&](std::string_view frame) {
    CHECK(FollowBatches(frame, &subscriber->position, &delivered_));
    ++frames_;
  });
  CHECK(open);
  if (!before && subscriber->position >= awaited_) ++arrived_;
}

void Subscribers::Await(uint64_t position) {
  constexpr int kArrivalMsMax = 60'000;
  awaited_ = position;
  arrived_ = 0;
  for (const auto& subscriber : all_) arrived_ += subscriber->position >= position ? 1 : 0;
  while (arrived_ < all_.size()) CHECK(poller_->Poll(kArrivalMsMax));
}

}  // namespace samlad::bench
