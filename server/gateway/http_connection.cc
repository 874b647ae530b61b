#include "server/gateway/http_connection.h"

#include <optional>
#include <utility>

#include "server/gateway/ws_connection.h"

namespace samlad {
namespace {

namespace http = beast::http;
using RequestMessage = http::request<http::string_body>;

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

HttpRequest Describe(const RequestMessage& message, const std::string& address) {
  HttpRequest request;
  request.method = View(message.method_string());
  const std::string_view target = View(message.target());
  request.path = target.substr(0, target.find('?'));
  request.has_query = request.path.size() != target.size();
  request.body = message.body();
  request.origin = View(message[http::field::origin]);
  request.has_origin = message.find(http::field::origin) != message.end();
  request.cookie = View(message[http::field::cookie]);
  request.authorization = View(message[http::field::authorization]);
  request.content_type = View(message[http::field::content_type]);
  request.accept_encoding = View(message[http::field::accept_encoding]);
  request.if_none_match = View(message[http::field::if_none_match]);
  request.subprotocols = View(message[http::field::sec_websocket_protocol]);
  request.address = address;
  return request;
}

// The refusal that an unreadable request gets; 0 if it gets none.
unsigned StatusOf(beast::error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  return error.category() == make_error_code(http::error::bad_method).category() &&
                 error != http::error::end_of_stream && error != http::error::partial_message
             ? 400
             : 0;
}

// One socket that speaks HTTP.
//
//   [TLS handshake] -> head -> body -> response -> head ... -> ending
//
// One operation is pending at a time, so whoever completes it goes on.
class HttpConnection final : public Connection,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(Core* core, Wire wire, const std::string& address)
      : core_(core),
        wire_(std::move(wire)),
        in_(core->limits->http_header_bytes_max),
        place_(core->connections, this, Kind::kHttp, address) {}

  void Start() {
    LimitTime(core_->limits->http_header_timeout_ms);
    if (!wire_.is_tls()) return ReadHead();
    wire_.async_handshake(
        [self = shared_from_this()](beast::error_code error, size_t) { self->OnTls(error); });
  }

  void Tick(Moment now) override {
    if (deadline_ms_ != 0 && now.steady_ms >= deadline_ms_) {
      if (!ending_) ++core_->counters->requests_timed_out;
      Cut();
    }
  }
  void Flush() override {}
  // One that waits for a request gets none any more; a response under way is still written.
  void GoAway(uint32_t) override {
    keep_alive_ = false;
    if (!answering_) Cut();
  }
  void Cut() override {
    deadline_ms_ = 0;
    wire_.Close();
  }

 private:
  void LimitTime(uint32_t timeout_ms) { deadline_ms_ = SteadyMs() + timeout_ms; }

  void OnTls(beast::error_code error) {
    if (error) {
      ++core_->counters->tls_failed;
      return Cut();
    }
    ReadHead();
  }

  void ReadHead() {
    parser_.emplace();
    parser_->header_limit(core_->limits->http_header_bytes_max);
    parser_->body_limit(core_->limits->http_body_bytes_max);
    http::async_read_header(
        wire_, in_, *parser_,
        [self = shared_from_this()](beast::error_code error, size_t) { self->OnHead(error); });
  }

  void OnHead(beast::error_code error) {
    if (error) return Unreadable(error);
    ++core_->counters->requests;
    keep_alive_ = parser_->get().keep_alive() && !core_->stopping;
    if (beast::websocket::is_upgrade(parser_->get())) return Upgrade();
    LimitTime(core_->limits->http_body_timeout_ms);
    http::async_read(wire_, in_, *parser_,
                     [self = shared_from_this()](beast::error_code read_error, size_t) {
                       self->OnRequest(read_error);
                     });
  }

  void Unreadable(beast::error_code error) {
    const unsigned status = StatusOf(error);
    if (status == 0) return Cut();
    keep_alive_ = false;
    answering_ = true;
    Send(TextResponse(status, "The request cannot be read, or is too large."));
  }

