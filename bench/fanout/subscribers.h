#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "bench/fanout/poller.h"
#include "bench/kit/web_socket.h"

namespace samlad::bench {

// Sockets that receive the same changes. Each is followed batch by batch: the benchmark ends if a
// change is missing or comes twice.
//
// Threads: one at a time.
class Subscribers {
 public:
  // The poller outlives it.
  explicit Subscribers(Poller* poller) : poller_(poller) {}

  // A socket that has everything up to `position`.
  void Add(WebSocket socket, uint64_t position);
  size_t size() const { return all_.size(); }

  // Polls until every subscriber has everything up to `position`.
  void Await(uint64_t position);

  // Changes that arrived, of all subscribers together.
  uint64_t delivered() const { return delivered_; }
  // Frames, likewise.
  uint64_t frames() const { return frames_; }

 private:
  struct Subscriber {
    WebSocket socket;
    uint64_t position;
  };
  void Read(Subscriber* subscriber);

  Poller* poller_;
  std::vector<std::unique_ptr<Subscriber>> all_;
  uint64_t awaited_ = 0;
  size_t arrived_ = 0;  // of those awaited
  uint64_t delivered_ = 0;
  uint64_t frames_ = 0;
};

}  // namespace samlad::bench
