#include "clients/cpp/link.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <chrono>
#include <type_traits>
#include <utility>

#include "clients/cpp/close_meaning.h"
#include "clients/cpp/tls.h"

namespace samlad::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using boost::system::error_code;

// RFC 6455: the peer breaks the protocol, and the certificate is not trusted.
constexpr uint16_t kCloseProtocol = 1002;
constexpr uint16_t kCloseTryLater = 1013;
constexpr uint16_t kCloseCertificate = 1015;
constexpr auto kCloseTimeout = std::chrono::seconds(2);

using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

template <typename Stream>
class WebSocketLink : public Link, public std::enable_shared_from_this<WebSocketLink<Stream>> {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  WebSocketLink(asio::io_context* io, LinkOptions options, LinkHandlers handlers) requires(!kTls)
      : options_(std::move(options)),
        handlers_(std::move(handlers)),
        resolver_(*io),
        timer_(*io),
        socket_(*io) {}

  WebSocketLink(asio::io_context* io, LinkOptions options, LinkHandlers handlers,
                std::unique_ptr<asio::ssl::context> tls) requires kTls
      : options_(std::move(options)),
        handlers_(std::move(handlers)),
        resolver_(*io),
        timer_(*io),
        tls_(std::move(tls)),
        socket_(*io, *tls_) {}

  void Connect() override {
    timer_.expires_after(std::chrono::milliseconds(options_.connect_timeout_ms));
    timer_.async_wait([self = Self()](error_code error) {
      if (!error) self->End(kCloseLinkBroken, self->No("it does not answer in time"));
    });
    resolver_.async_resolve(
        options_.address.host, options_.address.port,
        [self = Self()](error_code error, const tcp::resolver::results_type& found) {
          if (self->ended_) return;
          if (error) return self->End(kCloseLinkBroken, self->No(error.message()));
          beast::get_lowest_layer(self->socket_)
              .async_connect(
                  found, [self](error_code failed, const tcp::endpoint&) { self->OnTcp(failed); });
        });
  }

  void Write(std::string message) override {
    outgoing_ = std::move(message);
    socket_.async_write(asio::buffer(outgoing_), [self = Self()](error_code error, size_t) {
      // A broken link is heard of by the read.
      if (!error && !self->ended_) self->handlers_.written();
    });
  }

  void Close() override {
    if (!open_) return Drop();
    timer_.expires_after(kCloseTimeout);
    timer_.async_wait([self = Self()](error_code error) {
      if (!error) self->Drop();
    });
    // The read under way ends when the server has answered.
    socket_.async_close(websocket::close_code::normal, [self = Self()](error_code) {});
  }

  void Drop() override {
    asio::post(socket_.get_executor(),
               [self = Self()] { self->End(kCloseLinkBroken, "The connection was cut."); });
  }

  void Forget() override {
    handlers_ = {};
    ended_ = true;
    Cut();
  }

 private:
  std::shared_ptr<WebSocketLink> Self() { return this->shared_from_this(); }

  std::string No(const std::string& why) const {
    return "No server answers at " + options_.address.authority() + " (" + why + ").";
  }

  void OnTcp(error_code error) {
    if (ended_) return;
    if (error) return End(kCloseLinkBroken, No(error.message()));
    error_code ignored;
    // Frames are gathered before they are written; waiting for more would only delay them.
    beast::get_lowest_layer(socket_).socket().set_option(tcp::no_delay(true), ignored);
    if constexpr (kTls) {
      SSL* handle = socket_.next_layer().native_handle();
      ExpectHost(options_.address, handle);
      socket_.next_layer().async_handshake(
          asio::ssl::stream_base::client, [self = Self(), handle](error_code failed) {
            if (self->ended_) return;
            if (!failed) return self->Upgrade();
            self->End(CertificateRefused(handle) ? kCloseCertificate : kCloseLinkBroken,
                      DescribeTlsFailure(self->options_.address, handle, failed));
          });
    } else {
      Upgrade();
    }
  }

