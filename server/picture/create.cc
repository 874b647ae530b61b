#include "server/picture/kinds.h"
#include "server/picture/rights.h"
#include "server/picture/rules.h"
#include "server/picture/states.h"

namespace samlad {
namespace {

using v1::Item;

// The actor that a new item belongs to: a participation to the actor invited, all else to the
// author's.
std::string OwnerOf(const Draft& draft, const Item& item) {
  return item.has_participation() ? item.participation().actor() : draft.actor().str();
}

Logs LogOf(const Draft& draft) {
  if (draft.picture().is_registry()) return kInRegistry;
  return draft.is_evaluation() ? kInEvaluations : kInIncidents;
}

Refusal CheckKind(const Draft& draft, const Item& item) {
  if (item.body_case() == Item::BODY_NOT_SET) return Reject("check.required", "create.item");
  if ((RulesOf(item.body_case()).logs & LogOf(draft)) == 0) {
    return Reject("item.wrong-log", "create.item");
  }
  if (item.has_incident()) return Reject("incident.exists", "create.item");
  const bool deciding = item.has_decision() || item.has_stance();
  return CheckRole(draft, MayCreate(item.body_case()), deciding, "create.item");
}

// An id that is taken is refused alike whether its item can be seen or not: ids are 16 random
// bytes, so that nobody comes upon a hidden one by chance.
Refusal CheckId(const Draft& draft, const Item& item) {
  const ItemId id = ItemId::FromBytesOrNone(item.id());
  if (id.is_none()) return Reject("item.id", InCreate("id"));
  if (draft.Find(id) != nullptr) return Reject("item.exists", InCreate("id"));
  if (draft.picture().size() >= draft.limits().items_max) return Reject("incident.full");
  return std::nullopt;
}

Refusal CheckOwner(const Draft& draft, Item* item) {
  const std::string owner = OwnerOf(draft, *item);
  if (!item->owner().empty() && item->owner() != owner) {
    return Reject(item->has_stance() ? "stance.owner-only" : "item.owner-only", InCreate("owner"));
  }
  item->set_owner(owner);
  return std::nullopt;
}

}  // namespace

Refusal DecideCreate(Draft& draft, const v1::Create& create) {
  if (Refusal refusal = CheckKind(draft, create.item())) return refusal;
  if (Refusal refusal = CheckId(draft, create.item())) return refusal;
  Item item = create.item();
  const KindRules& kind = RulesOf(item.body_case());
  if (Refusal refusal = CheckOwner(draft, &item)) return refusal;
  if (Refusal refusal = CheckFictional(draft, item, InCreate(""))) return refusal;
  if (Refusal refusal = CheckFirstState(draft, &item, InCreate(StatePath(item.body_case())))) {
    return refusal;
  }
  if (Refusal refusal = CheckSupersededBy(nullptr, item, InCreate(""))) return refusal;
  // A stance's audience follows from its decision, which its own rules look up first.
  if (Refusal refusal = CheckAudience(draft, &item, InCreate(""))) return refusal;
  if (item.has_stance()) {
    const Item* decision = draft.FindVisible(ItemId::FromBytesOrNone(item.stance().decision()));
    if (decision != nullptr) ShareLike(*decision, &item);
  }
  if (Refusal refusal = CheckReferences(draft, item, nullptr, InCreate(""))) return refusal;
  if (kind.create != nullptr) {
    if (Refusal refusal = kind.create(draft, &item)) return refusal;
  }
  draft.Add(std::move(item));
  return std::nullopt;
}

}  // namespace samlad
