#include "tests/picture/world.h"

namespace samlad {
namespace {

constexpr char kTo[] = "incident { state: ";

TEST(IncidentRules, OpeningMakesTheIncidentAndTheOpenersPart) {
  World world;
  const v1::Item& item = world.Get(world.incident());
  EXPECT_EQ(item.incident().state(), v1::INCIDENT_SUSPECTED);
  EXPECT_EQ(item.incident().lead(), world.county.view());
  EXPECT_EQ(item.owner(), world.county.view());
  EXPECT_EQ(item.audience().kind(), v1::ALL_PARTICIPANTS);
  const v1::Item& part = world.Get(world.ParticipationOf(world.county));
  EXPECT_EQ(part.participation().state(), v1::PARTICIPATION_ACTIVE);
  EXPECT_EQ(part.created_seq(), 2u);
}

TEST(IncidentRules, AnyActorMayOpenOne) {
  World world("");
  world.Accept(world.police_duty,
               world.Parse("open_incident { incident { kind: COLLABORATION title: 'Veckomöte' "
                           "state: INCIDENT_ACTIVATED } }"));
  EXPECT_EQ(world.Get(world.incident()).incident().lead(), world.police.view());
}

RULE(IncidentRules, Exists, "incident.exists") {
  Refuse(county_duty, Parse("open_incident { incident { kind: EXERCISE title: 'Igen' } }"),
         "incident.exists", "incident");
  Refuse(county_duty, Creating("incident { kind: EXERCISE title: 'Igen' }"), "incident.exists",
         "create.item");
}

// The same answer as for an incident that does not exist.
RULE(IncidentRules, NotFound, "incident.not-found") {
  const v1::Rejection hidden = Refuse(police_duty, Creating(kFire), "incident.not-found");
  World empty("");
  const v1::Rejection none =
      empty.Refuse(empty.police_duty, empty.Creating(kFire), "incident.not-found");
  EXPECT_EQ(hidden.SerializeAsString(), none.SerializeAsString());
}

RULE(IncidentRules, LeadOnly, "incident.lead-only") {
  Refuse(town_duty, Revising(incident(), {"incident.title"}, "incident { title: 'Nu' }"),
         "incident.lead-only", "revise.to.incident.title");
  Refuse(town_duty,
         Revising(incident(), {"incident.state"}, "incident { state: INCIDENT_ASSESSED }"),
         "incident.lead-only");
}

RULE(IncidentRules, KindFixed, "incident.kind-fixed") {
  Refuse(county_duty, Revising(incident(), {"incident.kind"}, "incident { kind: EXERCISE }"),
         "incident.kind-fixed");
}

RULE(IncidentRules, LeadByTransfer, "incident.lead-by-transfer") {
  Refuse(county_duty, Revising(incident(), {"incident.lead"}, "incident { lead: " + Q(town) + " }"),
         "incident.lead-by-transfer");
  World empty("");
  empty.Refuse(
      empty.county_duty,
      empty.Parse("open_incident { incident { kind: EXERCISE title: 'Å' lead: " + Q(town) + " } }"),
      "incident.lead-by-transfer", "open_incident.incident.lead");
}

RULE(IncidentRules, StatesFollowTheTable, "state.no-such-step") {
  Refuse(county_duty,
         Revising(incident(), {"incident.state"}, "incident { state: INCIDENT_EVALUATED }"),
         "state.no-such-step", "revise.to.incident.state");
  Revise(county_chair, incident(), {"incident.state"}, "incident { state: INCIDENT_ACTIVATED }");
  Revise(county_chair, incident(), {"incident.state"}, "incident { state: INCIDENT_ONGOING }");
}

RULE(IncidentRules, FalseAlarmNeedsAReason, "state.needs-reason") {
  for (const ItemId& actor : {town, region}) {
    Revise(As(actor, v1::DUTY_OFFICER), ParticipationOf(actor), {"participation.state"},
           "participation { state: PARTICIPATION_ENDED }");
  }
  const std::string closed = std::string(kTo) + "INCIDENT_CLOSED }";
  Refuse(county_duty, Revising(incident(), {"incident.state"}, closed), "state.needs-reason",
         "reason");
  Revise(county_duty, incident(), {"incident.state"}, closed, "Falskt larm");
}

RULE(IncidentRules, CloseNeedsAllEnded, "incident.close-needs-all-ended") {
  Invite(police);
  const std::string closed = std::string(kTo) + "INCIDENT_CLOSED }";
  for (const ItemId& actor : {town, region}) {
    Refuse(county_duty, Revising(incident(), {"incident.state"}, closed, "Klart"),
           "incident.close-needs-all-ended", "revise.to.incident.state");
    Revise(As(actor, v1::DUTY_OFFICER), ParticipationOf(actor), {"participation.state"},
           "participation { state: PARTICIPATION_ENDED }");
  }
  Refuse(county_duty, Revising(incident(), {"incident.state"}, closed, "Klart"),
         "incident.close-needs-all-ended");
  Revise(county_duty, ParticipationOf(police), {"participation.state"},
         "participation { state: PARTICIPATION_ENDED }", "Svarade inte");
  Revise(county_duty, incident(), {"incident.state"}, closed, "Klart");
}

// After the end: notes of the lead, and the evaluation, in which the lead leaves as the last one.
RULE(IncidentRules, Closed, "incident.closed") {
  const ItemId fire = Create(county_duty, kFire);
  for (const ItemId& actor : {town, region}) {
    Revise(As(actor, v1::DUTY_OFFICER), ParticipationOf(actor), {"participation.state"},
           "participation { state: PARTICIPATION_ENDED }");
  }
  Revise(county_duty, incident(), {"incident.state"}, "incident { state: INCIDENT_CLOSED }", "Ja");
  Refuse(county_duty, Creating(kFire), "incident.closed", "incident");
  Refuse(county_duty, Revising(fire, {"feature.text"}, "feature { text: 'x' }"), "incident.closed");
  Refuse(county_duty, Revising(incident(), {"incident.title"}, "incident { title: 'x' }"),
         "incident.closed");
  Refuse(county_duty, Creating("participation { actor: " + Q(police) + " }"), "incident.closed");
  const ItemId note = Create(county_duty, NoteAt(now_ms));
  Revise(county_duty, note, {"note.struck", "note.struck_reason"},
         "note { struck: true struck_reason: 'Fel' }");
  const Verdict last = Accept(county_duty, Revising(incident(), {"incident.state"},
                                                    "incident { state: INCIDENT_EVALUATED }"));
  EXPECT_EQ(last.changes.size(), 2u);
  EXPECT_FALSE(Participates(picture, county));
  Refuse(county_duty, Creating(NoteAt(now_ms)), "incident.not-found");
}

RULE(IncidentRules, Full, "incident.full") {
  limits.items_max = picture.size();
  Refuse(county_duty, Creating(kFire), "incident.full");
}

RULE(ClockRules, ExerciseOnly, "clock.exercise-only") {
  Refuse(county_duty, Parse("set_clock { clock { scenario_ms: 1000 speed: 1 } }"),
         "clock.exercise-only");
}

RULE(ClockRules, ForwardOnly, "clock.forward-only") {
  World exercise("kind: EXERCISE title: 'Övning'");
  exercise.Refuse(exercise.town_duty, exercise.Parse("set_clock { clock { speed: 1 } }"),
                  "incident.lead-only");
  // Before it is set, the clock shows nothing.
  EXPECT_EQ(exercise.picture.Incident()->change.scenario_at_ms(), 0);
  const auto set = [&](int64_t to_ms) {
    return exercise.Parse("set_clock { clock { scenario_ms: " + std::to_string(to_ms) +
                          " speed: 10 } }");
  };
  const Verdict first = exercise.Accept(exercise.county_duty, set(1'000'000));
  EXPECT_EQ(first.changes[0].scenario_at_ms(), 1'000'000);
  exercise.now_ms += 1000;
  EXPECT_EQ(exercise.picture.DomainTime(exercise.now_ms), 1'010'000);
  exercise.Refuse(exercise.county_duty, set(1'009'999), "clock.forward-only",
                  "set_clock.clock.scenario_ms");
  exercise.Accept(exercise.county_duty, set(1'010'000));
  rules_seen = exercise.rules_seen;
}

TEST(ClockRules, AServerClockThatGoesBackTurnsNothingBack) {
  World world("kind: EXERCISE title: 'Övning'");
  world.Accept(world.county_duty,
               world.Parse("set_clock { clock { scenario_ms: 5000 speed: 1 } }"));
  world.now_ms -= 3'600'000;
  const Verdict verdict = world.Accept(world.county_duty, world.Creating(kFire));
  EXPECT_EQ(verdict.changes[0].recorded_at_ms(), world.now_ms + 3'600'000);
  EXPECT_EQ(verdict.changes[0].scenario_at_ms(), 5000);
}

RULE(TransferRules, OwnMandateOnly, "transfer.own-mandate-only") {
  Refuse(town_duty,
         Parse("reason: 'x' transfer_mandate { from: " + Q(county) + " to: " + Q(town) + " }"),
         "transfer.own-mandate-only", "transfer_mandate.from");
}

RULE(TransferRules, Reason, "transfer.reason") {
  Refuse(county_duty, Parse("transfer_mandate { from: " + Q(county) + " to: " + Q(town) + " }"),
         "transfer.reason", "reason");
}

RULE(TransferRules, ToActive, "transfer.to-active") {
  for (const ItemId& to : {police, county}) {
    Refuse(county_duty,
           Parse("reason: 'x' transfer_mandate { from: " + Q(county) + " to: " + Q(to) + " }"),
           "transfer.to-active", "transfer_mandate.to");
  }
}

TEST(TransferRules, MovesTheLeadAndTheOpenTasks) {
  World world;
  const auto task = [&](const std::string& more) {
    return world.Create(world.town_duty,
                        "task { title: 'Pumpa' assignee: " + Q(world.county) + " } " + more);
  };
  const ItemId open = task("");
  const ItemId done = task("");
  const ItemId hidden = task("audience { kind: NAMED_ACTORS actors: " + Q(world.county) + " }");
  world.Revise(world.county_duty, done, {"task.state"}, "task { state: TASK_ACCEPTED }");
  world.Revise(world.county_duty, done, {"task.state"}, "task { state: TASK_DONE }");
  const Verdict verdict = world.Accept(
      world.county_duty, world.Parse("reason: 'Länsstyrelsen lämnar' transfer_mandate { from: " +
                                     Q(world.county) + " to: " + Q(world.region) + " }"));
  EXPECT_EQ(verdict.changes.size(), 2u);
  EXPECT_EQ(world.Get(world.incident()).incident().lead(), world.region.view());
  EXPECT_EQ(world.Get(open).task().assignee(), world.region.view());
  EXPECT_EQ(world.Get(done).task().assignee(), world.county.view());
  // Its owner has not let the region see it.
  EXPECT_EQ(world.Get(hidden).task().assignee(), world.county.view());
}

}  // namespace
}  // namespace samlad
