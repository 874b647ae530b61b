#include "tests/gateway/raw_socket.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "storage/check.h"

namespace samlad {

RawSocket::RawSocket(uint16_t port, int receive_bytes) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  CHECK(fd_ >= 0);
  const timeval patience{20, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  const int one = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  if (receive_bytes != 0) {
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
  }
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) Close();
}

RawSocket::~RawSocket() {
  Close();
  if (tls_) SSL_free(tls_);
  if (context_) SSL_CTX_free(context_);
}

bool RawSocket::StartTls(int version_max) {
  context_ = SSL_CTX_new(TLS_client_method());
  // Old versions need the old rules for signatures.
  SSL_CTX_set_security_level(context_, 0);
  SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
  if (version_max != 0) SSL_CTX_set_max_proto_version(context_, version_max);
  tls_ = SSL_new(context_);
  SSL_set_fd(tls_, fd_);
  return SSL_connect(tls_) == 1;
}

std::string RawSocket::Records(const std::function<void(ssl_st*)>& say) {
  SSL_set_bio(tls_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  say(tls_);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(SSL_get_wbio(tls_), &bytes);
  std::string records(bytes, static_cast<size_t>(size));
  SSL_set_fd(tls_, fd_);
  return records;
}

bool RawSocket::SendRecords(std::string_view records) {
  while (!records.empty()) {
    const ssize_t sent = ::send(fd_, records.data(), records.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    records.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool RawSocket::Send(std::string_view bytes) {
  while (!bytes.empty() && fd_ >= 0) {
    const ssize_t sent = tls_ ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return fd_ >= 0;
}

bool RawSocket::Fill() {
  if (fd_ < 0) return false;
  char chunk[65536];
  const ssize_t got =
      tls_ ? SSL_read(tls_, chunk, sizeof(chunk)) : ::recv(fd_, chunk, sizeof(chunk), 0);
  if (got <= 0) return false;
  buffer_.append(chunk, static_cast<size_t>(got));
  return true;
}

std::string RawSocket::ReceiveUntil(std::string_view end) {
  size_t at = 0;
  while ((at = buffer_.find(end)) == std::string::npos) {
    if (!Fill()) return std::exchange(buffer_, "");
  }
  return Receive(at + end.size());
}

std::string RawSocket::Receive(size_t bytes) {
  while (buffer_.size() < bytes && Fill()) {
  }
  const std::string got = buffer_.substr(0, bytes);
  buffer_.erase(0, got.size());
  return got;
}

std::string RawSocket::ReceiveAll() {
  while (Fill()) {
  }
  return std::exchange(buffer_, "");
}

void RawSocket::Close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void RawSocket::Abort() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  Close();
}

std::string HttpAnswer::Header(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const size_t at = head.find(start);
  if (at == std::string::npos) return "";
  const size_t from = at + start.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

HttpAnswer Ask(RawSocket* socket, const std::string& request) {
  HttpAnswer answer;
  socket->Send(request);
  answer.head = socket->ReceiveUntil("\r\n\r\n");
  if (answer.head.size() > 12) answer.status = std::atoi(answer.head.c_str() + 9);
  const std::string length = answer.Header("Content-Length");
  const bool bodiless = request.starts_with("HEAD ");
  if (!length.empty() && !bodiless) answer.body = socket->Receive(std::stoul(length));
  return answer;
}

HttpAnswer Ask(uint16_t port, const std::string& what, const std::string& headers,
               const std::string& body) {
  RawSocket socket(port);
  const std::string length =
      body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return Ask(&socket, what + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + length + headers +
                          "\r\n" + body);
}

std::string ClientWsFrame(uint8_t opcode, std::string_view payload, bool fin) {
  std::string frame;
  frame.push_back(static_cast<char>((fin ? 0x80 : 0) | opcode));
  const size_t size = payload.size();
  if (size < 126) {
    frame.push_back(static_cast<char>(0x80 | size));
  } else if (size < 65536) {
    frame.push_back(static_cast<char>(0x80 | 126));
    for (int shift : {8, 0}) frame.push_back(static_cast<char>(size >> shift));
  } else {
    frame.push_back(static_cast<char>(0x80 | 127));
    for (int shift = 56; shift >= 0; shift -= 8) frame.push_back(static_cast<char>(size >> shift));
  }
  frame.append(4, '\0');
  frame += payload;
  return frame;
}

std::string HandshakeRequest(std::string_view subprotocol, std::string_view headers,
                             std::string_view target) {
  std::string request = "GET " + std::string(target) +
                        " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  if (!subprotocol.empty()) {
    request += "Sec-WebSocket-Protocol: " + std::string(subprotocol) + "\r\n";
  }
  return request + std::string(headers) + "\r\n";
}

uint16_t WsMessage::close_code() const {
  if (opcode != 8 || payload.size() < 2) return 0;
  return static_cast<uint16_t>(static_cast<uint8_t>(payload[0]) << 8 |
                               static_cast<uint8_t>(payload[1]));
}

std::optional<WsMessage> ReceiveWs(RawSocket* socket) {
  const std::string start = socket->Receive(2);
  if (start.size() != 2) return std::nullopt;
  CHECK((start[0] & 0x80) != 0 && (start[1] & 0x80) == 0);
  size_t size = static_cast<size_t>(start[1]);
  const size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (extra != 0) {
    size = 0;
    for (char byte : socket->Receive(extra)) size = size << 8 | static_cast<uint8_t>(byte);
  }
  WsMessage message;
  message.opcode = start[0] & 0x0f;
  message.payload = socket->Receive(size);
  if (message.payload.size() != size) return std::nullopt;
  return message;
}

}  // namespace samlad
