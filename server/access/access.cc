#include "server/access/access.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

namespace samlad {
namespace {

// Tokens of the moment in which the password was changed are the new ones.
bool IssuedInTime(const TokenClaims& claims, const v1::Account& account) {
  return claims.issued_ms >= account.tokens_valid_from_ms();
}

bool IsActor(const LoginChoice& choice, const std::string& wanted, const Picture& registry) {
  if (wanted.empty() || ToHex(choice.who.actor) == wanted || choice.actor_name == wanted) {
    return true;
  }
  const ItemRef actor = registry.Find(choice.who.actor);
  return actor && actor->item().actor().short_name() == wanted;
}

bool IsRole(v1::Role role, const std::string& wanted) {
  const std::string& name = v1::Role_Name(role);
  return wanted.empty() ||
         std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(), [](char a, char b) {
           return a == std::toupper(static_cast<unsigned char>(b));
         });
}

}  // namespace

Access::Access(const Picture* registry, const TokenKey& key, const AccessLimits& limits)
    : registry_(registry),
      key_(key),
      limits_(limits),
      passwords_(limits),
      by_login_(limits.login_burst_max, limits.login_refill_ms, limits.login_throttle_entries_max),
      by_address_(limits.login_address_burst_max, limits.login_address_refill_ms,
                  limits.login_throttle_entries_max) {}

std::optional<Authenticated> Access::Check(std::string_view token, int64_t now_ms) {
  const std::optional<TokenClaims> claims = ReadToken(key_, token);
  if (!claims || claims->until_ms <= now_ms) return std::nullopt;
  const ItemRef account = registry_->Find(claims->account);
  if (!account || !account->item().has_account()) return std::nullopt;
  const v1::Account& about = account->item().account();
  if (about.disabled() || !IssuedInTime(*claims, about)) return std::nullopt;
  const ItemRef assignment = registry_->Find(claims->assignment);
  const auto who = InForce(assignment, ItemId::FromBytesOrNone(about.person()), now_ms);
  if (!who) return std::nullopt;
  Authenticated authenticated{*who, claims->until_ms};
  if (const int64_t end_ms = assignment->item().role_assignment().until_ms(); end_ms != 0) {
    authenticated.until_ms = std::min(authenticated.until_ms, end_ms);
  }
  return authenticated;
}

std::vector<AccountEntry> Access::Accounts() const {
  std::vector<AccountEntry> entries;
  registry_->VisitChangedSince(0, [&](const ItemRef& state) {
    const v1::Item& item = state->item();
    if (!item.has_account()) return true;
    const v1::Account& about = item.account();
    entries.push_back({ItemId::FromBytesOrNone(item.id()), ItemId::FromBytesOrNone(about.person()),
                       about.login(), about.disabled(), !about.password_hash().empty()});
    return true;
  });
  return entries;
}

std::string Access::HashPassword(const std::string& password) const {
  return passwords_.Hash(password);
}

std::optional<Principal> Access::InForce(const ItemRef& assignment, const ItemId& person,
                                         int64_t now_ms) const {
  if (!assignment || !assignment->item().has_role_assignment()) return std::nullopt;
  const v1::RoleAssignment& about = assignment->item().role_assignment();
  const Principal who{person, ItemId::FromBytesOrNone(about.actor()), about.role()};
  const ItemRef owner = registry_->Find(who.person);
  const ItemRef actor = registry_->Find(who.actor);
  if (about.person() != person.view() || !owner || !owner->item().has_person() || !actor ||
      !actor->item().has_actor() || about.role() == v1::ROLE_UNSPECIFIED ||
      about.role() == v1::SYSTEM) {
    return std::nullopt;
  }
  const bool started = about.from_ms() <= now_ms;
  const bool over = about.ended() || (about.until_ms() != 0 && about.until_ms() <= now_ms);
  return started && !over ? std::optional(who) : std::nullopt;
}

Access::Attempt Access::Begin(const LoginRequest& request, const std::string& address,
                              int64_t steady_ms) {
  Attempt attempt;
  attempt.retry_after_ms = by_address_.Take(ThrottleKeyOf(address), steady_ms);
  if (attempt.retry_after_ms != 0) return attempt;
  attempt.retry_after_ms = by_login_.Take(request.login, steady_ms);
  if (attempt.retry_after_ms != 0) return attempt;
  const ItemRef account = registry_->AccountOf(request.login);
  attempt.hash = passwords_.nobody();
  if (account && !account->item().account().password_hash().empty()) {
    attempt.account = ItemId::FromBytesOrNone(account->item().id());
    attempt.hash = account->item().account().password_hash();
  }
  return attempt;
}

bool Access::Verify(const Attempt& attempt, const LoginRequest& request) {
  return Passwords::Verify(attempt.hash, request.password) && !attempt.account.is_none();
}

LoginAnswer Access::Finish(const LoginRequest& request, const std::string& address,
                           const Attempt& attempt, bool verified, int64_t now_ms) {
  LoginAnswer answer;
  const ItemRef account = registry_->Find(attempt.account);
  // The password may have been changed, or the account disabled, while it was being verified.
  if (!verified || !account || account->item().account().disabled() ||
      account->item().account().password_hash() != attempt.hash) {
    return answer;
  }
  by_address_.Return(ThrottleKeyOf(address));
  by_login_.Return(request.login);
  const ItemId person = ItemId::FromBytesOrNone(account->item().account().person());
  answer.choices = ChoicesOf(person, now_ms);
  const auto chosen =
      std::find_if(answer.choices.begin(), answer.choices.end(), [&](const LoginChoice& choice) {
        return IsActor(choice, request.actor, *registry_) && IsRole(choice.who.role, request.role);
      });
  if (chosen == answer.choices.end()) {
    answer.outcome = LoginAnswer::Outcome::kNoAssignment;
    return answer;
  }
  answer.outcome = LoginAnswer::Outcome::kOk;
  answer.chosen = *chosen;
  answer.until_ms = Until(*chosen, now_ms);
  answer.token = MakeToken(key_, {attempt.account, chosen->assignment, now_ms, answer.until_ms});
  return answer;
}

std::vector<LoginChoice> Access::ChoicesOf(const ItemId& person, int64_t now_ms) const {
  std::vector<ItemRef> assignments = registry_->ReferringTo(person, v1::Item::kRoleAssignment);
  std::sort(assignments.begin(), assignments.end(), [](const ItemRef& a, const ItemRef& b) {
    return a->item().created_seq() < b->item().created_seq();
  });
  std::vector<LoginChoice> choices;
  for (const ItemRef& assignment : assignments) {
    const std::optional<Principal> who = InForce(assignment, person, now_ms);
    if (!who) continue;
    choices.push_back({ItemId::FromBytesOrNone(assignment->item().id()), *who,
                       registry_->Find(who->actor)->item().actor().name()});
  }
  return choices;
}

int64_t Access::Until(const LoginChoice& choice, int64_t now_ms) const {
  const int64_t until_ms = now_ms + limits_.token_lifetime_ms;
  const int64_t end_ms = registry_->Find(choice.assignment)->item().role_assignment().until_ms();
  return end_ms == 0 ? until_ms : std::min(until_ms, end_ms);
}

std::string ThrottleKeyOf(const std::string& address) {
  in6_addr v6;
  if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return address;
  return std::string(reinterpret_cast<const char*>(v6.s6_addr), 8);
}

}  // namespace samlad
