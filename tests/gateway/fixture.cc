#include "tests/gateway/fixture.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <mutex>

#include "server/access/passwords.h"
#include "storage/check.h"
#include "tests/access/people.h"

namespace samlad {

struct GatewayTest::LogSink {
  std::mutex mutex;
  std::ostringstream lines;
};

namespace {

// Hands every line to a LogSink.
template <typename Sink>
class ToSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit ToSink(std::shared_ptr<Sink> to) : to_(std::move(to)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    std::lock_guard lock(to_->mutex);
    to_->lines << std::string_view(line.payload.data(), line.payload.size()) << "\n";
  }
  void flush_() override {}

  std::shared_ptr<Sink> to_;
};

LogAppend Registry(const AccessLimits& limits) {
  const std::string hash = Passwords(limits).Hash("right");
  People people;
  const ItemId sala = people.AddActor("Sala kommun", "Sala");
  const ItemId anna = people.AddPerson("Anna");
  people.AddAccount("anna", anna, hash);
  people.Assign(anna, sala, v1::DUTY_OFFICER);
  const ItemId root = people.AddPerson("Root");
  people.AddAccount("root", root, hash);
  people.Assign(root, sala, v1::ADMINISTRATOR);
  return people.Append();
}

}  // namespace

GatewayTest::GatewayTest() : sink_(std::make_shared<LogSink>()) {
  char name[] = "/tmp/samlad-gateway-XXXXXX";
  CHECK(::mkdtemp(name));
  folder_ = name;
  settings_.port = 0;
  settings_.token_key_file = folder_ + "/token.key";
  settings_.access.password_passes = 1;
  settings_.access.password_memory_bytes = 8 * 1024;
  settings_.gateway.tick_interval_ms = 5;
  settings_.gateway.connections_per_address_max = 10'000;
  settings_.gateway.http_connections_per_address_max = 1'000;
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("test", std::make_shared<ToSink<LogSink>>(sink_)));
}

namespace {

std::string TokenIn(const std::string& body) {
  const size_t at = body.find("\"token\":\"");
  EXPECT_NE(at, std::string::npos) << body;
  return at == std::string::npos ? "" : body.substr(at + 9, 108);
}

}  // namespace

GatewayTest::~GatewayTest() {
  if (thread_.joinable()) StopServer();
  server_.reset();
  ::unlink((folder_ + "/token.key").c_str());
  ::rmdir(folder_.c_str());
}

void GatewayTest::StartServer() {
  CHECK(log_.Commit({Registry(settings_.access)}).ok());
  server_ = std::make_unique<Server>(settings_, &log_, nullptr);
  const Ending started = server_->Start();
  ASSERT_EQ(started.code, ExitCode::kOk) << started.message;
  thread_ = std::thread([this] { ending_ = server_->Run(); });
}

Ending GatewayTest::StopServer() {
  server_->Stop();
  return AwaitEnd();
}

Ending GatewayTest::AwaitEnd() {
  thread_.join();
  return ending_;
}

std::string GatewayTest::LogLines() {
  std::lock_guard lock(sink_->mutex);
  return sink_->lines.str();
}

HttpAnswer GatewayTest::Login(const std::string& login, const std::string& password,
                              const std::string& headers) {
  return Ask(port(), "POST /api/v1/login", "Content-Type: application/json\r\n" + headers,
             "{\"login\":\"" + login + "\",\"password\":\"" + password + "\"}");
}

std::string GatewayTest::TokenOf(const std::string& login) {
  return TokenIn(Login(login, "right").body);
}

std::string GatewayTest::TokenOver(RawSocket* socket, HttpAnswer* answer) {
  const std::string body = R"({"login":"anna","password":"right"})";
  const HttpAnswer got =
      Ask(socket, "POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
                      ("Content-Length: " + std::to_string(body.size())) + "\r\n\r\n" + body);
  if (answer) *answer = got;
  return TokenIn(got.body);
}

double GatewayTest::Metric(const std::string& name) {
  const std::string page = Ask(port(), "GET /metrics").body;
  const size_t at = page.find("\n" + name + " ");
  EXPECT_NE(at, std::string::npos) << name;
  return at == std::string::npos ? -1 : std::stod(page.substr(at + name.size() + 2));
}

void GatewayTest::Await(const std::string& what, const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), until) << what;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

std::unique_ptr<RawSocket> GatewayTest::OpenWs(std::string_view subprotocol,
                                               std::string_view headers) {
  auto socket = std::make_unique<RawSocket>(port());
  received_.erase(socket.get());
  socket->Send(HandshakeRequest(subprotocol, headers));
  const std::string head = socket->ReceiveUntil("\r\n\r\n");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 101")) << head;
  return socket;
}

std::unique_ptr<RawSocket> GatewayTest::OpenSession(const std::string& token) {
  auto socket = OpenWs("samlad.v1.proto");
  v1::ClientMessage hello;
  hello.mutable_hello()->set_token(token);
  Send(socket.get(), hello);
  EXPECT_TRUE(Receive(socket.get(), v1::ServerMessage::kWelcome));
  return socket;
}

void GatewayTest::Send(RawSocket* socket, const v1::ClientMessage& message) {
  v1::ClientFrame frame;
  *frame.add_messages() = message;
  socket->Send(ClientWsFrame(2, frame.SerializeAsString()));
}

std::optional<v1::ServerMessage> GatewayTest::Receive(RawSocket* socket,
                                                      v1::ServerMessage::MessageCase kind) {
  std::deque<v1::ServerMessage>& received = received_[socket];
  for (;;) {
    while (!received.empty()) {
      v1::ServerMessage message = std::move(received.front());
      received.pop_front();
      if (message.message_case() == kind) return message;
    }
    const std::optional<WsMessage> message = ReceiveWs(socket);
    if (!message) return std::nullopt;
    v1::ServerFrame frame;
    if (message->opcode != 2 || !frame.ParseFromString(message->payload)) continue;
    received.assign(frame.messages().begin(), frame.messages().end());
  }
}

uint16_t GatewayTest::ReceiveClose(RawSocket* socket) {
  while (const std::optional<WsMessage> message = ReceiveWs(socket)) {
    if (message->opcode == 8) return message->close_code();
  }
  return 0;
}

}  // namespace samlad
