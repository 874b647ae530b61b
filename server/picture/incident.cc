// The incident: opening it, its way to the end, and the exercise clock.
#include "server/picture/kinds.h"
#include "server/picture/rights.h"
#include "server/picture/rules.h"
#include "server/picture/states.h"

namespace samlad {
namespace {

using v1::Item;

// The opener's participation is made by the server, so its id follows from the incident and the
// actor.
ItemId ParticipationId(const LogId& log, const ItemId& actor) {
  ItemId id;
  for (size_t i = 0; i < ItemId::kSize; ++i) id.bytes[i] = log.bytes[i] ^ actor.bytes[i];
  return id;
}

Item NewItem(const ItemId& id, const ItemId& owner) {
  Item item;
  item.set_id(id.str());
  item.set_owner(owner.str());
  item.mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
  return item;
}

// An evaluation says of which incident; whether there is one, and who takes part in it, is not
// looked up, so that nobody learns it by asking.
Refusal CheckEvaluates(const v1::Incident& incident) {
  const bool is_named = !ItemId::FromBytesOrNone(incident.evaluates()).is_none();
  const bool is_given = !incident.evaluates().empty();
  const bool is_evaluation = incident.kind() == v1::EVALUATION;
  if (is_given == is_evaluation && is_named == is_given) return std::nullopt;
  return Reject("incident.evaluates", "open_incident.incident.evaluates");
}

bool OthersTakePart(const Draft& draft) {
  for (const ItemRef& participation : draft.picture().Participations()) {
    const v1::Participation& part = participation->item().participation();
    if (part.actor() == draft.incident().lead()) continue;
    if (part.state() != v1::PARTICIPATION_ENDED) return true;
  }
  return false;
}

}  // namespace

Refusal DecideOpenIncident(Draft& draft, const v1::OpenIncident& open) {
  const LogId& log = draft.picture().log();
  if (Refusal refusal =
          CheckRole(draft, MayUse(v1::Command::kOpenIncident), false, "open_incident")) {
    return refusal;
  }
  if (draft.picture().is_registry()) return Reject("item.wrong-log", "incident");
  if (draft.picture().head() != 0) return Reject("incident.exists", "incident");
  const ItemId part = ParticipationId(log, draft.actor());
  if (part.is_none()) return Reject("item.id", "incident");

  Item item = NewItem(ItemId{log.bytes}, draft.actor());
  *item.mutable_incident() = open.incident();
  v1::Incident* incident = item.mutable_incident();
  if (!incident->lead().empty() && incident->lead() != draft.actor().view()) {
    return Reject("incident.lead-by-transfer", "open_incident.incident.lead");
  }
  incident->set_lead(draft.actor().str());
  if (Refusal refusal = CheckEvaluates(*incident)) return refusal;
  if (Refusal refusal = CheckFirstState(draft, &item, "open_incident.incident.state")) {
    return refusal;
  }
  draft.Add(std::move(item));

  Item participation = NewItem(part, draft.actor());
  participation.mutable_participation()->set_actor(draft.actor().str());
  participation.mutable_participation()->set_state(v1::PARTICIPATION_ACTIVE);
  draft.Add(std::move(participation));
  return std::nullopt;
}

Refusal ReviseIncident(Draft& draft, const Item& before, Item* after) {
  const v1::IncidentState state = after->incident().state();
  if (state == before.incident().state()) return std::nullopt;
  if (state == v1::INCIDENT_CLOSED && OthersTakePart(draft)) {
    return Reject("incident.close-needs-all-ended", InRevise("incident.state"));
  }
  if (state == v1::INCIDENT_EVALUATED) {
    // The last one to leave: from here on the incident is seen in replays only.
    const ItemRef own = draft.picture().ParticipationOf(draft.actor());
    draft.Edit(ItemId::FromBytesOrNone(own->item().id()), Draft::Why::kConsequence)
        ->mutable_participation()
        ->set_state(v1::PARTICIPATION_ENDED);
  }
  return std::nullopt;
}

Refusal DecideSetClock(Draft& draft, const v1::SetClock& set_clock) {
  const ItemId id{draft.picture().log().bytes};
  const Item& item = *draft.Find(id);
  if (Refusal refusal = CheckRole(draft, MayUse(v1::Command::kSetClock), false, "set_clock")) {
    return refusal;
  }
  if (Refusal refusal = CheckWho(draft, Who::kLead, item, "set_clock")) return refusal;
  if (item.incident().kind() != v1::EXERCISE) return Reject("clock.exercise-only", "set_clock");
  const int64_t to_ms = set_clock.clock().scenario_ms();
  if (draft.picture().HasClock() && to_ms < draft.domain_time_ms()) {
    return Reject("clock.forward-only", "set_clock.clock.scenario_ms");
  }
  v1::ExerciseClock* clock =
      draft.Edit(id, Draft::Why::kAsked)->mutable_incident()->mutable_clock();
  *clock = set_clock.clock();
  clock->set_set_at_ms(draft.now_ms());
  return std::nullopt;
}

}  // namespace samlad
