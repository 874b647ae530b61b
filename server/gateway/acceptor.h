#pragma once

#include <memory>
#include <string>

#include "server/gateway/core.h"
#include "storage/status.h"

namespace samlad {

// Accepts sockets and hands them to HTTP, with TLS if it was given a context.
//
// Threads: the loop's.
class Acceptor {
 public:
  // The core outlives the acceptor.
  explicit Acceptor(Core* core);

  // Binds and listens. kInUse if somebody else listens there, kIo if it cannot be.
  Status Listen(const std::string& address, uint16_t port);
  // The port listened on, also if 0 was asked for.
  uint16_t port() const { return port_; }

  // Null: without TLS. Holds for sockets accepted from now on.
  void UseTls(std::shared_ptr<asio::ssl::context> tls) { tls_ = std::move(tls); }

  // REQUIRES: Listen was ok.
  void Accept();
  void Close();

 private:
  void OnAccepted(beast::error_code error, Socket socket);

  Core* core_;
  asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> acceptor_;
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
      pause_;
  std::shared_ptr<asio::ssl::context> tls_;
  uint16_t port_ = 0;
};

}  // namespace samlad