  void Upgrade() {
    // Beast's defaults, said: messages up to 16 MiB, fragments of 4 KiB, no compression, no
    // timeout.
    socket_.read_message_max(options_.frame_bytes_max);
    socket_.auto_fragment(false);
    socket_.binary(options_.codec == Codec::kProto);
    socket_.set_option(websocket::stream_base::decorator(
        [subprotocol = std::string(SubprotocolOf(options_.codec)),
         agent = options_.user_agent](websocket::request_type& request) {
          request.set(beast::http::field::sec_websocket_protocol, subprotocol);
          request.set(beast::http::field::user_agent, agent);
        }));
    socket_.async_handshake(response_, options_.address.authority(), "/ws",
                            [self = Self()](error_code error) { self->OnUpgraded(error); });
  }

  void OnUpgraded(error_code error) {
    if (ended_) return;
    if (error == websocket::error::upgrade_declined) return OnDeclined();
    const bool broken = error == beast::http::error::end_of_stream ||
                        error.category() == boost::system::system_category();
    if (error && broken) return End(kCloseLinkBroken, No(error.message()));
    if (error) {
      return End(kCloseProtocol, "What answers at " + options_.address.authority() +
                                     " is no Samlad server (" + error.message() + ").");
    }
    if (response_[beast::http::field::sec_websocket_protocol] != SubprotocolOf(options_.codec)) {
      return End(kCloseProtocol, "The server does not speak " +
                                     std::string(SubprotocolOf(options_.codec)) +
                                     "; its version may not fit this client's.");
    }
    timer_.cancel();
    open_ = true;
    handlers_.connected();
    Read();
  }

  // The server answered in HTTP and stayed there.
  void OnDeclined() {
    const unsigned status = response_.result_int();
    std::string why = response_.body();
    while (!why.empty() && (why.back() == '\n' || why.back() == '\r')) why.pop_back();
    if (why.empty() || why.size() > 300) {
      why = "What answers at " + options_.address.authority() + " refuses a connection (HTTP " +
            std::to_string(status) + "); is it a Samlad server?";
    }
    if (status == 401) return End(kCloseUnauthenticated, why);
    End(status == 429 || status >= 500 ? kCloseTryLater : kCloseProtocol, why);
  }

  void Read() {
    socket_.async_read(incoming_, [self = Self()](error_code error, size_t) {
      if (self->ended_) return;
      if (error) return self->OnReadFailed(error);
      self->handlers_.received(
          {static_cast<const char*>(self->incoming_.data().data()), self->incoming_.size()});
      self->incoming_.clear();
      if (!self->ended_) self->Read();
    });
  }

  void OnReadFailed(error_code error) {
    if (error == websocket::error::closed) {
      const websocket::close_reason& reason = socket_.reason();
      return End(reason.code, std::string(reason.reason.data(), reason.reason.size()));
    }
    if (error == websocket::error::message_too_big) {
      return End(kCloseProtocol, "The server sent a message larger than this client takes.");
    }
    End(kCloseLinkBroken, "The connection was lost (" + error.message() + ").");
  }

  void End(uint16_t code, const std::string& why) {
    if (ended_) return;
    ended_ = true;
    Cut();
    const auto closed = std::move(handlers_.closed);
    handlers_ = {};
    closed(code, why);
  }

  void Cut() {
    open_ = false;
    timer_.cancel();
    resolver_.cancel();
    beast::get_lowest_layer(socket_).close();
  }

  LinkOptions options_;
  LinkHandlers handlers_;
  tcp::resolver resolver_;
  asio::steady_timer timer_;
  // Outlives the stream; null without TLS.
  std::unique_ptr<asio::ssl::context> tls_;
  websocket::stream<Stream, false> socket_;
  websocket::response_type response_;
  beast::flat_buffer incoming_;
  std::string outgoing_;
  bool open_ = false;
  bool ended_ = false;
};

}  // namespace

std::shared_ptr<Link> MakeLink(asio::io_context* io, LinkOptions options, LinkHandlers handlers) {
  if (!options.address.tls) {
    return std::make_shared<WebSocketLink<PlainStream>>(io, std::move(options),
                                                        std::move(handlers));
  }
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  std::string error;
  if (!MakeTlsContext(options.address, context.get(), &error)) {
    asio::post(*io,
               [closed = std::move(handlers.closed), error] { closed(kCloseCertificate, error); });
    return nullptr;
  }
  return std::make_shared<WebSocketLink<TlsStream>>(io, std::move(options), std::move(handlers),
                                                    std::move(context));
}

}  // namespace samlad::client
