#include "bench/kit/web_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

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
      unsent_(std::move(other.unsent_)),
      partial_(std::move(other.partial_)),
      message_(std::move(other.message_)),
      bytes_received_(other.bytes_received_) {}

bool WebSocket::Connect(const Target& target, std::string* error) {
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return SystemError("socket", error);
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
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
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
    return SystemError("connect", error);
  }
  const std::string request = UpgradeRequest(target);
  CHECK(send(fd_, request.data(), request.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(request.size()));
  std::string answer;
  size_t end = 0;
  while ((end = answer.find("\r\n\r\n")) == answer.npos) {
    char bytes[4096];
    const ssize_t got = recv(fd_, bytes, sizeof(bytes), 0);
    if (got <= 0) return SystemError("the server closed during the upgrade", error);
    answer.append(bytes, static_cast<size_t>(got));
  }
  if (!answer.starts_with("HTTP/1.1 101")) {
    *error = answer.substr(0, answer.find('\r'));
    return false;
  }
  // Frames may have come along with the answer.
  partial_ = answer.substr(end + 4);
  fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
  return true;
}

void WebSocket::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

void WebSocket::Send(std::string_view payload, bool text) {
  SendFrame(text ? kText : kBinary, payload);
}

void WebSocket::SendFrame(uint8_t opcode, std::string_view payload) {
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
  Flush();
}

void WebSocket::Flush() {
  if (unsent_.empty() || fd_ < 0) return;
  const ssize_t sent = send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  if (sent > 0) unsent_.erase(0, static_cast<size_t>(sent));
}

bool WebSocket::Receive(const OnMessage& on_message) {
  // Shared by all sockets of a thread: most have nothing left over between two reads.
  thread_local std::string buffer(kReadBytes, '\0');
  const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  bytes_received_ += static_cast<uint64_t>(got);
  std::string_view bytes(buffer.data(), static_cast<size_t>(got));
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

// Tells what is whole and leaves the rest in `bytes`.
bool WebSocket::TellFrames(std::string_view* bytes, const OnMessage& on_message) {
  Head head;
  while (head = Head{}, ReadHead(*bytes, &head)) {
    if (bytes->size() - head.head_bytes < head.payload_bytes) return true;
    const std::string_view payload = bytes->substr(head.head_bytes, head.payload_bytes);
    const uint8_t opcode = head.flags & 0x0F;
    if (opcode == kClose) return false;
    if (opcode == kPing) SendFrame(kPong, payload);
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
