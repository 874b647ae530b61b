#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {

using v1::Item;

Refusal CreateParticipation(Draft& draft, Item* item) {
  v1::Participation* part = item->mutable_participation();
  const ItemId actor = ItemId::FromBytesOrNone(part->actor());
  const ItemRef registered = draft.context().registry->Find(actor);
  if (registered == nullptr || !registered->item().has_actor()) {
    return Reject("registry.not-found", InCreate("participation.actor"));
  }
  if (draft.picture().ParticipationOf(actor) != nullptr) {
    return Reject("participation.exists", InCreate("participation.actor"));
  }
  if (draft.picture().Participations().size() >= draft.limits().participants_max) {
    return Reject("participation.too-many", InCreate("participation"));
  }
  part->set_invited_by(draft.actor().str());
  return std::nullopt;
}

Refusal ReviseParticipation(Draft& draft, const Item& before, Item* after) {
  v1::Participation* part = after->mutable_participation();
  if (part->state() == before.participation().state()) return std::nullopt;
  if (part->state() == v1::PARTICIPATION_ENDED &&
      draft.is_lead(ItemId::FromBytesOrNone(part->actor()))) {
    return Reject("participation.lead-stays", InRevise("participation.state"));
  }
  if (part->state() == v1::PARTICIPATION_INVITED) part->set_invited_by(draft.actor().str());
  return std::nullopt;
}

}  // namespace samlad
