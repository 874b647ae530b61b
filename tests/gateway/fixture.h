#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include "samlad/v1/frames.pb.h"
#include "server/gateway/server.h"
#include "server/room/close_code.h"
#include "storage/memory_log.h"
#include "tests/gateway/raw_socket.h"

namespace samlad {

// A server on a log in memory, on a port of its own, with Anna (duty officer at Sala) and Root
// (administrator); their password is "right". It runs on a thread of its own; log lines are kept.
class GatewayTest : public testing::Test {
 protected:
  GatewayTest();
  ~GatewayTest() override;

  // Change settings() before.
  void StartServer();
  // Stop, and how it ended.
  Ending StopServer();
  // Waits until the server ends by itself.
  Ending AwaitEnd();

  ServerSettings& settings() { return settings_; }
  MemoryLog& log() { return log_; }
  Server& server() { return *server_; }
  uint16_t port() const { return server_->port(); }
  // Everything logged up to now.
  std::string LogLines();

  HttpAnswer Login(const std::string& login, const std::string& password,
                   const std::string& headers = "");
  // A good token of that login.
  std::string TokenOf(const std::string& login);
  // Anna's, asked for over this connection.
  static std::string TokenOver(RawSocket* socket, HttpAnswer* answer = nullptr);
  // The sample of /metrics.
  double Metric(const std::string& name);
  // Waits until the condition holds; fails after 20 s.
  static void Await(const std::string& what, const std::function<bool()>& condition);

  // An open WebSocket, past its handshake.
  std::unique_ptr<RawSocket> OpenWs(std::string_view subprotocol, std::string_view headers = "");
  // The same, past Hello and Welcome, speaking samlad.v1.proto.
  std::unique_ptr<RawSocket> OpenSession(const std::string& token);
  static void Send(RawSocket* socket, const v1::ClientMessage& message);
  // The next message of the kind, past all others; nullopt if the connection closes first.
  std::optional<v1::ServerMessage> Receive(RawSocket* socket, v1::ServerMessage::MessageCase kind);
  // Reads on until the close frame; its code, or 0 if the connection just ended.
  static uint16_t ReceiveClose(RawSocket* socket);

 private:
  struct LogSink;

  ServerSettings settings_;
  MemoryLog log_;
  std::shared_ptr<LogSink> sink_;
  std::string folder_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
  Ending ending_;
  // Messages that came in one frame with those asked for.
  std::map<const RawSocket*, std::deque<v1::ServerMessage>> received_;
};

}  // namespace samlad
