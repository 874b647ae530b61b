#include <sys/epoll.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "bench/first_figures/closed_loop.h"
#include "bench/first_figures/confirmed.h"

namespace samlad::bench {
namespace {

struct Sender {
  WebSocket socket;
  ClosedLoop loop;

  void SendMore() {
    loop.SendMore([this](const std::string& bytes) { socket.Send(bytes); });
  }
};

}  // namespace

Round ConfirmedOverSockets(SamladProcess* samlad, const std::string& token, Cast* cast,
                           size_t connections, size_t in_flight, double seconds) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Sender>> senders;
  for (size_t i = 0; i < connections; ++i) {
    senders.push_back(std::make_unique<Sender>(
        Sender{samlad->Connect(token), ClosedLoop(cast->incident(), &cast->ids, in_flight)}));
    epoll_event interest{EPOLLIN, {.ptr = senders.back().get()}};
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, senders.back()->socket.fd(), &interest) == 0);
  }
  const int64_t server_cpu = samlad->child().CpuNs();
  const int64_t own_cpu = ThreadCpuNs();
  const int64_t begin = SteadyNs();
  const int64_t end = begin + static_cast<int64_t>(seconds * 1e9);
  for (const auto& sender : senders) sender->SendMore();
  size_t busy = connections;
  while (busy > 0) {
    epoll_event events[64];
    const int ready = epoll_wait(epoll, events, 64, 60'000);
    CHECK(ready > 0);
    const bool over = SteadyNs() >= end;
    for (int i = 0; i < ready; ++i) {
      auto* sender = static_cast<Sender*>(events[i].data.ptr);
      if (over) sender->loop.Stop();
      CHECK(sender->socket.Receive([&](std::string_view bytes) { sender->loop.OnFrame(bytes); }));
      sender->SendMore();
      sender->socket.Flush();
      if (over && sender->loop.idle()) --busy;
    }
  }
  const double took_s = static_cast<double>(SteadyNs() - begin) / 1e9;
  Round round;
  double confirmed = 0;
  for (const auto& sender : senders) {
    confirmed += static_cast<double>(sender->loop.confirmed());
    round.latencies_us.Add(sender->loop.latencies_us());
  }
  round.commands_per_second = confirmed / took_s;
  round.generator_share = static_cast<double>(ThreadCpuNs() - own_cpu) / 1e9 / took_s;
  round.server_us_per_command =
      static_cast<double>(samlad->child().CpuNs() - server_cpu) / 1000 / confirmed;
  close(epoll);
  return round;
}

}  // namespace samlad::bench
