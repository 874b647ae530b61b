#include "bench/fanout/poller.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "storage/check.h"

namespace samlad::bench {

Poller::Poller(int events_max) : epoll_(epoll_create1(EPOLL_CLOEXEC)), events_max_(events_max) {
  CHECK(epoll_ >= 0);
}

Poller::~Poller() { close(epoll_); }

Poller::Entry Poller::Add(int fd, std::function<void()> on_ready, bool writable) {
  Entry entry = &readers_.emplace_back(std::move(on_ready));
  const unsigned what = writable ? EPOLLIN | EPOLLOUT : EPOLLIN;
  epoll_event interest{what, {.ptr = entry}};
  CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &interest) == 0);
  return entry;
}

void Poller::WantReadOnly(int fd, Entry entry) { Change(fd, entry, EPOLLIN); }
void Poller::WantNothing(int fd, Entry entry) { Change(fd, entry, 0); }

void Poller::Change(int fd, Entry entry, unsigned what) {
  epoll_event interest{what, {.ptr = entry}};
  CHECK(epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &interest) == 0);
}

bool Poller::Poll(int timeout_ms) {
  constexpr int kEvents = 1024;
  epoll_event events[kEvents];
  const int ready = epoll_wait(epoll_, events, std::min(kEvents, events_max_), timeout_ms);
  CHECK(ready >= 0);
  for (int i = 0; i < ready; ++i) (*static_cast<std::function<void()>*>(events[i].data.ptr))();
  return ready > 0;
}

}  // namespace samlad::bench
