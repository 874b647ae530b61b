#include "bench/kit/samlad_process.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>

#include "bench/kit/clock.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr int64_t kStartNsMax = 300'000'000'000;
constexpr int kAnswerMsMax = 60'000;

[[noreturn]] void GiveUp(const std::string& what) {
  std::fprintf(stderr, "bench: %s\n", what.c_str());
  std::exit(1);
}

// Reads until `on_message` has said that this was it.
void Await(WebSocket* socket, const std::function<bool(const v1::ServerMessage&)>& is_last) {
  bool done = false;
  while (!done) {
    pollfd waiting{socket->fd(), POLLIN, 0};
    if (poll(&waiting, 1, kAnswerMsMax) <= 0) GiveUp("samlad does not answer");
    const bool open = socket->Receive([&](std::string_view bytes) {
      v1::ServerFrame frame;
      CHECK(frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
      for (const v1::ServerMessage& message : frame.messages()) {
        if (message.has_goodbye()) GiveUp("samlad says goodbye: " + message.goodbye().text());
        if (message.has_watch_ended()) GiveUp("samlad ends the watch");
        done = is_last(message) || done;
      }
    });
    if (!open) GiveUp("samlad closed the connection");
  }
}

void SendMessage(const v1::ClientMessage& message, WebSocket* socket) {
  v1::ClientFrame frame;
  *frame.add_messages() = message;
  socket->Send(frame.SerializeAsString());
}

}  // namespace

SamladProcess::SamladProcess(const Options& options) : tls_(options.tls), port_(FreePort()) {
  const std::string most = "1000000";
  std::vector<std::string> arguments = {options.program,
                                        "--data-folder",
                                        options.folder,
                                        "--port",
                                        std::to_string(port_),
                                        "--log-level",
                                        "warn",
                                        "--commands-per-second-max",
                                        most,
                                        "--commands-burst-max",
                                        most,
                                        "--messages-per-second-max",
                                        most,
                                        "--messages-burst-max",
                                        most,
                                        "--connections-max",
                                        "20000",
                                        "--connections-per-address-max",
                                        "20000",
                                        "--http-connections-max",
                                        "20000",
                                        "--http-connections-per-address-max",
                                        "20000",
                                        "--heartbeat-interval-ms",
                                        "60000"};
  if (tls_ != nullptr) {
    for (const std::string& argument :
         {std::string("--tls-certificate-file"), tls_->certificate_file(),
          std::string("--tls-key-file"), tls_->key_file()}) {
      arguments.push_back(argument);
    }
  }
  arguments.insert(arguments.end(), options.settings.begin(), options.settings.end());
  const std::string output = options.folder + ".out";
  const int64_t begin = SteadyNs();
  child_ = std::make_unique<Child>(arguments, output, options.core);
  while (!Healthy()) {
    if (!child_->Running()) GiveUp("samlad ended: " + LastLine(output));
    if (SteadyNs() - begin > kStartNsMax) GiveUp("samlad does not start");
    usleep(1000);
  }
  started_us_ = static_cast<double>(SteadyNs() - begin) / 1000;
}

bool SamladProcess::Healthy() const {
  if (tls_ != nullptr) {
    WebSocket probe;
    std::string error;
    return probe.Connect(target(), &error);
  }
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port_);
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(fd, reinterpret_cast<sockaddr*>(&place), sizeof(place)) == 0) {
    const std::string request =
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    char bytes[1024];
    if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
      const ssize_t got = recv(fd, bytes, sizeof(bytes), 0);
      if (got > 0) answer.assign(bytes, static_cast<size_t>(got));
    }
  }
  close(fd);
  return answer.starts_with("HTTP/1.1 200");
}

WebSocket::Target SamladProcess::target() const {
  WebSocket::Target target;
  target.port = port_;
  target.subprotocol = "samlad.v1.proto";
  if (tls_ != nullptr) target.tls = tls_->client_context();
  return target;
}

WebSocket SamladProcess::Connect(const std::string& token, const WebSocket::Target& caller) const {
  WebSocket::Target to = target();
  to.from = caller.from;
  to.as_across_ethernet = caller.as_across_ethernet;
  WebSocket socket;
  std::string error;
  if (!socket.Connect(to, &error)) GiveUp("no connection: " + error);
  v1::ClientMessage hello;
  hello.mutable_hello()->set_token(token);
  hello.mutable_hello()->set_client("bench");
  SendMessage(hello, &socket);
  Await(&socket, [](const v1::ServerMessage& message) { return message.has_welcome(); });
  return socket;
}

WebSocket SamladProcess::Watch(const std::string& token, const LogId& incident,
                               const WebSocket::Target& caller, uint64_t* through) const {
  WebSocket socket = Connect(token, caller);
  WatchOn(&socket, incident, through);
  return socket;
}

void SamladProcess::WatchOn(WebSocket* socket, const LogId& incident, uint64_t* through) const {
  v1::ClientMessage watch;
  watch.mutable_watch()->set_incident(incident.str());
  SendMessage(watch, socket);
  Await(socket, [&](const v1::ServerMessage& message) {
    if (!message.has_batch() || message.batch().more()) return false;
    if (through != nullptr) *through = message.batch().through();
    return true;
  });
}

TokenKey KeyOf(const std::string& data_folder) {
  TokenKey key;
  const Status status = LoadOrCreateTokenKey(data_folder + "/token.key", &key);
  if (!status.ok()) GiveUp(status.message());
  return key;
}

}  // namespace samlad::bench
