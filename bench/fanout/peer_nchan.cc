// nchan: a module of nginx; a WebSocket to publish on, others to subscribe, a message each.
#include <unistd.h>

#include "bench/fanout/peer.h"

namespace samlad::bench {
namespace {

class Nchan final : public Peer {
 public:
  explicit Nchan(const Arena& arena) : Peer(arena) {}

 protected:
  std::vector<std::string> Command(std::string* error) override {
    const std::string program = FindProgram("nginx");
    const std::string module = "/usr/lib/nginx/modules/ngx_nchan_module.so";
    *error = "nginx with nchan is not installed";
    if (program.empty() || access(module.c_str(), R_OK) != 0) return {};
    // One process does all the work, as the others' do.
    const std::string& folder = temp_.path();
    std::string text = "load_module " + module +
                       ";\n"
                       "daemon off;\nmaster_process off;\n"
                       "pid " +
                       folder +
                       "/pid;\nerror_log stderr crit;\n"
                       "events { worker_connections 16000; }\n"
                       "http {\n  access_log off;\n";
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      text += std::string("  ") + kind + "_temp_path " + folder + "/" + kind + ";\n";
    }
    text += "  server {\n    listen 127.0.0.1:" + std::to_string(port_) +
            " backlog=4096;\n"
            "    location = /pub { nchan_publisher websocket; nchan_channel_id bench; }\n"
            "    location = /sub {\n"
            "      nchan_subscriber websocket;\n      nchan_channel_id bench;\n"
            "      nchan_subscriber_first_message newest;\n    }\n  }\n}\n";
    return {program, "-p", folder, "-c", WriteFile("nginx.conf", text)};
  }
};

}  // namespace

std::unique_ptr<Contender> StartNchan(const Arena& arena, std::string* error) {
  return StartPeer<Nchan>(arena, error);
}

}  // namespace samlad::bench
