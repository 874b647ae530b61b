#include "server/gateway/login_route.h"

#include <spdlog/spdlog.h>

#include <boost/json.hpp>

#include "server/gateway/clock.h"
#include "server/gateway/handshake.h"

namespace samlad {
namespace {

namespace json = boost::json;

constexpr size_t kLoginCharsMax = 400;
constexpr size_t kPasswordCharsMax = 800;

HttpResponse Refused(unsigned status, std::string_view sentence) {
  return JsonResponse(status, json::serialize(json::value{{"error", sentence}}));
}

// A text member, or the empty text if it is not there. False if it is something else or too long.
bool ReadText(const json::object& object, std::string_view name, size_t chars_max,
              std::string* text) {
  const json::value* value = object.if_contains(name);
  if (!value) return true;
  const json::string* found = value->if_string();
  if (!found || found->size() > chars_max) return false;
  *text = std::string(found->data(), found->size());
  return true;
}

bool ReadLogin(std::string_view body, LoginRequest* login) {
  json::error_code error;
  const json::value value = json::parse(body, error);
  const json::object* object = error ? nullptr : value.if_object();
  return object && ReadText(*object, "login", kLoginCharsMax, &login->login) &&
         ReadText(*object, "password", kPasswordCharsMax, &login->password) &&
         ReadText(*object, "actor", kLoginCharsMax, &login->actor) &&
         ReadText(*object, "role", kLoginCharsMax, &login->role) && !login->login.empty() &&
         !login->password.empty();
}

json::object Describe(const LoginChoice& choice) {
  return {{"actor", ToHex(choice.who.actor)},
          {"actor_name", choice.actor_name},
          {"role", v1::Role_Name(choice.who.role)}};
}

std::string Cookie(const std::string& token, int64_t seconds, bool tls) {
  return std::string(kTokenCookie) + "=" + token + "; Path=/; Max-Age=" + std::to_string(seconds) +
         "; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
}

HttpResponse TooMany(unsigned status, int64_t retry_after_ms) {
  HttpResponse response = Refused(status, "Too many logins; try again in a moment.");
  response.headers.emplace_back("Retry-After", std::to_string((retry_after_ms + 999) / 1000));
  return response;
}

}  // namespace

void LoginRoute::Login(const HttpRequest& request, Respond respond) {
  // What travels through the steps of one login.
  struct Attempted {
    LoginRequest login;
    std::string address;
    Access::Attempt attempt;
    bool verified = false;
  };
  auto it = std::make_shared<Attempted>();
  it->address = request.address;
  // A page of another origin cannot send this type without asking us first, and we never say yes.
  if (!request.content_type.starts_with("application/json")) {
    return respond(Refused(415, "Send application/json."));
  }
  if (!ReadLogin(request.body, &it->login)) {
    return respond(Refused(400, "Send {\"login\": \"...\", \"password\": \"...\"}."));
  }
  it->attempt = setup_.access->Begin(it->login, it->address, SteadyMs());
  if (it->attempt.retry_after_ms != 0) {
    ++setup_.counters->logins_throttled;
    spdlog::warn("login_throttled address={}", it->address);
    return respond(TooMany(429, it->attempt.retry_after_ms));
  }
  auto verify = [it] { it->verified = Access::Verify(it->attempt, it->login); };
  auto finish = [this, it, respond] {
    respond(Conclude(
        it->login, it->address,
        setup_.access->Finish(it->login, it->address, it->attempt, it->verified, WallMs())));
  };
  if (!setup_.worker->Run(verify, finish)) respond(TooMany(503, 1000));
}

HttpResponse LoginRoute::Conclude(const LoginRequest& login, const std::string& address,
                                  const LoginAnswer& answer) {
  if (answer.outcome == LoginAnswer::Outcome::kWrong) {
    ++setup_.counters->logins_refused;
    // The name stays out of it: people type passwords into the wrong field.
    spdlog::warn("login_refused address={}", address);
    return Refused(401, "Unknown login or wrong password.");
  }
  json::array choices;
  for (const LoginChoice& choice : answer.choices) choices.push_back(Describe(choice));
  if (answer.outcome == LoginAnswer::Outcome::kNoAssignment) {
    ++setup_.counters->logins_refused;
    spdlog::warn("login_without_role login={} address={}", login.login, address);
    const json::value body = {{"error", "You hold no such role now."}, {"choices", choices}};
    return JsonResponse(403, json::serialize(body));
  }
  ++setup_.counters->logins;
  spdlog::info("login login={} person={} actor={} role={} address={}", login.login,
               ToHex(answer.chosen.who.person), ToHex(answer.chosen.who.actor),
               v1::Role_Name(answer.chosen.who.role), address);
  json::object body = Describe(answer.chosen);
  body["token"] = answer.token;
  body["until_ms"] = answer.until_ms;
  body["person"] = ToHex(answer.chosen.who.person);
  body["choices"] = std::move(choices);
  HttpResponse response = JsonResponse(200, json::serialize(body));
  response.headers.emplace_back(
      "Set-Cookie", Cookie(answer.token, (answer.until_ms - WallMs()) / 1000, setup_.tls));
  return response;
}

HttpResponse LoginRoute::Logout() const {
  HttpResponse response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", Cookie("", 0, setup_.tls));
  return response;
}

}  // namespace samlad
