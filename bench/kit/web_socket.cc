#include "bench/kit/web_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr uint8_t kContinuation = 0;
constexpr uint8_t kText = 1;
constexpr uint8_t kBinary = 2;
constexpr uint8_t kClose = 8;
constexpr uint8_t kPing = 9;
constexpr uint8_t kPong = 10;
constexpr uint8_t kFinal = 0x80;
constexpr size_t kReadBytes = 256 * 1024;
constexpr int kAnswerMsMax = 60'000;

sockaddr_in AddressOf(const std::string& address, uint16_t port) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  CHECK(inet_pton(AF_INET, address.c_str(), &place.sin_addr) == 1);
  return place;
}

bool SystemError(const char* what, std::string* error) {
  *error = std::string(what) + ": " + std::strerror(errno);
  return false;
}

std::string UpgradeRequest(const WebSocket::Target& target) {
  std::string request = "GET " + target.path + " HTTP/1.1\r\nHost: " + target.address + ":" +
                        std::to_string(target.port) +
                        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: c2FtbGFkLXNhbWxhZC0wMQ==\r\n"
                        "Sec-WebSocket-Version: 13\r\n";
  if (!target.subprotocol.empty()) {
    request += "Sec-WebSocket-Protocol: " + target.subprotocol + "\r\n";
  }
  return request + "\r\n";
}

// The head of a server's frame: its length, and that of what follows. False if it is not whole yet.
struct Head {
  uint8_t flags = 0;
  size_t head_bytes = 2;
  uint64_t payload_bytes = 0;
};
bool ReadHead(std::string_view bytes, Head* head) {
  if (bytes.size() < 2) return false;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  head->flags = byte(0);
  CHECK((byte(1) & 0x80) == 0);  // a server does not mask
  head->payload_bytes = byte(1);
  const size_t more = byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
  if (more == 0) return true;
  head->head_bytes = 2 + more;
  if (bytes.size() < head->head_bytes) return false;
  head->payload_bytes = 0;
  for (size_t i = 2; i < head->head_bytes; ++i) {
    head->payload_bytes = head->payload_bytes << 8 | byte(i);
  }
  return true;
}

}  // namespace

WebSocket::WebSocket(WebSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      tls_(std::exchange(other.tls_, nullptr)),
      upgraded_(other.upgraded_),
      unsent_(std::move(other.unsent_)),
      partial_(std::move(other.partial_)),
      message_(std::move(other.message_)),
      bytes_received_(other.bytes_received_) {}

bool WebSocket::Start(const Target& target, std::string* error) {
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ < 0) return SystemError("socket", error);
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (target.as_across_ethernet) {
    const int segment_bytes = 1448, buffer_bytes = 64 * 1024;
    setsockopt(fd_, IPPROTO_TCP, TCP_MAXSEG, &segment_bytes, sizeof(segment_bytes));
    setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof(buffer_bytes));
  }
  if (!target.from.empty()) {
    // The port is chosen when it is known whom it is for, so that it need be free for that one
    // only.
    setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
    const sockaddr_in from = AddressOf(target.from, 0);
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&from), sizeof(from)) != 0) {
      return SystemError("bind", error);
    }
  }
  const sockaddr_in to = AddressOf(target.address, target.port);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0 &&
      errno != EINPROGRESS) {
    return SystemError("connect", error);
  }
  unsent_ = UpgradeRequest(target);
  return true;
}

bool WebSocket::Connect(const Target& target, std::string* error) {
  if (!Start(target, error)) return false;
  if (!WaitFor(POLLOUT)) {
    *error = "no connection";
    return false;
  }
  if (target.tls != nullptr && !ShakeHands(target.tls)) {
    *error = "no TLS";
    return false;
  }
  Flush();
  while (!upgraded_) {
    if (!WaitFor(POLLIN) || !Receive([](std::string_view) {})) {
      *error = "the upgrade is refused: " + partial_.substr(0, partial_.find('\r'));
      return false;
    }
  }
  return true;
}

bool WebSocket::WaitFor(short what) const {
  pollfd waiting{fd_, what, 0};
  return poll(&waiting, 1, kAnswerMsMax) == 1 && (waiting.revents & (POLLERR | POLLHUP)) == 0;
}

