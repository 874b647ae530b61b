#include "bench/fanout/poller.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <utility>

#include "storage/check.h"

namespace samlad::bench {

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)) { CHECK(epoll_ >= 0); }

Poller::~Poller() { close(epoll_); }

void Poller::Add(int fd, std::function<void()> on_readable) {
  epoll_event interest{EPOLLIN, {.ptr = &readers_.emplace_back(std::move(on_readable))}};
  CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &interest) == 0);
}

bool Poller::Poll(int timeout_ms) {
  constexpr int kEvents = 1024;
  epoll_event events[kEvents];
  const int ready = epoll_wait(epoll_, events, kEvents, timeout_ms);
  CHECK(ready >= 0);
  for (int i = 0; i < ready; ++i) (*static_cast<std::function<void()>*>(events[i].data.ptr))();
  return ready > 0;
}

}  // namespace samlad::bench
