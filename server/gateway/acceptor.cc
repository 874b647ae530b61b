#include "server/gateway/acceptor.h"

#include <netinet/tcp.h>

#include "server/gateway/http_connection.h"

namespace samlad {
namespace {

// How long to wait when the process is out of descriptors.
constexpr auto kPause = std::chrono::milliseconds(100);

}  // namespace

Acceptor::Acceptor(Core* core) : core_(core), acceptor_(*core->io), pause_(*core->io) {}

Status Acceptor::Listen(const std::string& address, uint16_t port) {
  beast::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return Status(Status::Code::kIo, address + " is not an IP address");
  const tcp::endpoint endpoint(ip, port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    const bool in_use = error == asio::error::address_in_use;
    return Status(
        in_use ? Status::Code::kInUse : Status::Code::kIo,
        "cannot listen on " + address + " port " + std::to_string(port) + ": " + error.message());
  }
  port_ = acceptor_.local_endpoint(error).port();
  return Status();
}

void Acceptor::Accept() {
  acceptor_.async_accept(core_->io->get_executor(), [this](beast::error_code error, Socket socket) {
    OnAccepted(error, std::move(socket));
  });
}

void Acceptor::Close() {
  beast::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Acceptor::OnAccepted(beast::error_code error, Socket socket) {
  if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
  if (error) {
    // Out of descriptors, or the peer is gone already. Neither may stop the accepting.
    spdlog::warn("accept_failed reason=\"{}\"", error.message());
    pause_.expires_after(kPause);
    pause_.async_wait([this](beast::error_code cancelled) {
      if (!cancelled) Accept();
    });
    return;
  }
  ++core_->counters->sockets_accepted;
  const auto peer = socket.remote_endpoint(error);
  const std::string address = error ? "" : peer.address().to_string();
  if (error || !core_->connections->HasHttpPlace(address)) {
    ++core_->counters->sockets_refused;
    beast::error_code ignored;
    socket.close(ignored);
  } else {
    socket.set_option(tcp::no_delay(true), error);
    const int unsent_max = static_cast<int>(core_->limits->socket_unsent_bytes_max);
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_max,
                 sizeof(unsent_max));
    StartHttp(core_, Wire(std::move(socket), tls_ ? tls_->native_handle() : nullptr), address);
  }
  Accept();
}

}  // namespace samlad
