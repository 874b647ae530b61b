#include "bench/fanout/poller.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "bench/kit/clock.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

thread_local int64_t spun_cpu_ns = 0;

}  // namespace

int64_t BusyCpuNs() { return ThreadCpuNs() - spun_cpu_ns; }

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
  const int count = std::min(kEvents, events_max_);
  int ready = epoll_wait(epoll_, events, count, 0);
  if (ready == 0) {
    const int64_t begin = ThreadCpuNs(), until = SteadyNs() + int64_t{timeout_ms} * 1'000'000;
    while (ready == 0 && SteadyNs() < until) ready = epoll_wait(epoll_, events, count, 0);
    spun_cpu_ns += ThreadCpuNs() - begin;
  }
  CHECK(ready >= 0);
  for (int i = 0; i < ready; ++i) (*static_cast<std::function<void()>*>(events[i].data.ptr))();
  return ready > 0;
}

}  // namespace samlad::bench