bool WebSocket::ShakeHands(ssl_ctx_st* context) {
  tls_ = SSL_new(context);
  CHECK(tls_ != nullptr && SSL_set_fd(tls_, fd_) == 1);
  SSL_set_mode(tls_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  for (;;) {
    const int done = SSL_connect(tls_);
    if (done == 1) return true;
    const int wants = SSL_get_error(tls_, done);
    if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) return false;
    if (!WaitFor(wants == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) return false;
  }
}

void WebSocket::Close() {
  if (tls_ != nullptr) SSL_free(tls_);
  if (fd_ >= 0) close(fd_);
  tls_ = nullptr;
  fd_ = -1;
}

void WebSocket::Send(std::string_view payload, bool text) {
  Queue(payload, text);
  Flush();
}

void WebSocket::Queue(std::string_view payload, bool text) {
  QueueFrame(text ? kText : kBinary, payload);
}

void WebSocket::QueueFrame(uint8_t opcode, std::string_view payload) {
  unsent_.push_back(static_cast<char>(kFinal | opcode));
  const size_t size = payload.size();
  constexpr uint8_t kMasked = 0x80;
  if (size < 126) {
    unsent_.push_back(static_cast<char>(kMasked | size));
  } else {
    const int bytes = size < 65536 ? 2 : 8;
    unsent_.push_back(static_cast<char>(kMasked | (bytes == 2 ? 126 : 127)));
    for (int i = bytes - 1; i >= 0; --i) unsent_.push_back(static_cast<char>(size >> (8 * i)));
  }
  unsent_.append(4, '\0');  // the mask
  unsent_.append(payload);
}

void WebSocket::Flush() {
  if (unsent_.empty() || fd_ < 0) return;
  const ssize_t sent = WriteSome(unsent_);
  if (sent > 0) unsent_.erase(0, static_cast<size_t>(sent));
}

ssize_t WebSocket::WriteSome(std::string_view bytes) {
  if (tls_ == nullptr) return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
}

ssize_t WebSocket::ReadSome(char* bytes, size_t size) {
  if (tls_ == nullptr) return recv(fd_, bytes, size, 0);
  const int got = SSL_read(tls_, bytes, static_cast<int>(size));
  if (got > 0) return got;
  errno = EAGAIN;
  return SSL_get_error(tls_, got) == SSL_ERROR_WANT_READ ? -1 : 0;
}

bool WebSocket::Receive(const OnMessage& on_message) {
  // Shared by all sockets of a thread: most have nothing left over between two reads.
  thread_local std::string buffer(kReadBytes, '\0');
  const ssize_t got = ReadSome(buffer.data(), buffer.size());
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return false;
  std::string_view bytes(buffer.data(), static_cast<size_t>(std::max(got, ssize_t{0})));
  bytes_received_ += bytes.size();
  if (!upgraded_) {
    partial_.append(bytes);
    return TakeUpgrade();
  }
  if (partial_.empty()) {
    if (!TellFrames(&bytes, on_message)) return false;
    partial_ = bytes;
    return true;
  }
  partial_.append(bytes);
  std::string_view all = partial_;
  if (!TellFrames(&all, on_message)) return false;
  partial_.erase(0, partial_.size() - all.size());
  return true;
}

// Frames that come along with the answer stay for the next Receive.
bool WebSocket::TakeUpgrade() {
  const size_t end = partial_.find("\r\n\r\n");
  if (end == partial_.npos) return true;
  if (!partial_.starts_with("HTTP/1.1 101")) return false;
  partial_.erase(0, end + 4);
  upgraded_ = true;
  return true;
}

// Tells what is whole and leaves the rest in `bytes`.
bool WebSocket::TellFrames(std::string_view* bytes, const OnMessage& on_message) {
  Head head;
  while (head = Head{}, ReadHead(*bytes, &head)) {
    if (bytes->size() - head.head_bytes < head.payload_bytes) return true;
    const std::string_view payload = bytes->substr(head.head_bytes, head.payload_bytes);
    const uint8_t opcode = head.flags & 0x0F;
    if (opcode == kClose) return false;
    if (opcode == kPing) {
      QueueFrame(kPong, payload);
      Flush();
    }
    if (opcode <= kBinary) {
      const bool whole = (head.flags & kFinal) != 0;
      if (whole && opcode != kContinuation) {
        on_message(payload);
      } else {
        message_.append(payload);
        if (whole) on_message(std::exchange(message_, {}));
      }
    }
    bytes->remove_prefix(head.head_bytes + head.payload_bytes);
  }
  return true;
}

}  // namespace samlad::bench
