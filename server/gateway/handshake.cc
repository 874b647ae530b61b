#include "server/gateway/handshake.h"

#include <algorithm>

namespace samlad {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes the next entry off a separated list.
std::string_view Next(std::string_view* list, char separator) {
  const size_t end = std::min(list->find(separator), list->size());
  const std::string_view entry = Trim(list->substr(0, end));
  list->remove_prefix(std::min(end + 1, list->size()));
  return entry;
}

// The first that the client names and we speak.
std::string_view ChooseSubprotocol(std::string_view offered) {
  while (!offered.empty()) {
    const std::string_view entry = Next(&offered, ',');
    if (entry == kProtoSubprotocol) return kProtoSubprotocol;
    if (entry == kJsonSubprotocol) return kJsonSubprotocol;
  }
  return {};
}

Handshake Refuse(unsigned status, std::string sentence) {
  Handshake handshake;
  handshake.refusal = TextResponse(status, std::move(sentence));
  return handshake;
}

}  // namespace

bool OriginList::Allows(std::string_view origin) const {
  return std::find(allowed_.begin(), allowed_.end(), origin) != allowed_.end();
}

std::vector<std::string> OwnOrigins(bool tls, const std::string& listen_address, uint16_t port) {
  const bool default_port = port == (tls ? 443 : 80);
  const std::string scheme = tls ? "https://" : "http://";
  const std::string suffix = default_port ? "" : ":" + std::to_string(port);
  const bool v6 = listen_address.find(':') != std::string::npos;
  std::vector<std::string> origins;
  for (const std::string& host :
       {std::string("localhost"), std::string("127.0.0.1"), std::string("[::1]"),
        v6 ? "[" + listen_address + "]" : listen_address}) {
    origins.push_back(scheme + host + suffix);
  }
  return origins;
}

std::string_view BearerToken(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!authorization.starts_with(kScheme)) return {};
  return Trim(authorization.substr(kScheme.size()));
}

std::string_view CookieToken(std::string_view cookie) {
  while (!cookie.empty()) {
    const std::string_view entry = Next(&cookie, ';');
    if (entry.starts_with(kTokenCookie) && entry.substr(kTokenCookie.size()).starts_with('=')) {
      return entry.substr(kTokenCookie.size() + 1);
    }
  }
  return {};
}

Handshake CheckHandshake(const HttpRequest& request, const OriginList& origins,
                         Authenticator* authenticator, int64_t now_ms) {
  if (request.has_query) {
    return Refuse(400, "/ws takes no query; a token goes into Hello, a header or the cookie.");
  }
  if (request.has_origin && !origins.Allows(request.origin)) {
    return Refuse(403, "Pages of this origin may not connect; see the setting allowed_origins.");
  }
  Handshake handshake;
  handshake.subprotocol = ChooseSubprotocol(request.subprotocols);
  if (handshake.subprotocol.empty()) {
    return Refuse(400, "Name a subprotocol: samlad.v1.proto or samlad.v1.json.");
  }
  handshake.codec = handshake.subprotocol == kProtoSubprotocol ? Codec::kProto : Codec::kJson;
  if (!request.authorization.empty()) {
    const std::string_view token = BearerToken(request.authorization);
    if (!authenticator->Check(token, now_ms)) return Refuse(401, "The token is not valid.");
    handshake.token = token;
  } else if (request.has_origin) {
    const std::string_view token = CookieToken(request.cookie);
    if (authenticator->Check(token, now_ms)) handshake.token = token;
  }
  return handshake;
}

}  // namespace samlad
