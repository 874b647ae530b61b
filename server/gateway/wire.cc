#include "server/gateway/wire.h"

#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "storage/check.h"

namespace samlad {
namespace {

// Pieces handed to the system in one call.
constexpr size_t kPiecesMax = 64;
// What TLS puts into one record.
constexpr size_t kRecordBytes = 16 * 1024;

}  // namespace

Wire::Wire(Socket socket, SSL_CTX* tls) : socket_(std::move(socket)) {
  beast::error_code error;
  socket_.native_non_blocking(true, error);
  broken_ = static_cast<bool>(error);
  if (tls == nullptr) return;
  tls_.reset(SSL_new(tls));
  CHECK(tls_ && SSL_set_fd(tls_.get(), socket_.native_handle()) == 1);
  SSL_set_accept_state(tls_.get());
}

void Wire::Send(std::span<const Piece> pieces) {
  CHECK(idle());
  if (!tls_) return Wait(pieces, SendPlain(pieces));
  if (pieces.size() == 1) return Wait(pieces, SendTls(pieces.front().bytes));
  // What is small goes into one record and one call.
  size_t size = 0;
  for (const Piece& piece : pieces) size += piece.bytes.size();
  std::string all;
  all.reserve(size);
  for (const Piece& piece : pieces) all += piece.bytes;
  SendCopy(std::move(all));
}

void Wire::SendShared(std::string_view bytes, const std::shared_ptr<const void>& owner) {
  CHECK(idle());
  size_t sent = 0;
  if (tls_) {
    sent = SendTls(bytes);
  } else if (!broken_) {
    const ssize_t taken =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    broken_ = taken < 0 && errno != EAGAIN && errno != EINTR;
    sent = static_cast<size_t>(std::max<ssize_t>(taken, 0));
  }
  if (sent < bytes.size() && !broken_) waiting_.push_back({owner, bytes.substr(sent)});
}

void Wire::SendCopy(std::string bytes) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  if (idle()) return SendShared(*owner, owner);
  waiting_.push_back({owner, *owner});
}

void Wire::Resume() {
  if (idle()) return;
  const std::vector<Piece> pieces = std::exchange(waiting_, {});
  size_t sent = 0;
  if (!tls_) {
    sent = SendPlain(pieces);
  } else {
    for (const Piece& piece : pieces) {
      const size_t taken = SendTls(piece.bytes);
      sent += taken;
      if (taken < piece.bytes.size()) break;
    }
  }
  Wait(pieces, sent);
}

size_t Wire::SendPlain(std::span<const Piece> pieces) {
  size_t sent = 0;
  while (!pieces.empty() && !broken_) {
    iovec parts[kPiecesMax];
    const size_t count = std::min(pieces.size(), kPiecesMax);
    size_t size = 0;
    for (size_t i = 0; i < count; ++i) {
      parts[i] = {const_cast<char*>(pieces[i].bytes.data()), pieces[i].bytes.size()};
      size += pieces[i].bytes.size();
    }
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = count;
    const ssize_t taken = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (taken < 0) {
      if (errno == EINTR) continue;
      broken_ = errno != EAGAIN;
      return sent;
    }
    sent += static_cast<size_t>(taken);
    if (static_cast<size_t>(taken) < size) return sent;
    pieces = pieces.subspan(count);
  }
  return sent;
}

// A record that the socket did not take whole is kept by OpenSSL, which asks for the same bytes
// again: so what is not told as sent is offered again, from the same byte on.
size_t Wire::SendTls(std::string_view bytes) {
  size_t sent = 0;
  while (sent < bytes.size() && !broken_) {
    ERR_clear_error();
    const size_t size = std::min(kRecordBytes, bytes.size() - sent);
    const TlsResult result =
        Judge(SSL_write(tls_.get(), bytes.data() + sent, static_cast<int>(size)));
    if (result.kind == TlsResult::Kind::kDone) {
      sent += result.bytes;
      continue;
    }
    broken_ = result.kind == TlsResult::Kind::kError || result.kind == TlsResult::Kind::kEnd;
    return sent;
  }
  return sent;
}

void Wire::Wait(std::span<const Piece> pieces, size_t sent) {
  if (broken_) return;
  for (const Piece& piece : pieces) {
    const size_t gone = std::min(sent, piece.bytes.size());
    sent -= gone;
    if (gone < piece.bytes.size()) waiting_.push_back({piece.owner, piece.bytes.substr(gone)});
  }
}

Wire::TlsResult Wire::Judge(int result) const {
  using Kind = TlsResult::Kind;
  if (result > 0) return {Kind::kDone, static_cast<size_t>(result)};
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {Kind::kWantRead};
    case SSL_ERROR_WANT_WRITE:
      return {Kind::kWantWrite};
    case SSL_ERROR_ZERO_RETURN:
      return {Kind::kEnd};
    default:
      return {Kind::kError};
  }
}

Wire::TlsResult Wire::Handshake() {
  ERR_clear_error();
  return Judge(SSL_do_handshake(tls_.get()));
}

Wire::TlsResult Wire::ReadTls(void* to, size_t size) {
  if (size == 0) return {};
  ERR_clear_error();
  return Judge(SSL_read(tls_.get(), to, static_cast<int>(size)));
}

void Wire::ShutDownSending() {
  if (tls_ && !broken_ && SSL_is_init_finished(tls_.get())) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  beast::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void Wire::Close() {
  broken_ = true;
  waiting_.clear();
  beast::error_code ignored;
  socket_.close(ignored);
}

}  // namespace samlad
