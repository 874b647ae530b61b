#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/gateway/http_message.h"
#include "server/room/frame.h"
#include "server/room/ports.h"

namespace samlad {

inline constexpr std::string_view kProtoSubprotocol = "samlad.v1.proto";
inline constexpr std::string_view kJsonSubprotocol = "samlad.v1.json";
inline constexpr std::string_view kTokenCookie = "samlad_token";

// The web pages that may talk to this server, each as a browser names it in Origin:
// "https://samlad.example.se". Compared as a whole; nothing matches by part.
class OriginList {
 public:
  explicit OriginList(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}
  bool Allows(std::string_view origin) const;

 private:
  std::vector<std::string> allowed_;
};

// The origins of pages that this server itself serves, when no list was given.
std::vector<std::string> OwnOrigins(bool tls, const std::string& listen_address, uint16_t port);

// The token of "Authorization: Bearer ..."; empty if there is none.
std::string_view BearerToken(std::string_view authorization);
// The value of our cookie in a Cookie header; empty if it is not there.
std::string_view CookieToken(std::string_view cookie);

// What is decided about a WebSocket handshake before the upgrade.
struct Handshake {
  // Set: not upgraded, and this says why.
  std::optional<HttpResponse> refusal;
  Codec codec = Codec::kJson;
  std::string_view subprotocol;
  // A token that came along, for Session::PresentToken; empty if none did.
  std::string token;
};

// A request from a page of another origin is refused; so is one without a subprotocol that we
// speak, one with a query (tokens do not belong into addresses, which end up in logs), and one with
// a bearer token that is not valid. A cookie counts only with an allowed Origin, since a browser
// sends it whoever asks; one that is no longer valid is left to the Hello, so that a page learns by
// a close code that its user must log in again.
Handshake CheckHandshake(const HttpRequest& request, const OriginList& origins,
                         Authenticator* authenticator, int64_t now_ms);

}  // namespace samlad
