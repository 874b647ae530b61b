#include "bench/fanout/peer.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "bench/kit/clock.h"

namespace samlad::bench {
namespace {

// A connection on its way.
struct Caller {
  WebSocket socket;
  Poller::Entry entry = nullptr;
  std::string heard;
  bool greeted = false;
  bool done = false;
};

}  // namespace

bool Peer::Connect(const WebSocket::Target& target, std::vector<Greeting> greetings,
                   size_t first_index, std::vector<WebSocket>* sockets, std::string* error) const {
  constexpr int kProgressMsMax = 10'000;
  Poller poller;
  std::vector<Caller> callers(greetings.size());
  size_t left = callers.size();
  bool lost = false;
  for (size_t i = 0; i < callers.size(); ++i) {
    Caller* caller = &callers[i];
    const Greeting* greeting = &greetings[i];
    WebSocket::Target to = target;
    to.from = CallingAddress(first_index + i);
    if (!caller->socket.Start(to, error)) return false;
    const auto on_ready = [&, caller, greeting] {
      if (caller->socket.sending()) {
        caller->socket.Flush();
        if (!caller->socket.sending()) poller.WantReadOnly(caller->socket.fd(), caller->entry);
      }
      const auto hear = [&](std::string_view message) { caller->heard += message; };
      lost = !caller->socket.Receive(hear) || lost;
      if (caller->done || !caller->socket.upgraded()) return;
      if (!std::exchange(caller->greeted, true) && !greeting->say.empty()) {
        caller->socket.Send(greeting->say);
      }
      caller->done = caller->heard.find(greeting->awaited) != caller->heard.npos;
      left -= caller->done ? 1 : 0;
    };
    caller->entry = poller.Add(caller->socket.fd(), on_ready, true);
  }
  while (left > 0 && !lost) lost = !poller.Poll(kProgressMsMax) || lost;
  *error = lost ? "it does not take a connection" : "";
  for (Caller& caller : callers) sockets->push_back(std::move(caller.socket));
  return !lost;
}

bool Peer::Start(std::string* error) {
  constexpr int64_t kStartNsMax = 10'000'000'000;
  constexpr useconds_t kPauseUs = 20'000;
  const std::vector<std::string> command = Command(error);
  if (command.empty()) return false;
  const std::string output = temp_.path() + "/output";
  child_ = std::make_unique<Child>(command, output, kServerCore);
  const int64_t begin = SteadyNs();
  while (!Connect(PublisherTarget(), {PublisherGreeting()}, 0, &publisher_, error)) {
    publisher_.clear();
    if (!child_->Running() || SteadyNs() - begin > kStartNsMax) {
      *error = "it does not start: " + LastLine(output);
      return false;
    }
    usleep(kPauseUs);
  }
  return true;
}

bool Peer::AddSubscribers(size_t count, Subscribers* subscribers, std::string* error) {
  constexpr size_t kAtOnce = 200;
  while (count > 0) {
    std::vector<Greeting> greetings;
    while (greetings.size() < std::min(count, kAtOnce)) greetings.push_back(SubscriberGreeting());
    count -= greetings.size();
    std::vector<WebSocket> sockets;
    if (!Connect(SubscriberTarget(), std::move(greetings), subscribers->size(), &sockets, error)) {
      return false;
    }
    for (WebSocket& socket : sockets) subscribers->Add(std::move(socket), NewFollower(position_));
  }
  return true;
}

uint64_t Peer::Send(size_t messages) {
  WebSocket* publisher = &publisher_.front();
  // What the server has to say to a publisher is read, so that it does not pile up.
  publisher->Receive([](std::string_view) {});
  for (size_t i = 0; i < messages; ++i) QueueMessage(Numbered(++position_), publisher);
  EndQueue(publisher);
  publisher->Flush();
  return position_;
}

std::string Peer::WriteFile(const std::string& name, const std::string& text) const {
  const std::string path = temp_.path() + "/" + name;
  std::ofstream(path) << text;
  return path;
}

}  // namespace samlad::bench
