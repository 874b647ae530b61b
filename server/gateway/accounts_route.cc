#include "server/gateway/accounts_route.h"

#include <boost/json.hpp>

#include "server/gateway/handshake.h"

namespace samlad {
namespace {

namespace json = boost::json;

// A browser sends the cookie whoever asks, so it counts only where the origin is known; the routes
// have refused all origins that are not allowed.
std::string_view TokenOf(const HttpRequest& request) {
  if (!request.authorization.empty()) return BearerToken(request.authorization);
  return request.has_origin ? CookieToken(request.cookie) : std::string_view();
}

}  // namespace

HttpResponse ListAccounts(const HttpRequest& request, Access* access, int64_t now_ms) {
  const std::optional<Authenticated> who = access->Check(TokenOf(request), now_ms);
  if (!who) return TextResponse(401, "Log in first.");
  if (who->who.role != v1::ADMINISTRATOR) {
    return TextResponse(403, "Only an administrator is told which accounts there are.");
  }
  json::array accounts;
  for (const AccountEntry& entry : access->Accounts()) {
    accounts.push_back({{"account", ToHex(entry.account)},
                        {"person", ToHex(entry.person)},
                        {"login", entry.login},
                        {"disabled", entry.disabled},
                        {"has_password", entry.has_password}});
  }
  return JsonResponse(200, json::serialize(json::object{{"accounts", std::move(accounts)}}));
}

}  // namespace samlad
