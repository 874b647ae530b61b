// Items that disagree coexist until a person chooses one of them.
//
// What few see alters nothing that more see: a feature follows a contradiction only if everybody
// who sees the feature sees the contradiction as well.
#include <algorithm>
#include <set>

#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

bool Holds(const Item& item) {
  if (item.has_note()) return !item.note().struck();
  if (item.has_report()) return item.report().state() != v1::REPORT_SUPERSEDED;
  if (!item.has_feature()) return true;
  const v1::FeatureState state = item.feature().state();
  return state != v1::FEATURE_SUPERSEDED && state != v1::FEATURE_EXPIRED &&
         state != v1::FEATURE_RETRACTED;
}

// Another contradiction that is still open holds the feature.
bool IsHeldByAnother(const Draft& draft, const Item& feature, const Item& contradiction) {
  const ItemId id = ItemId::FromBytesOrNone(feature.id());
  for (const ItemRef& other : draft.picture().ReferringTo(id, Item::kContradiction)) {
    if (other->item().id() == contradiction.id()) continue;
    if (other->item().contradiction().state() != v1::CONTRADICTION_OPEN) continue;
    if (AudienceWithin(feature, other->item())) return true;
  }
  return false;
}

Refusal CheckChosen(const Draft& draft, const v1::Contradiction& resolved) {
  bool is_among = false;
  bool chosen_holds = false;
  bool any_holds = false;
  for (const std::string& raw : resolved.items()) {
    const Item* item = draft.Find(ItemId::FromBytesOrNone(raw));
    const bool holds = item != nullptr && Holds(*item);
    any_holds |= holds;
    if (raw != resolved.chosen()) continue;
    is_among = true;
    chosen_holds = holds;
  }
  if (!is_among || (any_holds && !chosen_holds)) {
    return Reject("contradiction.chosen-among", InRevise("contradiction.chosen"));
  }
  if (resolved.reason().empty()) {
    return Reject("contradiction.reason", InRevise("contradiction.reason"));
  }
  return std::nullopt;
}

// The chosen feature is in the picture, the others are superseded by it. Whoever sees one of them
// sees the contradiction, and whoever sees that may see the item chosen.
void Settle(Draft& draft, const Item& contradiction) {
  const v1::Contradiction& resolved = contradiction.contradiction();
  for (const std::string& raw : resolved.items()) {
    const ItemId id = ItemId::FromBytesOrNone(raw);
    const Item* item = draft.Find(id);
    if (item == nullptr || item->feature().state() != v1::FEATURE_CONTRADICTED) continue;
    if (!AudienceWithin(*item, contradiction)) continue;
    if (IsHeldByAnother(draft, *item, contradiction)) continue;
    v1::Feature* feature = draft.Edit(id, Draft::Why::kConsequence)->mutable_feature();
    if (raw == resolved.chosen()) {
      feature->set_state(v1::FEATURE_IN_PICTURE);
    } else {
      feature->set_state(v1::FEATURE_SUPERSEDED);
      feature->set_superseded_by(resolved.chosen());
    }
  }
}

}  // namespace

Refusal CreateContradiction(Draft& draft, Item* item) {
  const v1::Contradiction& open = item->contradiction();
  if (!open.chosen().empty() || !open.reason().empty()) {
    return Reject("state.no-such-step", InCreate("contradiction.chosen"));
  }
  const std::set<std::string> different(open.items().begin(), open.items().end());
  if (different.size() < 2) {
    return Reject("contradiction.two-items", InCreate("contradiction.items"));
  }
  for (const std::string& raw : different) {
    const ItemId id = ItemId::FromBytesOrNone(raw);
    const Item* named = draft.Find(id);
    if (!named->has_feature() || !Holds(*named) || !AudienceWithin(*named, *item)) continue;
    draft.Edit(id, Draft::Why::kConsequence)
        ->mutable_feature()
        ->set_state(v1::FEATURE_CONTRADICTED);
  }
  return std::nullopt;
}

Refusal ReviseContradiction(Draft& draft, const Item& before, Item* after) {
  const v1::Contradiction& now = after->contradiction();
  if (now.state() != v1::CONTRADICTION_RESOLVED) {
    if (now.chosen().empty() && now.reason().empty()) return std::nullopt;
    return Reject("state.no-such-step", InRevise("contradiction.chosen"));
  }
  if (before.contradiction().state() == v1::CONTRADICTION_RESOLVED) return std::nullopt;
  if (Refusal refusal = CheckChosen(draft, now)) return refusal;
  Settle(draft, *after);
  return std::nullopt;
}

}  // namespace samlad
