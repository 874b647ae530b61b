// The floor: the least that fanning out over WebSockets costs on this machine. One thread, one
// epoll; what publishers send in one turn of the loop is framed once and goes to every subscriber
// by one send(). Nothing is stored, filtered, checked or kept: no server that does its work can be
// cheaper, and each is measured against it.
//
//   floor PORT       GET /pub: what this socket sends is passed on; GET /sub: it is sent here
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr size_t kReadBytes = 256 * 1024;
// A subscriber that is so far behind is cut: the floor keeps no position to go on from.
constexpr size_t kUnsentBytesMax = 64 << 20;

struct Peer {
  int fd = -1;
  enum class State { kUpgrading, kPublisher, kSubscriber } state = State::kUpgrading;
  std::string in;
  std::string unsent;
};

std::string AcceptKey(const std::string& request) {
  constexpr std::string_view kName = "Sec-WebSocket-Key: ";
  const size_t at = request.find(kName);
  if (at == request.npos) return "";
  const size_t begin = at + kName.size();
  const std::string text = request.substr(begin, request.find('\r', begin) - begin) +
                           "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  unsigned char base64[64];
  const int size = EVP_EncodeBlock(base64, digest, SHA_DIGEST_LENGTH);
  return std::string(reinterpret_cast<const char*>(base64), static_cast<size_t>(size));
}

// Takes one whole frame of a client off the front. False if there is none.
bool TakeFrame(std::string* in, std::string* payload) {
  if (in->size() < 2) return false;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>((*in)[i]); };
  uint64_t size = byte(1) & 0x7F;
  const size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
  const size_t head = 2 + more + 4;
  if (in->size() < head) return false;
  if (more != 0) size = 0;
  for (size_t i = 2; i < 2 + more; ++i) size = size << 8 | byte(i);
  if (in->size() < head + size) return false;
  payload->assign(*in, head, size);
  for (size_t i = 0; i < size; ++i) {
    (*payload)[i] = static_cast<char>((*payload)[i] ^ (*in)[head - 4 + i % 4]);
  }
  in->erase(0, head + size);
  return true;
}

// A server's frame, binary and final.
std::string Framed(const std::string& payload) {
  std::string frame = "\x82";
  const size_t size = payload.size();
  if (size < 126) {
    frame.push_back(static_cast<char>(size));
  } else {
    const int bytes = size < 65536 ? 2 : 8;
    frame.push_back(static_cast<char>(bytes == 2 ? 126 : 127));
    for (int i = bytes - 1; i >= 0; --i) frame.push_back(static_cast<char>(size >> (8 * i)));
  }
  return frame + payload;
}

class Floor {
 public:
  explicit Floor(uint16_t port) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&place), sizeof(place)) == 0);
    CHECK(listen(listener_, 4096) == 0);
    Want(listener_, nullptr, EPOLLIN, EPOLL_CTL_ADD);
  }

  [[noreturn]] void Run() {
    for (;;) {
      epoll_event events[1024];
      const int ready = epoll_wait(epoll_, events, 1024, -1);
      for (int i = 0; i < ready; ++i) {
        auto* peer = static_cast<Peer*>(events[i].data.ptr);
        if (peer == nullptr) {
          Accept();
        } else if ((events[i].events & EPOLLOUT) != 0) {
          SendRest(peer);
        } else {
          Read(peer);
        }
      }
      Broadcast();
    }
  }

 private:
  void Want(int fd, Peer* peer, uint32_t what, int operation) {
    epoll_event interest{what, {.ptr = peer}};
    CHECK(epoll_ctl(epoll_, operation, fd, &interest) == 0);
  }

  void Accept() {
    for (;;) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      auto peer = std::make_unique<Peer>();
      peer->fd = fd;
      Want(fd, peer.get(), EPOLLIN, EPOLL_CTL_ADD);
      peers_.emplace(fd, std::move(peer));
    }
  }

  void Read(Peer* peer) {
    static char bytes[kReadBytes];
    const ssize_t got = recv(peer->fd, bytes, sizeof(bytes), 0);
    if (got <= 0) return Drop(peer);
    // A subscriber has nothing to say.
    if (peer->state == Peer::State::kSubscriber) return;
    peer->in.append(bytes, static_cast<size_t>(got));
    if (peer->state == Peer::State::kUpgrading) return Upgrade(peer);
    std::string payload;
    while (TakeFrame(&peer->in, &payload)) gathered_ += payload;
  }

  void Upgrade(Peer* peer) {
    if (peer->in.find("\r\n\r\n") == peer->in.npos) return;
    const bool publishes = peer->in.starts_with("GET /pub");
    const std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        AcceptKey(peer->in) + "\r\n\r\n";
    peer->in = std::string();
    CHECK(send(peer->fd, answer.data(), answer.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(answer.size()));
    peer->state = publishes ? Peer::State::kPublisher : Peer::State::kSubscriber;
    if (!publishes) subscribers_.push_back(peer);
  }

  void Broadcast() {
    if (gathered_.empty()) return;
    const std::string frame = Framed(gathered_);
    gathered_.clear();
    for (Peer* peer : subscribers_) {
      if (!peer->unsent.empty()) {
        CHECK(peer->unsent.size() < kUnsentBytesMax);
        peer->unsent += frame;
        continue;
      }
      const ssize_t sent = send(peer->fd, frame.data(), frame.size(), MSG_NOSIGNAL);
      const size_t done = sent < 0 ? 0 : static_cast<size_t>(sent);
      if (done == frame.size()) continue;
      peer->unsent = frame.substr(done);
      Want(peer->fd, peer, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    }
  }

  void SendRest(Peer* peer) {
    const ssize_t sent = send(peer->fd, peer->unsent.data(), peer->unsent.size(), MSG_NOSIGNAL);
    if (sent > 0) peer->unsent.erase(0, static_cast<size_t>(sent));
    if (peer->unsent.empty()) Want(peer->fd, peer, EPOLLIN, EPOLL_CTL_MOD);
  }

  void Drop(Peer* peer) {
    std::erase(subscribers_, peer);
    close(peer->fd);
    peers_.erase(peer->fd);
  }

  int epoll_ = -1;
  int listener_ = -1;
  std::unordered_map<int, std::unique_ptr<Peer>> peers_;
  std::vector<Peer*> subscribers_;
  // What publishers have sent in this turn.
  std::string gathered_;
};

}  // namespace
}  // namespace samlad::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "floor PORT\n");
    return EXIT_FAILURE;
  }
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  samlad::bench::Floor(static_cast<uint16_t>(std::atoi(argv[1]))).Run();
}