  void OnRequest(beast::error_code error) {
    if (error) return Unreadable(error);
    answering_ = true;
    LimitTime(core_->limits->http_response_timeout_ms);
    core_->routes->Handle(
        Describe(parser_->get(), place_.address()),
        [self = shared_from_this()](HttpResponse response) { self->Send(std::move(response)); });
  }

  void Upgrade() {
    const HttpRequest request = Describe(parser_->get(), place_.address());
    Handshake handshake =
        CheckHandshake(request, *core_->origins, core_->session.authenticator, WallMs());
    if (request.path != "/ws") handshake.refusal = TextResponse(404, "WebSockets live at /ws.");
    if (!handshake.refusal && in_.size() != 0) {
      handshake.refusal = TextResponse(400, "Wait for the answer to the handshake.");
    }
    if (!handshake.refusal) {
      if (const unsigned status = core_->connections->RefuseWebSocket(place_.address())) {
        handshake.refusal = TextResponse(status, "Too many connections; try again in a moment.");
        handshake.refusal->headers.emplace_back("Retry-After", "5");
      }
    }
    if (handshake.refusal) {
      ++core_->counters->handshakes_refused;
      spdlog::info("handshake_refused address={} status={} reason=\"{}\"", place_.address(),
                   handshake.refusal->status,
                   std::string_view(*handshake.refusal->body)
                       .substr(0, handshake.refusal->body->size() - 1));
      answering_ = true;
      keep_alive_ = false;
      return Send(std::move(*handshake.refusal));
    }
    ++core_->counters->handshakes;
    deadline_ms_ = 0;
    StartWebSocket(core_, std::move(wire_), handshake, place_.address(), parser_->get());
  }

  void Send(HttpResponse response) {
    LimitTime(core_->limits->http_response_timeout_ms);
    body_ = std::move(response.body);
    response_.emplace(static_cast<http::status>(response.status), 11);
    response_->set(http::field::server, "samlad");
    response_->set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : core_->routes->security_headers()) {
      response_->set(name, value);
    }
    for (const auto& [name, value] : response.headers) response_->set(name, value);
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) response_->content_length(body_->size());
    response_->keep_alive(keep_alive_);
    const bool head_only = parser_ && parser_->get().method() == http::verb::head;
    response_->body() = bodiless || head_only
                            ? http::span_body<const char>::value_type()
                            : http::span_body<const char>::value_type(body_->data(), body_->size());
    serializer_.emplace(*response_);
    serializer_->split(head_only);
    auto then = [self = shared_from_this()](beast::error_code error, size_t) {
      self->OnSent(error);
    };
    head_only ? http::async_write_header(wire_, *serializer_, std::move(then))
              : http::async_write(wire_, *serializer_, std::move(then));
  }

  void OnSent(beast::error_code error) {
    serializer_.reset();
    response_.reset();
    body_.reset();
    answering_ = false;
    if (error) return Cut();
    if (!keep_alive_) return End();
    LimitTime(core_->limits->http_idle_timeout_ms);
    ReadHead();
  }

  // Says that nothing more comes, and reads what the peer still sends: closing a socket with unread
  // bytes would take the response away from under it.
  void End() {
    ending_ = true;
    LimitTime(core_->limits->close_timeout_ms);
    wire_.ShutDownSending();
    in_.consume(in_.size());
    Drain();
  }

  void Drain() {
    wire_.socket().async_read_some(in_.prepare(512),
                                   [self = shared_from_this()](beast::error_code error, size_t) {
                                     error ? self->Cut() : self->Drain();
                                   });
  }

  Core* const core_;
  Wire wire_;
  beast::flat_buffer in_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::span_body<const char>>> response_;
  std::optional<http::response_serializer<http::span_body<const char>>> serializer_;
  std::shared_ptr<const std::string> body_;
  // SteadyMs by which the present step must be done; 0: no limit.
  int64_t deadline_ms_ = 0;
  bool keep_alive_ = false;
  bool answering_ = false;
  bool ending_ = false;
  const Connections::Place place_;
};

}  // namespace

void StartHttp(Core* core, Wire wire, const std::string& address) {
  std::make_shared<HttpConnection>(core, std::move(wire), address)->Start();
}

}  // namespace samlad
