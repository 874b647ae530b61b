#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/fanout/contender.h"
#include "bench/fanout/numbered.h"
#include "bench/kit/temp_folder.h"

namespace samlad::bench {

// A server of somebody else's, held to the servers' core like ours, its files in a folder of its
// own. What is the same for all of them: one connection publishes, the others subscribe. As it is,
// it is one that speaks WebSocket and nothing in it: on /pub and on /sub, a message each.
class Peer : public Contender {
 public:
  // Starts the program and connects the publisher. False, with the reason, if that does not come
  // about within some seconds.
  bool Start(std::string* error);

  bool AddSubscribers(size_t count, Subscribers* subscribers, std::string* error) override;
  uint64_t Send(size_t messages) override;
  Child& child() override { return *child_; }

 protected:
  explicit Peer(const Arena& arena) : arena_(arena), temp_(arena.folder) {}

  // The command line. Empty, with the reason, if there is something missing.
  virtual std::vector<std::string> Command(std::string* error) = 0;
  virtual WebSocket::Target PublisherTarget() const { return At("/pub"); }
  virtual WebSocket::Target SubscriberTarget() const { return At("/sub"); }
  // What is said on a new connection, and what the answer must hold before anything can be
  // published, or arrives. Nothing at all for those who only speak WebSocket.
  struct Greeting {
    std::string say;
    std::string awaited;
  };
  virtual Greeting PublisherGreeting() { return {}; }
  virtual Greeting SubscriberGreeting() { return {}; }
  virtual std::unique_ptr<Follower> NewFollower(uint64_t position) const {
    return std::make_unique<NumberedFollower>(position);
  }
  // Puts one message where the socket's Flush sends it from.
  virtual void QueueMessage(std::string_view message, WebSocket* publisher) {
    publisher->Queue(message);
  }
  // When all messages of one Send are in the queue.
  virtual void EndQueue(WebSocket*) {}

  WebSocket::Target At(const std::string& path) const {
    WebSocket::Target target;
    target.port = port_;
    target.path = path;
    return target;
  }
  // Writes a file into the folder of this peer, and returns its path.
  std::string WriteFile(const std::string& name, const std::string& text) const;

  const Arena arena_;
  const TempFolder temp_;
  const uint16_t port_ = FreePort();

 private:
  // Connects so many at the same time: there are servers that look at new connections only ten
  // times a second. False, with the reason, if one is refused.
  bool Connect(const WebSocket::Target& target, std::vector<Greeting> greetings, size_t first_index,
               std::vector<WebSocket>* sockets, std::string* error) const;

  std::unique_ptr<Child> child_;
  std::vector<WebSocket> publisher_;  // one
  uint64_t position_ = 0;
};

// The peer, started; null, with the reason, if that fails.
template <typename AnyPeer>
std::unique_ptr<Contender> StartPeer(const Arena& arena, std::string* error) {
  auto peer = std::make_unique<AnyPeer>(arena);
  if (!peer->Start(error)) return nullptr;
  return peer;
}

}  // namespace samlad::bench
