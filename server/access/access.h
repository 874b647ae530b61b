#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/access/limits.h"
#include "server/access/passwords.h"
#include "server/access/throttle.h"
#include "server/access/token.h"
#include "server/picture/picture.h"
#include "server/room/ports.h"

namespace samlad {

// What somebody types to log in. `actor` (its id in hexadecimal, short name or name) and `role`
// choose among the person's assignments; empty leaves the choice to the server.
struct LoginRequest {
  std::string login;
  std::string password;
  std::string actor;
  std::string role;
};

// One of the roles that a person may act in now.
struct LoginChoice {
  ItemId assignment;
  Principal who;
  std::string actor_name;
};

struct LoginAnswer {
  enum class Outcome {
    kOk,
    kWrong,         // no such login, wrong password or disabled account: never told apart
    kNoAssignment,  // the person may act for nobody now, or not in the role asked for
  };
  Outcome outcome = Outcome::kWrong;
  std::string token;
  int64_t until_ms = 0;
  LoginChoice chosen;
  std::vector<LoginChoice> choices;
};

// One login, without anything that proves who it is.
struct AccountEntry {
  ItemId account;
  ItemId person;
  std::string login;
  bool disabled = false;
  bool has_password = false;
};

// Who is this: logins and tokens, against the registry's picture as it is at that moment.
//
// Threads: that of the registry's room, but for what says otherwise.
class Access : public Authenticator {
 public:
  // The picture outlives this. `limits` is copied.
  Access(const Picture* registry, const TokenKey& key, const AccessLimits& limits);

  // Authenticator:
  std::optional<Authenticated> Check(std::string_view token, int64_t now_ms) override;
  std::string HashPassword(const std::string& password) const override;

  // A login goes in three steps, so that the slow one can run elsewhere: Begin, Verify, Finish.
  struct Attempt {
    // Not 0: too many attempts; try again after this, and go no further.
    int64_t retry_after_ms = 0;
    ItemId account;
    std::string hash;
  };
  Attempt Begin(const LoginRequest& request, const std::string& address, int64_t steady_ms);
  // Safe on any thread; takes tens of milliseconds, the same for a name that does not exist.
  static bool Verify(const Attempt& attempt, const LoginRequest& request);
  LoginAnswer Finish(const LoginRequest& request, const std::string& address,
                     const Attempt& attempt, bool verified, int64_t now_ms);

  // Every login there is, in the order of the log. It is the administrator's to see: R33.
  std::vector<AccountEntry> Accounts() const;

 private:
  // The principal, if the assignment is in force: of this person, not ended, within its time, in a
  // role that persons hold, for an actor that exists.
  std::optional<Principal> InForce(const ItemRef& assignment, const ItemId& person,
                                   int64_t now_ms) const;
  // Oldest first.
  std::vector<LoginChoice> ChoicesOf(const ItemId& person, int64_t now_ms) const;
  int64_t Until(const LoginChoice& choice, int64_t now_ms) const;

  const Picture* registry_;
  const TokenKey key_;
  const AccessLimits limits_;
  const Passwords passwords_;
  Throttle by_login_;
  Throttle by_address_;
};

// What attempts from this address are counted under: an IPv4 address itself, an IPv6 address's /64.
std::string ThrottleKeyOf(const std::string& address);

}  // namespace samlad
