// Accounts and roles. Actors and persons have no rules beyond their rights.
#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

Refusal CheckLogin(const Draft& draft, const Item& item, const std::string& prefix) {
  const ItemRef holder = draft.picture().AccountOf(item.account().login());
  if (holder == nullptr || holder->item().id() == item.id()) return std::nullopt;
  return Reject("account.login-taken", prefix + "account.login");
}

Refusal CheckPeriod(const Item& item, const std::string& prefix) {
  const v1::RoleAssignment& role = item.role_assignment();
  if (role.until_ms() == 0 || role.from_ms() < role.until_ms()) return std::nullopt;
  return Reject("role.period", prefix + "role_assignment.until_ms");
}

bool Administers(const Draft& draft) {
  return draft.role() == v1::ADMINISTRATOR || draft.role() == v1::SYSTEM;
}

}  // namespace

Refusal CreateAccount(Draft& draft, Item* item) { return CheckLogin(draft, *item, InCreate("")); }

Refusal ReviseAccount(Draft& draft, const Item& before, Item* after) {
  const bool is_disabled_now = after->account().disabled() && !before.account().disabled();
  if (is_disabled_now) after->mutable_account()->set_tokens_valid_from_ms(draft.now_ms());
  return CheckLogin(draft, *after, InRevise(""));
}

Refusal CreateRoleAssignment(Draft&, Item* item) {
  if (item->role_assignment().role() == v1::SYSTEM) {
    return Reject("role.system-not-assignable", InCreate("role_assignment.role"));
  }
  return CheckPeriod(*item, InCreate(""));
}

Refusal ReviseRoleAssignment(Draft&, const Item&, Item* after) {
  return CheckPeriod(*after, InRevise(""));
}

Verdict DecidePasswordHash(const Picture& registry, const v1::Command& command,
                           const std::string& password_hash, const Context& context) {
  Draft draft(registry, command, context);
  if (!registry.is_registry() || !command.has_set_password()) {
    return Verdict{{}, Reject("password.not-here", "set_password"), {}};
  }
  const ItemId id = ItemId::FromBytesOrNone(command.set_password().account());
  const Item* item = draft.Find(id);
  const bool is_account = item != nullptr && item->has_account();
  // One's own, or anybody's for the administrator; to all others no account exists.
  const bool own = is_account && item->account().person() == context.who.person.view();
  if (!is_account || (!own && !Administers(draft))) {
    return Verdict{{}, Reject("item.not-found", "set_password.account"), {}};
  }
  v1::Account* account = draft.Edit(id, Draft::Why::kAsked)->mutable_account();
  account->set_password_hash(password_hash);
  account->set_tokens_valid_from_ms(draft.now_ms());
  return draft.Finish();
}

}  // namespace samlad
