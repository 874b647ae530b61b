#include "bench/fanout/subscribers.h"

#include <algorithm>
#include <utility>

namespace samlad::bench {

void Subscribers::Add(WebSocket socket, std::unique_ptr<Follower> follower, size_t group) {
  all_.push_back(std::make_unique<Subscriber>(
      Subscriber{std::move(socket), std::move(follower), group, nullptr}));
  Subscriber* subscriber = all_.back().get();
  subscriber->entry =
      poller_->Add(subscriber->socket.fd(), [this, subscriber] { Read(subscriber); });
}

bool Subscribers::Arrived(const Subscriber& subscriber) const {
  const size_t group = std::min(subscriber.group, awaited_.size() - 1);
  return subscriber.follower->position() >= awaited_[group];
}

void Subscribers::Read(Subscriber* subscriber) {
  if (failed()) return;
  const bool before = Arrived(*subscriber);
  const uint64_t delivered = subscriber->follower->delivered();
  bool fits = true;
  const bool open = subscriber->socket.Receive([&](std::string_view message) {
    fits = fits && subscriber->follower->Follow(message, &subscriber->socket);
    ++messages_;
    bytes_ += message.size();
  });
  delivered_ += subscriber->follower->delivered() - delivered;
  if (!fits) error_ = "a subscriber misses something, or got something it should not have";
  if (!open) error_ = "the server closed a subscriber's connection";
  if (!before && Arrived(*subscriber)) ++arrived_;
}

void Subscribers::Expect(std::vector<uint64_t> positions) {
  awaited_ = std::move(positions);
  arrived_ = 0;
  for (const auto& subscriber : all_) arrived_ += Arrived(*subscriber) ? 1 : 0;
}

bool Subscribers::AwaitEach(std::vector<uint64_t> positions) {
  constexpr int kArrivalMsMax = 20'000;
  Expect(std::move(positions));
  while (!failed() && !all_arrived()) {
    if (!poller_->Poll(kArrivalMsMax)) error_ = "something did not arrive in time";
  }
  return !failed();
}

void Subscribers::Stall(size_t count) {
  for (size_t i = 0; i < count; ++i) poller_->WantNothing(all_[i]->socket.fd(), all_[i]->entry);
}

void Subscribers::GoOn(size_t count) {
  for (size_t i = 0; i < count; ++i) poller_->WantReadOnly(all_[i]->socket.fd(), all_[i]->entry);
}

}  // namespace samlad::bench
