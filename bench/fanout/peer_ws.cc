// ws: the usual WebSocket library of Node.js, in a server of some lines (bench/peers/ws).
#include <unistd.h>

#include "bench/fanout/peer.h"

namespace samlad::bench {
namespace {

class Ws final : public Peer {
 public:
  explicit Ws(const Arena& arena) : Peer(arena) {}

 protected:
  std::vector<std::string> Command(std::string* error) override {
    const std::string program = FindProgram("node");
    const std::string folder = arena_.peers + "/ws";
    *error = "node is not installed";
    if (program.empty()) return {};
    *error = "ws is not installed: npm ci in bench/peers/ws";
    if (access((folder + "/node_modules/ws/package.json").c_str(), R_OK) != 0) return {};
    return {program, folder + "/server.js", std::to_string(port_)};
  }
};

}  // namespace

std::unique_ptr<Contender> StartWs(const Arena& arena, std::string* error) {
  return StartPeer<Ws>(arena, error);
}

}  // namespace samlad::bench
