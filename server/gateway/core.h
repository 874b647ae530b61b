#pragma once

#include <spdlog/spdlog.h>

#include <memory>
#include <vector>

#include "server/gateway/beast.h"
#include "server/gateway/clock.h"
#include "server/gateway/connections.h"
#include "server/gateway/counters.h"
#include "server/gateway/handshake.h"
#include "server/gateway/limits.h"
#include "server/gateway/routes.h"
#include "server/room/session.h"

namespace samlad {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

// The executor's type is named, so that every operation on the socket is called without detours.
using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;
using TlsStream = beast::ssl_stream<Socket>;

inline Socket& SocketOf(Socket& socket) { return socket; }
inline Socket& SocketOf(TlsStream& stream) { return stream.next_layer(); }

// Closes it whatever its state.
inline void CloseSocket(Socket& socket) {
  boost::system::error_code ignored;
  socket.close(ignored);
}

// Gathers the connections that have something to write, and flushes each once at the end of the
// turn in which that came about: all that one commit releases goes out in one write per connection.
//
// Threads: the loop's.
class WriteTurn {
 public:
  explicit WriteTurn(asio::io_context* io) : io_(io) {}

  // REQUIRES: a connection adds itself once until it was flushed.
  void Add(std::shared_ptr<Connection> connection) {
    if (closed_) return;
    waiting_.push_back(std::move(connection));
    if (waiting_.size() == 1) asio::post(*io_, [this] { FlushAll(); });
  }

  // Lets go of all, and takes no more.
  void Close() {
    closed_ = true;
    waiting_.clear();
  }

 private:
  void FlushAll() {
    flushing_.swap(waiting_);
    for (const std::shared_ptr<Connection>& connection : flushing_) connection->Flush();
    flushing_.clear();
  }

  asio::io_context* io_;
  bool closed_ = false;
  std::vector<std::shared_ptr<Connection>> waiting_;
  std::vector<std::shared_ptr<Connection>> flushing_;
};

// What all connections share. All pointers outlive the connections.
//
// Threads: the loop's.
struct Core {
  asio::io_context* io = nullptr;
  const GatewayLimits* limits = nullptr;
  Session::Surroundings session;
  Connections* connections = nullptr;
  GatewayCounters* counters = nullptr;
  Routes* routes = nullptr;
  const OriginList* origins = nullptr;
  WriteTurn* writes = nullptr;
  // No new sessions: the server goes down.
  bool stopping = false;
};

}  // namespace samlad
