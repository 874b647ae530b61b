#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/access/limits.h"
#include "server/gateway/exit_code.h"
#include "server/gateway/limits.h"
#include "server/room/limits.h"
#include "storage/event_log.h"

namespace samlad {

struct ServerSettings {
  std::string listen_address = "127.0.0.1";
  uint16_t port = 8470;  // 0: any that is free
  // PEM files; both empty: without TLS.
  std::string tls_certificate_file;
  std::string tls_key_file;
  // Holds the key that signs tokens; made at the first start.
  std::string token_key_file;
  // Empty: no web pages.
  std::string web_folder;
  // Pages that may connect, as Origin names them. Empty: those that this server serves.
  std::vector<std::string> allowed_origins;
  // Origins that our pages may load map images and data from.
  std::vector<std::string> map_origins;
  RoomLimits room;
  AccessLimits access;
  GatewayLimits gateway;
};

// Why the server did not start, or ended.
struct Ending {
  ExitCode code = ExitCode::kOk;
  std::string message;  // one line; empty if ok
};

// The whole server around a log: rooms, accounts, threads and sockets.
//
// One thread, the one that calls Run, is the loop: rooms, sessions and connections live on it. A
// second commits, a few more do what takes long.
class Server {
 public:
  // The log outlives the server; nobody else commits to it. `write_heads` is called on the
  // committing thread about once a second and at the end; it may be empty.
  Server(const ServerSettings& settings, EventLog* log, std::function<Status()> write_heads);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Reads the pictures, key, certificate and web files, and listens.
  Ending Start();
  // REQUIRES: Start was ok.
  uint16_t port() const;
  // Works until Stop or until a commit fails. After a failure nothing more has left the process,
  // and threads may still hang on the disk: end the process without destroying what they use.
  Ending Run();

  // Says Goodbye to everybody, finishes the commit under way and lets Run return. Any thread.
  void Stop();
  // Reads certificate, key and web files again, for connections from now on. Any thread.
  void Reload();
  // Stop at SIGTERM and SIGINT, Reload at SIGHUP. Call it before Run.
  void HandleSignals();

  // Sockets that are open now. Any other thread. REQUIRES: Run is running.
  size_t CountConnections();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace samlad
