#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/kit/cast.h"
#include "bench/kit/child.h"
#include "bench/kit/tls_identity.h"
#include "bench/kit/web_socket.h"

namespace samlad::bench {

// A real samlad on loopback, with its limits raised so far that the load of a benchmark is not
// refused.
class SamladProcess {
 public:
  struct Options {
    std::string program;                     // path of samlad
    std::string folder;                      // its data folder
    int core = -1;                           // the processor it is held to; -1 for any
    std::vector<std::string> settings = {};  // more flags
    const TlsIdentity* tls = nullptr;        // outlives the process; null for no TLS
  };

  // Starts it and waits until /healthz answers. The benchmark ends, with the server's own words, if
  // that does not come about.
  explicit SamladProcess(const Options& options);

  // From exec to the first answer of /healthz, in microseconds.
  double started_us() const { return started_us_; }
  uint16_t port() const { return port_; }
  Child& child() { return *child_; }
  WebSocket::Target target() const;

  // A socket that is welcome: connected, with Hello said and Welcome heard. Of `caller` only what
  // tells of the calling side counts.
  WebSocket Connect(const std::string& token, const WebSocket::Target& caller = {}) const;
  // The same, watching the incident and caught up with it: `*through` is then its position.
  WebSocket Watch(const std::string& token, const LogId& incident,
                  const WebSocket::Target& caller = {}, uint64_t* through = nullptr) const;
  // Has a socket that is welcome watch the incident, and returns when it has caught up.
  void WatchOn(WebSocket* socket, const LogId& incident, uint64_t* through = nullptr) const;

 private:
  bool Healthy() const;

  const TlsIdentity* const tls_;
  uint16_t port_;
  std::unique_ptr<Child> child_;
  double started_us_ = 0;
};

// The key that the server in this folder signs tokens with.
TokenKey KeyOf(const std::string& data_folder);

}  // namespace samlad::bench
