#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

namespace samlad::bench {

// Waits on many sockets and calls who has something to do. One epoll, asked again and again without
// sleeping: a receiver that sleeps has to be woken, and on one machine it is the sender's processor
// time that pays for it.
//
// Threads: one at a time.
class Poller {
 public:
  // At most so many are told in one call of Poll.
  explicit Poller(int events_max = 1024);
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // Names a socket to this poller. Good until the poller ends, whatever becomes of the socket.
  using Entry = void*;

  // `on_ready` is called from within Poll whenever there is something to read from `fd`, or, if
  // `writable`, whenever it can be written to as well.
  Entry Add(int fd, std::function<void()> on_ready, bool writable = false);
  // From now on for reading only.
  void WantReadOnly(int fd, Entry entry);
  // Not at all until WantReadOnly. A socket that has something to read keeps it.
  void WantNothing(int fd, Entry entry);
  // Waits for something to do, at most that long, and tells those who have. False if nothing came.
  bool Poll(int timeout_ms);

 private:
  void Change(int fd, Entry entry, unsigned what);

  int epoll_;
  const int events_max_;
  std::deque<std::function<void()>> readers_;  // stay where they are
};

// What the calling thread has spent on a processor without finding nothing to do in Poll.
int64_t BusyCpuNs();

}  // namespace samlad::bench
