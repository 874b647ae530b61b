#pragma once

#include <cstddef>
#include <deque>
#include <functional>

namespace samlad::bench {

// Waits on many sockets and calls who has something to read. One epoll.
//
// Threads: one at a time.
class Poller {
 public:
  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // `on_readable` is called from within Poll whenever there is something to read from `fd`, which
  // stays open as long as the poller is used.
  void Add(int fd, std::function<void()> on_readable);
  // Waits for something to read, at most that long, and tells everybody who has. False if nothing
  // came.
  bool Poll(int timeout_ms);

 private:
  int epoll_;
  std::deque<std::function<void()>> readers_;  // stay where they are
};

}  // namespace samlad::bench
