// Mosquitto: MQTT 3.1.1 at quality of service 0, its packets inside WebSocket messages.
#include "bench/fanout/peer.h"

namespace samlad::bench {
namespace {

using namespace std::literals;

constexpr uint8_t kPublish = 0x30;
constexpr std::string_view kTopic = "bench";
// Clean session, and a keep-alive of 0: the connection may be silent.
constexpr std::string_view kVariableHeader = "\0\4MQTT\4\2\0\0"sv;

std::string Packet(uint8_t type, std::string_view body) {
  std::string packet(1, static_cast<char>(type));
  size_t size = body.size();
  do {
    packet += static_cast<char>((size & 0x7F) | (size > 0x7F ? 0x80 : 0));
    size >>= 7;
  } while (size > 0);
  packet += body;
  return packet;
}

// Text as MQTT has it, with its length before it.
std::string Text(std::string_view text) {
  return std::string{static_cast<char>(text.size() >> 8), static_cast<char>(text.size())} +
         std::string(text);
}

// The length of the packet at the front, and that of its head. False if they are not there yet.
bool ReadHead(std::string_view bytes, size_t* head, size_t* body) {
  constexpr size_t kLengthBytesMax = 4;
  *body = 0;
  for (*head = 1; *head < bytes.size() && *head <= kLengthBytesMax; ++*head) {
    const auto byte = static_cast<uint8_t>(bytes[*head]);
    *body |= size_t{byte & 0x7Fu} << (7 * (*head - 1));
    if (byte >= 0x80) continue;
    ++*head;
    return true;
  }
  return false;
}

// The stream of packets may be cut into WebSocket messages anywhere.
class MqttFollower final : public NumberedFollower {
 public:
  explicit MqttFollower(uint64_t position) : NumberedFollower(position) {}

  bool Follow(std::string_view message, WebSocket*) override {
    rest_.append(message);
    std::string_view bytes = rest_;
    size_t head = 0, body = 0;
    while (ReadHead(bytes, &head, &body) && bytes.size() >= head + body) {
      const std::string_view packet = bytes.substr(head, body);
      const size_t topic = 2 + kTopic.size();
      if (static_cast<uint8_t>(bytes[0]) == kPublish && !FollowOne(packet.substr(topic))) {
        return false;
      }
      bytes.remove_prefix(head + body);
    }
    rest_.erase(0, rest_.size() - bytes.size());
    return true;
  }

 private:
  std::string rest_;
};

class Mosquitto final : public Peer {
 public:
  explicit Mosquitto(const Arena& arena) : Peer(arena) {}

 protected:
  std::vector<std::string> Command(std::string* error) override {
    const std::string program = FindProgram("mosquitto");
    *error = "mosquitto is not installed";
    if (program.empty()) return {};
    // It counts only listeners that speak no WebSocket when it looks whether there are any. What is
    // not sent at once is kept, as the others keep it.
    const std::string text =
        "user root\npersistence false\nallow_anonymous true\n"
        "max_queued_messages 0\nset_tcp_nodelay true\n"
        "listener " +
        std::to_string(FreePort()) +
        " 127.0.0.1\n"
        "listener " +
        std::to_string(port_) +
        " 127.0.0.1\n"
        "socket_domain ipv4\nprotocol websockets\n";
    return {program, "-c", WriteFile("mosquitto.conf", text)};
  }

  WebSocket::Target PublisherTarget() const override {
    WebSocket::Target target = At("/mqtt");
    target.subprotocol = "mqtt";
    return target;
  }
  WebSocket::Target SubscriberTarget() const override { return PublisherTarget(); }

  Greeting PublisherGreeting() override { return {Connect(), "\x20\x02\0\0"s}; }
  Greeting SubscriberGreeting() override {
    constexpr uint8_t kSubscribe = 0x82;
    return {Connect() + Packet(kSubscribe, "\0\1"s + Text(kTopic) + "\0"s), "\x90\x03\0\1\0"s};
  }
  std::unique_ptr<Follower> NewFollower(uint64_t position) const override {
    return std::make_unique<MqttFollower>(position);
  }

  void QueueMessage(std::string_view message, WebSocket*) override {
    packets_ += Packet(kPublish, Text(kTopic) + std::string(message));
  }
  void EndQueue(WebSocket* publisher) override {
    publisher->Queue(packets_);
    packets_.clear();
  }

 private:
  std::string Connect() {
    constexpr uint8_t kConnect = 0x10;
    const std::string name = "bench" + std::to_string(clients_++);
    return Packet(kConnect, std::string(kVariableHeader) + Text(name));
  }

  size_t clients_ = 0;
  std::string packets_;
};

}  // namespace

std::unique_ptr<Contender> StartMosquitto(const Arena& arena, std::string* error) {
  return StartPeer<Mosquitto>(arena, error);
}

}  // namespace samlad::bench
