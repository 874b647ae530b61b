#include "clients/cpp/login.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <utility>

#include "clients/cpp/tls.h"

namespace samlad::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace json = boost::json;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr uint64_t kAnswerBytesMax = 1024 * 1024;

struct Answer {
  bool arrived = false;
  unsigned status = 0;
  std::string body;
  std::string retry_after;
  std::string error;
};

using Request = http::request<http::string_body>;

// One request on a connection of its own.
class Exchange {
 public:
  Exchange(const Address& address, Request request, int64_t timeout_ms)
      : address_(address), request_(std::move(request)), timeout_ms_(timeout_ms) {
    parser_.body_limit(kAnswerBytesMax);
  }

  Answer Run() {
    Answer answer;
    if (address_.tls && !MakeTlsContext(address_, &tls_, &answer.error)) return answer;
    stream_.emplace(io_, tls_);
    lowest().expires_after(std::chrono::milliseconds(timeout_ms_));
    tcp::resolver resolver(io_);
    resolver.async_resolve(address_.host, address_.port,
                           [this](error_code error, const tcp::resolver::results_type& found) {
                             if (error) return Fail(error);
                             lowest().async_connect(found, [this](error_code failed, const auto&) {
                               failed ? Fail(failed) : OnTcp();
                             });
                           });
    io_.run_for(std::chrono::milliseconds(timeout_ms_));
    if (!done_) answer_.error = "No server answers at " + address_.authority() + " in time.";
    return std::move(answer_);
  }

 private:
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(*stream_); }

  void OnTcp() {
    if (!address_.tls) return Send(lowest());
    ExpectHost(address_, stream_->native_handle());
    stream_->async_handshake(asio::ssl::stream_base::client, [this](error_code error) {
      if (!error) return Send(*stream_);
      done_ = true;
      answer_.error = DescribeTlsFailure(address_, stream_->native_handle(), error);
    });
  }

  template <typename Stream>
  void Send(Stream& stream) {
    http::async_write(stream, request_, [this, &stream](error_code error, size_t) {
      if (error) return Fail(error);
      http::async_read(stream, buffer_, parser_, [this](error_code failed, size_t) {
        if (failed) return Fail(failed);
        done_ = true;
        answer_.arrived = true;
        answer_.status = parser_.get().result_int();
        answer_.body = std::move(parser_.get().body());
        answer_.retry_after = std::string(parser_.get()[http::field::retry_after]);
        lowest().close();
      });
    });
  }

  void Fail(error_code error) {
    done_ = true;
    const bool closed = error == http::error::end_of_stream;
    answer_.error =
        closed && !address_.tls
            ? "What is at " + address_.authority() +
                  " closes the connection without an answer; is its address https://?"
            : "No server answers at " + address_.authority() + " (" + error.message() + ").";
  }

  const Address& address_;
  Request request_;
  int64_t timeout_ms_;
  asio::io_context io_{1};
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  std::optional<beast::ssl_stream<beast::tcp_stream>> stream_;
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
  bool done_ = false;
  Answer answer_;
};

std::string Text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const json::string* text = value ? value->if_string() : nullptr;
  return text ? std::string(text->data(), text->size()) : "";
}

RoleChoice ReadChoice(const json::object& object) {
  return {Text(object, "actor"), Text(object, "actor_name"), Text(object, "role")};
}

bool ReadAnswer(const json::object& object, LoginAnswer* answer) {
  const json::value* until = object.if_contains("until_ms");
  answer->token = Text(object, "token");
  answer->until_ms = until && until->is_int64() ? until->get_int64() : 0;
  answer->person = Text(object, "person");
  answer->chosen = ReadChoice(object);
  const json::value* choices = object.if_contains("choices");
  if (const json::array* list = choices ? choices->if_array() : nullptr) {
    for (const json::value& choice : *list) {
      if (choice.is_object()) answer->choices.push_back(ReadChoice(choice.get_object()));
    }
  }
  return !answer->token.empty();
}

std::string ListChoices(const LoginAnswer& answer) {
  if (answer.choices.empty()) return " You may act for nobody now.";
  std::string list = " You may act as:";
  for (const RoleChoice& choice : answer.choices) {
    list += "\n  " + choice.actor_name + ", " + choice.role;
  }
  return list;
}

}  // namespace

LoginOutcome Login(const Address& address, const Credentials& credentials, LoginAnswer* answer,
                   std::string* error, int64_t timeout_ms) {
  json::object body = {{"login", credentials.login}, {"password", credentials.password}};
  if (!credentials.actor.empty()) body["actor"] = credentials.actor;
  if (!credentials.role.empty()) body["role"] = credentials.role;
  Request request(http::verb::post, "/api/v1/login", 11);
  request.set(http::field::host, address.authority());
  request.set(http::field::content_type, "application/json");
  request.body() = json::serialize(body);
  request.prepare_payload();

  const Answer got = Exchange(address, std::move(request), timeout_ms).Run();
  if (!got.arrived) {
    *error = got.error;
    return LoginOutcome::kUnreachable;
  }
  error_code malformed;
  const json::value value = json::parse(got.body, malformed);
  const json::object* object = malformed ? nullptr : value.if_object();
  const std::string sentence = object ? Text(*object, "error") : "";
  const bool read = object && ReadAnswer(*object, answer);
  if (got.status == 200 && read) return LoginOutcome::kOk;
  if (sentence.empty()) {
    *error = "What answers at " + address.authority() + " is no Samlad server (HTTP " +
             std::to_string(got.status) + ").";
    return LoginOutcome::kNoSamlad;
  }
  *error = sentence;
  if (got.status == 403) *error += ListChoices(*answer);
  if (got.status == 429 || got.status == 503) {
    if (!got.retry_after.empty()) *error += " Wait " + got.retry_after + " s.";
    return LoginOutcome::kTooFast;
  }
  return LoginOutcome::kRefused;
}

}  // namespace samlad::client
