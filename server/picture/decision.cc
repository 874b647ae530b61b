// A decision records an agreement between actors that each decide for themselves: what it ends in
// is never chosen, it follows from their stances.
#include <map>
#include <string>

#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

// How many of the actors that have a say take which position. Everybody who takes active part and
// can see the decision has a say; whoever has not taken a stance counts as absent.
struct Count {
  int accept = 0;         // accepts, with or without a reservation
  int not_concerned = 0;  // not our mandate
  int pending = 0;        // must anchor at home, absent, no stance yet
  int decline = 0;
};

enum class Number { kAny, kNone, kSome };

// When a decision may be concluded in a state: each row has to hold in every column.
struct Outcome {
  v1::DecisionState state;
  Number accept;
  Number decline_or_pending;
  Number decline;
};

// What nobody accepts can only be not agreed; what somebody declines may be either partly agreed or
// not agreed, as those in the conference judge it.
constexpr Outcome kOutcomes[] = {
    {v1::DECISION_AGREED, Number::kSome, Number::kNone, Number::kNone},
    {v1::DECISION_PARTLY_AGREED, Number::kSome, Number::kSome, Number::kAny},
    {v1::DECISION_NOT_AGREED, Number::kNone, Number::kAny, Number::kAny},
    {v1::DECISION_NOT_AGREED, Number::kAny, Number::kAny, Number::kSome},
};

bool Is(int count, Number number) {
  return number == Number::kAny || (count > 0) == (number == Number::kSome);
}

Count CountStances(const Draft& draft, const Item& decision) {
  std::map<std::string, v1::Position> positions;
  const ItemId id = ItemId::FromBytesOrNone(decision.id());
  for (const ItemRef& stance : draft.picture().ReferringTo(id, Item::kStance)) {
    positions[stance->item().owner()] = stance->item().stance().position();
  }
  Count count;
  for (const ItemRef& part : draft.picture().Participations()) {
    const std::string& actor = part->item().owner();
    if (part->item().participation().state() != v1::PARTICIPATION_ACTIVE) continue;
    if (!InAudience(decision, ItemId::FromBytesOrNone(actor))) continue;
    const auto at = positions.find(actor);
    const v1::Position position = at == positions.end() ? v1::ABSENT : at->second;
    if (position == v1::ACCEPTS || position == v1::ACCEPTS_WITH_RESERVATION) {
      ++count.accept;
    } else if (position == v1::NOT_OUR_MANDATE) {
      ++count.not_concerned;
    } else if (position == v1::DECLINES) {
      ++count.decline;
    } else {
      ++count.pending;
    }
  }
  return count;
}

bool IsOutcome(v1::DecisionState state) {
  return state == v1::DECISION_AGREED || state == v1::DECISION_PARTLY_AGREED ||
         state == v1::DECISION_NOT_AGREED;
}

Refusal CheckOutcome(const Draft& draft, const Item& decision) {
  const Count count = CountStances(draft, decision);
  for (const Outcome& outcome : kOutcomes) {
    if (outcome.state == decision.decision().state() && Is(count.accept, outcome.accept) &&
        Is(count.decline + count.pending, outcome.decline_or_pending) &&
        Is(count.decline, outcome.decline)) {
      return std::nullopt;
    }
  }
  return Reject("decision.outcome-follows-stances", InRevise("decision.state"));
}

bool SameAudience(const Item& a, const Item& b) {
  return AudienceWithin(a, b) && AudienceWithin(b, a);
}

}  // namespace

Refusal CreateDecision(Draft& draft, Item* item) {
  if (item->decision().picture_seq() > draft.picture().head()) {
    return Reject("decision.picture-seq", InCreate("decision.picture_seq"));
  }
  return std::nullopt;
}

Refusal ReviseDecision(Draft& draft, const Item& before, Item* after) {
  const v1::DecisionState state = after->decision().state();
  if (state != before.decision().state() && IsOutcome(state)) {
    if (Refusal refusal = CheckOutcome(draft, *after)) return refusal;
  }
  if (SameAudience(before, *after)) return std::nullopt;
  const ItemId id = ItemId::FromBytesOrNone(after->id());
  for (const ItemRef& stance : draft.picture().ReferringTo(id, Item::kStance)) {
    const ItemId stance_id = ItemId::FromBytesOrNone(stance->item().id());
    ShareLike(*after, draft.Edit(stance_id, Draft::Why::kConsequence));
  }
  return std::nullopt;
}

}  // namespace samlad
