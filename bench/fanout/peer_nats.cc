// NATS: core publish and subscribe, its own lines of text inside WebSocket messages.
#include <charconv>

#include "bench/fanout/peer.h"

namespace samlad::bench {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// The stream of lines is cut into WebSocket messages anywhere.
class NatsFollower final : public NumberedFollower {
 public:
  explicit NatsFollower(uint64_t position) : NumberedFollower(position) {}

  bool Follow(std::string_view message, WebSocket* socket) override {
    rest_.append(message);
    std::string_view bytes = rest_;
    while (true) {
      const size_t end = bytes.find(kLineEnd);
      if (end == bytes.npos) break;
      const std::string_view line = bytes.substr(0, end);
      size_t used = end + kLineEnd.size();
      if (line.starts_with("MSG ")) {
        // MSG subject subscription bytes
        size_t size = 0;
        const std::string_view number = line.substr(line.rfind(' ') + 1);
        std::from_chars(number.data(), number.data() + number.size(), size);
        if (bytes.size() < used + size + kLineEnd.size()) break;
        if (!FollowOne(bytes.substr(used, size))) return false;
        used += size + kLineEnd.size();
      } else if (line == "PING") {
        socket->Send("PONG\r\n");
      } else if (line.starts_with("-ERR")) {
        return false;
      }
      bytes.remove_prefix(used);
    }
    rest_.erase(0, rest_.size() - bytes.size());
    return true;
  }

 private:
  std::string rest_;
};

class Nats final : public Peer {
 public:
  explicit Nats(const Arena& arena) : Peer(arena) {}

 protected:
  std::vector<std::string> Command(std::string* error) override {
    const std::string program = FindProgram("nats-server");
    *error = "nats-server is not installed";
    if (program.empty()) return {};
    const std::string text = "host: 127.0.0.1\nport: " + std::to_string(FreePort()) +
                             "\nmax_connections: 20000\nwebsocket {\n  host: \"127.0.0.1\"\n"
                             "  port: " +
                             std::to_string(port_) + "\n  no_tls: true\n}\n";
    return {program, "-c", WriteFile("nats.conf", text)};
  }

  WebSocket::Target PublisherTarget() const override { return At("/"); }
  WebSocket::Target SubscriberTarget() const override { return PublisherTarget(); }

  Greeting PublisherGreeting() override {
    return {"CONNECT {\"verbose\":false}\r\nPING\r\n", "PONG"};
  }
  Greeting SubscriberGreeting() override {
    return {"CONNECT {\"verbose\":false}\r\nSUB bench 1\r\nPING\r\n", "PONG"};
  }
  std::unique_ptr<Follower> NewFollower(uint64_t position) const override {
    return std::make_unique<NatsFollower>(position);
  }

  void QueueMessage(std::string_view message, WebSocket*) override {
    lines_ += "PUB bench " + std::to_string(message.size()) + "\r\n";
    lines_ += message;
    lines_ += kLineEnd;
  }
  void EndQueue(WebSocket* publisher) override {
    publisher->Queue(lines_);
    lines_.clear();
  }

 private:
  std::string lines_;
};

}  // namespace

std::unique_ptr<Contender> StartNats(const Arena& arena, std::string* error) {
  return StartPeer<Nats>(arena, error);
}

}  // namespace samlad::bench
