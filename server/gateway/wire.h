#pragma once

#include <openssl/ssl.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/gateway/beast.h"

namespace samlad {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

// The executor's type is named, so that every operation on the socket is called without detours.
using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;

// The bytes of one connection, both ways, plain or TLS.
//
// Out: bytes that many receivers share are sent at once, without copying, as far as the socket
// takes them; the rest waits here, and whoever sends waits with it. So an uncongested connection
// costs one system call a message, and a congested one is noticed by the first byte that does not
// fit.
//
// For Beast it is an AsyncStream: through async_write_some go HTTP responses and WebSocket control
// frames, behind what waits, so that neither cuts a message in two.
//
// With TLS it works on the socket itself instead of on buffers in between as asio::ssl::stream
// does: those would hold some 70 kB for a connection that says nothing.
//
// Threads: the loop's.
class Wire {
 public:
  using executor_type = Socket::executor_type;

  // Bytes on their way out, and what keeps them alive meanwhile.
  struct Piece {
    std::shared_ptr<const void> owner;
    std::string_view bytes;
  };

  // `tls` is null for a plain connection. The socket is made non-blocking.
  Wire(Socket socket, SSL_CTX* tls);
  // REQUIRES: no operation is under way.
  Wire(Wire&&) = default;

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& socket() { return socket_; }
  bool is_tls() const { return tls_ != nullptr; }

  // Nothing waits to be sent.
  bool idle() const { return waiting_.empty() && (!tls_ || records_->waiting.empty()); }
  // The link is lost: nothing can be sent any more.
  bool broken() const { return broken_; }

  // Sends the pieces in order. What the socket does not take waits: then idle() is false, and the
  // caller waits until the socket is writable and calls Resume.
  // REQUIRES: idle(). All errors are told by broken().
  void Send(std::span<const Piece> pieces);
  // The same for one piece, shared by many: it is taken hold of only if part of it has to wait.
  // REQUIRES: idle().
  void SendShared(std::string_view bytes, const std::shared_ptr<const void>& owner);
  // Sends more of what waits.
  void Resume();

  // Says that nothing more comes: TLS's close_notify, then the end of the stream.
  void ShutDownSending();
  // Closes it whatever its state.
  void Close();

  // TLS: the server's side of the handshake. Plain: done at once. void(error_code).
  template <typename Handler>
  auto async_handshake(Handler&& handler);
  // void(error_code, size_t), as AsyncReadStream and AsyncWriteStream.
  template <typename Buffers, typename Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler);
  template <typename Buffers, typename Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler);

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  // What TLS writes: its records, on their way to the socket. It takes all that it is given, and
  // what the socket does not take waits here, so that TLS never has a half sent record of data when
  // it has to write something else, such as the answer to new keys.
  struct Records {
    int socket = -1;
    bool broken = false;
    std::string waiting;

    void Send(std::string_view bytes);
    // True if nothing waits any more.
    bool SendWaiting();
  };
  static const BIO_METHOD* RecordsMethod();
  // What a call into TLS came to.
  struct TlsResult {
    enum class Kind { kDone, kWantRead, kWantWrite, kEnd, kError } kind = Kind::kDone;
    size_t bytes = 0;
  };
  template <typename Operation>
  struct TlsLoop;

  TlsResult Judge(int result) const;
  TlsResult Handshake();
  TlsResult ReadTls(void* to, size_t size);
  // How many bytes the socket took; less than all only if it is full, or broken.
  size_t SendPlain(std::span<const Piece> pieces);
  size_t SendTls(std::string_view bytes);
  void Wait(std::span<const Piece> pieces, size_t sent);
  // A copy that waits or has been sent.
  void SendCopy(std::string bytes);

  Socket socket_;
  // With TLS only. TLS points to it.
  std::unique_ptr<Records> records_;
  std::unique_ptr<SSL, FreeSsl> tls_;
  bool broken_ = false;
  std::vector<Piece> waiting_;
};

// Hooks by which Beast ends a connection.
template <typename Handler>
void async_teardown(beast::role_type role, Wire& wire, Handler&& handler) {
  wire.ShutDownSending();
  using beast::websocket::async_teardown;
  async_teardown(role, wire.socket(), std::forward<Handler>(handler));
}
inline void beast_close_socket(Wire& wire) { wire.Close(); }

// ---- Implementation

// Tries again whenever the socket has become ready for what TLS waits for.
template <typename Operation>
struct Wire::TlsLoop {
  Wire* wire;
  Operation operation;  // TlsResult()
  bool posted = false;
  TlsResult result = {};

  template <typename Self>
  void operator()(Self& self, beast::error_code error = {}) {
    using Kind = TlsResult::Kind;
    if (error) return self.complete(error, 0);
    if (!posted) {
      result = operation();
      if (result.kind == Kind::kWantRead) {
        return wire->socket_.async_wait(Socket::wait_read, std::move(self));
      }
      if (result.kind == Kind::kWantWrite) {
        return wire->socket_.async_wait(Socket::wait_write, std::move(self));
      }
      // A handler is not called from within the call that began the operation.
      posted = true;
      return asio::post(wire->get_executor(), std::move(self));
    }
    if (result.kind == Kind::kEnd) return self.complete(asio::error::eof, 0);
    if (result.kind == Kind::kError) return self.complete(asio::error::connection_reset, 0);
    self.complete({}, result.bytes);
  }
};

template <typename Handler>
auto Wire::async_handshake(Handler&& handler) {
  const auto operation = [this] { return tls_ ? Handshake() : TlsResult{}; };
  return asio::async_compose<Handler, void(beast::error_code, size_t)>(
      TlsLoop<decltype(operation)>{this, operation}, handler, socket_);
}

template <typename Buffers, typename Handler>
auto Wire::async_read_some(const Buffers& buffers, Handler&& handler) {
  if (!tls_) return socket_.async_read_some(buffers, std::forward<Handler>(handler));
  asio::mutable_buffer first;
  for (auto at = asio::buffer_sequence_begin(buffers);
       at != asio::buffer_sequence_end(buffers) && first.size() == 0; ++at) {
    first = *at;
  }
  const auto operation = [this, first] { return ReadTls(first.data(), first.size()); };
  return asio::async_compose<Handler, void(beast::error_code, size_t)>(
      TlsLoop<decltype(operation)>{this, operation}, handler, socket_);
}

template <typename Buffers, typename Handler>
auto Wire::async_write_some(const Buffers& buffers, Handler&& handler) {
  // A large response is taken piece by piece.
  constexpr size_t kCopyBytes = 64 * 1024;
  std::string copy(std::min(kCopyBytes, asio::buffer_size(buffers)), '\0');
  asio::buffer_copy(asio::buffer(copy), buffers);
  const size_t size = copy.size();
  SendCopy(std::move(copy));
  // Done when all that waits has left, this at the end of it.
  return asio::async_compose<Handler, void(beast::error_code, size_t)>(
      [this, size, first = true](auto& self, beast::error_code error = {}) mutable {
        if (error) return self.complete(error, 0);
        if (!first) Resume();
        const bool full = !idle();
        if (!full && !first) {
          return self.complete(
              broken_ ? beast::error_code(asio::error::connection_reset) : beast::error_code(),
              size);
        }
        first = false;
        // A handler is not called from within the call that began the operation.
        full ? socket_.async_wait(Socket::wait_write, std::move(self))
             : static_cast<void>(asio::post(get_executor(), std::move(self)));
      },
      handler, socket_);
}

}  // namespace samlad
