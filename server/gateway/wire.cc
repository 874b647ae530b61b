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
// While more waits than this, nothing is read: a peer that asks for answers of TLS's own and reads
// none of them must not pile them up.
constexpr size_t kRecordsWaitingMax = 64 * 1024;

// How much of it the socket took; sets `broken` if it is lost.
size_t SendSome(int socket, std::string_view bytes, bool* broken) {
  const ssize_t taken = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  *broken = taken < 0 && errno != EAGAIN && errno != EINTR;
  return static_cast<size_t>(std::max<ssize_t>(taken, 0));
}

}  // namespace

Wire::Wire(Socket socket, SSL_CTX* tls) : socket_(std::move(socket)) {
  beast::error_code error;
  socket_.native_non_blocking(true, error);
  broken_ = static_cast<bool>(error);
  if (tls == nullptr) return;
  tls_.reset(SSL_new(tls));
  records_ = std::make_unique<Records>(Records{socket_.native_handle(), broken_, ""});
  BIO* const in = BIO_new_socket(socket_.native_handle(), BIO_NOCLOSE);
  BIO* const out = BIO_new(RecordsMethod());
  CHECK(tls_ && in && out);
  BIO_set_data(out, records_.get());
  SSL_set_bio(tls_.get(), in, out);
  SSL_set_accept_state(tls_.get());
}

void Wire::Send(std::span<const Piece> pieces) {
  CHECK(idle());
  if (!tls_) return Wait(pieces, SendPlain(pieces));
  // Put together first, so that small pieces share records and calls.
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
    sent = SendSome(socket_.native_handle(), bytes, &broken_);
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
  if (tls_) {
    records_->SendWaiting();
    broken_ = broken_ || records_->broken;
  }
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

void Wire::Records::Send(std::string_view bytes) {
  if (waiting.empty() && !broken) bytes.remove_prefix(SendSome(socket, bytes, &broken));
  if (!broken) waiting += bytes;
}

bool Wire::Records::SendWaiting() {
  if (waiting.empty() || broken) return true;
  waiting.erase(0, SendSome(socket, waiting, &broken));
  // An idle connection keeps no memory for it.
  if (waiting.empty() || broken) std::string().swap(waiting);
  return waiting.empty();
}

const BIO_METHOD* Wire::RecordsMethod() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "records");
    CHECK(made);
    BIO_meth_set_create(made, [](BIO* bio) {
      BIO_set_init(bio, 1);
      return 1;
    });
    BIO_meth_set_write(made, [](BIO* bio, const char* bytes, int size) {
      auto* const records = static_cast<Records*>(BIO_get_data(bio));
      records->Send({bytes, static_cast<size_t>(size)});
      return records->broken ? -1 : size;
    });
    BIO_meth_set_ctrl(
        made, [](BIO*, int what, long, void*) -> long { return what == BIO_CTRL_FLUSH ? 1 : 0; });
    return made;
  }();
  return method;
}

// Record by record, as long as the socket takes them whole. The last one may wait.
size_t Wire::SendTls(std::string_view bytes) {
  size_t sent = 0;
  while (sent < bytes.size() && !broken_ && records_->SendWaiting()) {
    ERR_clear_error();
    const size_t size = std::min(kRecordBytes, bytes.size() - sent);
    const TlsResult result =
        Judge(SSL_write(tls_.get(), bytes.data() + sent, static_cast<int>(size)));
    sent += result.bytes;
    // To write it wants to read only if the peer has begun a handshake that it does not end. No
    // honest one does; waiting for a writable socket would come back at once, again and again.
    broken_ = records_->broken || result.kind != TlsResult::Kind::kDone;
  }
  broken_ = broken_ || records_->broken;
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

// Once it is closed the descriptor's number may be another connection's: TLS must not touch it.
Wire::TlsResult Wire::Handshake() {
  if (!socket_.is_open()) return {TlsResult::Kind::kError};
  if (!records_->SendWaiting()) return {TlsResult::Kind::kWantWrite};
  ERR_clear_error();
  const TlsResult result = Judge(SSL_do_handshake(tls_.get()));
  // The peer may wait for the rest of it.
  const bool sent = records_->SendWaiting();
  return sent || result.kind == TlsResult::Kind::kError ? result
                                                        : TlsResult{TlsResult::Kind::kWantWrite};
}

Wire::TlsResult Wire::ReadTls(void* to, size_t size) {
  if (!socket_.is_open()) return {TlsResult::Kind::kError};
  if (size == 0) return {};
  if (records_->waiting.size() > kRecordsWaitingMax && !records_->SendWaiting()) {
    return {TlsResult::Kind::kWantWrite};
  }
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
  if (records_) {
    records_->broken = true;
    records_->waiting.clear();
  }
  beast::error_code ignored;
  socket_.close(ignored);
}

}  // namespace samlad
