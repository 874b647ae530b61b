#pragma once

#include <cstdint>

namespace samlad {

// Every bound on sockets, requests and threads. Each is a setting of the server under the same
// name.
struct GatewayLimits {
  // WebSocket connections, and those of one address; over it a handshake gets 503 or 429.
  uint32_t connections_max = 10'000;
  uint32_t connections_per_address_max = 1'000;
  // Connections that are not (yet) WebSockets; over it a socket is closed unread.
  uint32_t http_connections_max = 1'000;
  uint32_t http_connections_per_address_max = 200;
  // TLS handshake and the head of a request.
  uint32_t http_header_bytes_max = 16 * 1024;
  uint32_t http_header_timeout_ms = 10'000;
  uint32_t http_body_bytes_max = 16 * 1024;
  uint32_t http_body_timeout_ms = 10'000;
  // A response is made and written within this.
  uint32_t http_response_timeout_ms = 60'000;
  // Between two requests on one connection.
  uint32_t http_idle_timeout_ms = 30'000;
  // A connection that is being closed is cut after this.
  uint32_t close_timeout_ms = 3'000;
  // SIGTERM: connections that have not gone by then are cut. The commit under way is waited for.
  uint32_t shutdown_timeout_ms = 5'000;
  // What Goodbye tells clients to wait.
  uint32_t restart_retry_after_ms = 1'000;
  // How often every connection is looked at: timeouts, heartbeats, replays.
  uint32_t tick_interval_ms = 50;
  // What the system takes for a socket before it can be sent (TCP_NOTSENT_LOWAT). A client that
  // reads slowly is noticed when so much waits, and its changes merge in the room instead of lying
  // in the system's buffers.
  uint32_t socket_unsent_bytes_max = 128 * 1024;
  // After a fan-out the next one waits for this part of the time that it took, so that a busy
  // server puts several commits into one.
  uint32_t broadcast_pause_percent = 25;
  // About how much of an outbox goes into one write.
  uint32_t write_bytes_goal = 256 * 1024;
  // Threads for what takes long in a session (old pictures, password hashes), and what may wait.
  uint32_t worker_threads = 2;
  uint32_t worker_queue_max = 256;
  // The same for logins, apart, so that a flood of them stops no replay.
  uint32_t login_threads = 1;
  uint32_t login_queue_max = 32;
  // All web files together; they are held in memory.
  uint64_t web_folder_bytes_max = 64 * 1024 * 1024;
  // Tree heads are written to the HEAD file at most this often.
  uint32_t heads_interval_ms = 1'000;
};

}  // namespace samlad
