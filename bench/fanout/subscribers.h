#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/fanout/follower.h"
#include "bench/fanout/poller.h"
#include "bench/kit/web_socket.h"

namespace samlad::bench {

// Sockets that receive what one server fans out, each with its follower. Once one of them is
// closed, or misses something, or gets it twice, all waiting ends and `error()` says what it was.
//
// Threads: one at a time.
class Subscribers {
 public:
  // The poller outlives it.
  explicit Subscribers(Poller* poller) : poller_(poller) {}

  // `group`: those of one group are waited for alike.
  void Add(WebSocket socket, std::unique_ptr<Follower> follower, size_t group = 0);
  size_t size() const { return all_.size(); }
  const Follower& follower(size_t index) const { return *all_[index]->follower; }
  size_t group(size_t index) const { return all_[index]->group; }

  // Polls until every subscriber has everything up to `position`. False if that does not come
  // about.
  bool Await(uint64_t position) { return AwaitEach({position}); }
  // The same, with a position for each group; the last one counts for all groups after it.
  bool AwaitEach(std::vector<uint64_t> positions);
  // Without waiting: what Await would wait for.
  void Expect(std::vector<uint64_t> positions);
  bool all_arrived() const { return arrived_ == all_.size(); }

  // The first `count` leave what arrives where it is, until they go on.
  void Stall(size_t count);
  void GoOn(size_t count);

  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }

  // Changes that arrived, of all subscribers together.
  uint64_t delivered() const { return delivered_; }
  // WebSocket messages, likewise.
  uint64_t messages() const { return messages_; }
  uint64_t bytes() const { return bytes_; }

 private:
  struct Subscriber {
    WebSocket socket;
    std::unique_ptr<Follower> follower;
    size_t group;
    Poller::Entry entry;
  };
  void Read(Subscriber* subscriber);
  bool Arrived(const Subscriber& subscriber) const;

  Poller* poller_;
  std::vector<std::unique_ptr<Subscriber>> all_;
  std::vector<uint64_t> awaited_ = {0};
  size_t arrived_ = 0;  // of those awaited
  uint64_t delivered_ = 0;
  uint64_t messages_ = 0;
  uint64_t bytes_ = 0;
  std::string error_;
};

}  // namespace samlad::bench
