// A decision is flagged when what it rests on no longer holds, be it named in its basis or in the
// picture version that it was made from.
#include <algorithm>
#include <functional>

#include "server/picture/kinds.h"

namespace samlad {
namespace {

using v1::Item;

// As many as the schema lets a basis hold.
constexpr int kChangedByMax = 200;

bool HasFallen(const Item& item) {
  return item.feature().state() == v1::FEATURE_RETRACTED ||
         item.feature().state() == v1::FEATURE_SUPERSEDED ||
         item.report().state() == v1::REPORT_SUPERSEDED ||
         item.decision().state() == v1::DECISION_SUPERSEDED || item.note().struck();
}

bool RestsOn(const v1::Decision& decision, const std::string& id) {
  return decision.picture_version() == id ||
         std::find(decision.basis().begin(), decision.basis().end(), id) != decision.basis().end();
}

using VisitDecision = std::function<void(const ItemId&)>;

void VisitDecisionsOn(const Picture& picture, const Item& basis, const VisitDecision& visit) {
  const ItemId id = ItemId::FromBytesOrNone(basis.id());
  for (const ItemRef& decision : picture.ReferringTo(id, Item::kDecision)) {
    if (!RestsOn(decision->item().decision(), basis.id())) continue;  // named as its successor
    visit(ItemId::FromBytesOrNone(decision->item().id()));
  }
}

void Flag(Draft& draft, const ItemId& decision_id, const Item& before, const Item& after) {
  const Item& decision = *draft.Find(decision_id);
  const v1::DecisionState state = decision.decision().state();
  if (state == v1::DECISION_CLOSED || state == v1::DECISION_SUPERSEDED) return;
  // Those who see the decision must not learn more about an item that was hidden from them before.
  // That it is hidden from them now, they learn anyway: to them the basis is gone.
  if (!AudienceWithin(decision, before)) return;
  const bool falls = HasFallen(after) && !HasFallen(before);
  if (!falls && AudienceWithin(decision, after)) return;
  v1::Decision* flagged = draft.Edit(decision_id, Draft::Why::kConsequence)->mutable_decision();
  flagged->set_basis_changed(true);
  const auto& by = flagged->basis_changed_by();
  const bool known = std::find(by.begin(), by.end(), after.id()) != by.end();
  if (!known && by.size() < kChangedByMax) flagged->add_basis_changed_by(after.id());
}

}  // namespace

void FlagChangedBasis(Draft& draft) {
  draft.VisitEdited([&draft](const Item* before, const Item& after) {
    if (before == nullptr) return;
    if (HasFallen(after) == HasFallen(*before) && AudienceWithin(*before, after)) return;
    const VisitDecision flag = [&](const ItemId& id) { Flag(draft, id, *before, after); };
    VisitDecisionsOn(draft.picture(), after, flag);
    const ItemId id = ItemId::FromBytesOrNone(after.id());
    for (const ItemRef& version : draft.picture().ReferringTo(id, Item::kPictureVersion)) {
      VisitDecisionsOn(draft.picture(), version->item(), flag);
    }
  });
}

}  // namespace samlad
