// Each actor takes its own stance on a decision; nobody takes another's.
#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

// From when the decision is open until it is closed: a stance may change after the outcome has been
// recorded, which does not change the outcome by itself.
bool IsOpenForStances(v1::DecisionState state) {
  switch (state) {
    case v1::DECISION_OPEN:
    case v1::DECISION_AGREED:
    case v1::DECISION_PARTLY_AGREED:
    case v1::DECISION_NOT_AGREED:
    case v1::DECISION_IN_EXECUTION:
    case v1::DECISION_FOLLOWED_UP:
      return true;
    default:
      return false;
  }
}

Refusal CheckStance(const Draft& draft, const Item& item, const std::string& prefix) {
  const v1::Stance& stance = item.stance();
  const Item* decision = draft.FindVisible(ItemId::FromBytesOrNone(stance.decision()));
  if (decision == nullptr) return Reject("item.not-found", prefix + "stance.decision");
  if (!IsOpenForStances(decision->decision().state())) {
    return Reject("stance.not-open", prefix + "stance.decision");
  }
  if (stance.picture_seq() > draft.picture().head()) {
    return Reject("stance.picture-seq", prefix + "stance.picture_seq");
  }
  if (stance.position() == v1::ACCEPTS_WITH_RESERVATION && stance.reservation().empty()) {
    return Reject("stance.reservation", prefix + "stance.reservation");
  }
  return std::nullopt;
}

}  // namespace

Refusal CreateStance(Draft& draft, Item* item) {
  const ItemId decision = ItemId::FromBytesOrNone(item->stance().decision());
  for (const ItemRef& other : draft.picture().ReferringTo(decision, Item::kStance)) {
    if (other->item().owner() == item->owner()) {
      return Reject("stance.one-per-actor", InCreate("stance.decision"));
    }
  }
  return CheckStance(draft, *item, InCreate(""));
}

Refusal ReviseStance(Draft& draft, const Item&, Item* after) {
  return CheckStance(draft, *after, InRevise(""));
}

}  // namespace samlad
