#include <algorithm>
#include <vector>

#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

// Named actors in order, each once, without the owner, who sees the item anyway.
void PutInForm(Item* item) {
  v1::Audience* audience = item->mutable_audience();
  std::vector<std::string> actors;
  if (audience->kind() == v1::NAMED_ACTORS) {
    actors.assign(audience->actors().begin(), audience->actors().end());
  }
  std::sort(actors.begin(), actors.end());
  actors.erase(std::unique(actors.begin(), actors.end()), actors.end());
  std::erase(actors, item->owner());
  audience->mutable_actors()->Assign(actors.begin(), actors.end());
}

// The actors that the item asks to act.
std::vector<std::string> Addressees(const Item& item) {
  if (item.has_task()) return {item.task().assignee()};
  const auto& invitees = item.conference().invitees();
  return {invitees.begin(), invitees.end()};
}

}  // namespace

Refusal CheckAudience(const Draft& draft, Item* item, const std::string& prefix) {
  if (RulesOf(item->body_case()).fixed_audience) {
    // A stance is put in its decision's audience later; the others are for all.
    const bool given = item->has_audience();
    if (given && item->audience().kind() != v1::ALL_PARTICIPANTS) {
      return Reject("audience.fixed", prefix + "audience");
    }
    item->mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
  }
  if (!item->has_audience()) item->mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
  PutInForm(item);
  for (const std::string& actor : item->audience().actors()) {
    if (draft.picture().ParticipationOf(ItemId::FromBytesOrNone(actor)) == nullptr) {
      return Reject("actor.not-participant", prefix + "audience.actors");
    }
  }
  for (const std::string& actor : Addressees(*item)) {
    if (!InAudience(*item, ItemId::FromBytesOrNone(actor))) {
      return Reject("audience.excludes-addressee", prefix + "audience");
    }
  }
  return std::nullopt;
}

Refusal CheckFictional(const Draft& draft, const Item& item, const std::string& prefix) {
  if (!item.fictional()) return std::nullopt;
  const bool exercise = !draft.picture().is_registry() && draft.incident().kind() == v1::EXERCISE;
  if (exercise) return std::nullopt;
  return Reject("item.fictional-exercise-only", prefix + "fictional");
}

void ShareLike(const Item& decision, Item* stance) {
  v1::Audience* audience = stance->mutable_audience();
  *audience = decision.audience();
  if (audience->kind() == v1::ALL_PARTICIPANTS || decision.owner() == stance->owner()) return;
  audience->set_kind(v1::NAMED_ACTORS);
  audience->add_actors(decision.owner());
  PutInForm(stance);
}

}  // namespace samlad
