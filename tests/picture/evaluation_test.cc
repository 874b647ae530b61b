// An evaluation: a log of its own, in which evaluators annotate another incident.
#include "tests/picture/world.h"

namespace samlad {
namespace {

// The incident that is evaluated. There is none of this id, and nobody asks.
const ItemId kEvaluated{{0x22}};

std::string Evaluation(const std::string& evaluates = "evaluates: " + Q(kEvaluated)) {
  return "kind: EVALUATION title: 'Utvärdering av skogsbranden' " + evaluates;
}

std::string Annotation(const std::string& more = "") {
  return "annotation { seq: 40 at_ms: 1407153600000 title: 'Varför så sent?' " + more + " }";
}

// The county has opened it; the town and the region take part.
struct EvaluationWorld : World {
  EvaluationWorld() : World(Evaluation()) {}
  Principal county_evaluator = As(county, v1::EVALUATOR);
  Principal town_evaluator = As(town, v1::EVALUATOR);
};

v1::Command Opening(const World& world, const std::string& incident) {
  return world.Parse("open_incident { incident { " + incident + " } }");
}

TEST(EvaluationRules, AnEvaluatorOpensOneInvitesAndClosesIt) {
  World world("");
  const Principal evaluator = World::As(world.county, v1::EVALUATOR);
  const Principal other = World::As(world.police, v1::EVALUATOR);
  world.Accept(evaluator,
               Opening(world, Evaluation("state: INCIDENT_ACTIVATED evaluates: " + Q(kEvaluated))));
  EXPECT_EQ(world.Get(world.incident()).incident().lead(), world.county.view());
  world.Create(evaluator, "participation { actor: " + Q(world.police) + " }");
  world.Revise(other, world.ParticipationOf(world.police), {"participation.state"},
               "participation { state: PARTICIPATION_ACTIVE }");
  world.Create(other, Annotation());
  world.Revise(other, world.ParticipationOf(world.police), {"participation.state"},
               "participation { state: PARTICIPATION_ENDED }");
  world.Revise(evaluator, world.incident(), {"incident.state"},
               "incident { state: INCIDENT_WINDING_DOWN }");
  world.Revise(evaluator, world.incident(), {"incident.state"},
               "incident { state: INCIDENT_CLOSED }");
  world.Refuse(evaluator, world.Creating(Annotation()), "incident.closed");
}

TEST(EvaluationRules, AnnotationsOfOneActorAreItsOwnAndSeenByItsAudience) {
  EvaluationWorld world;
  const ItemId mine = world.Create(world.county_evaluator, Annotation("aspect: WEAKNESS"));
  EXPECT_EQ(world.Get(mine).owner(), world.county.view());
  EXPECT_TRUE(world.Sees(world.town, mine));
  const ItemId own =
      world.Create(world.town_evaluator, Annotation() + " audience { kind: OWN_ACTOR }");
  EXPECT_FALSE(world.Sees(world.county, own));
  world.Create(world.town_duty, Annotation());
}

TEST(EvaluationRules, AnAnnotationIsRevisedByItsActor) {
  EvaluationWorld world;
  const ItemId mine = world.Create(world.county_evaluator, Annotation());
  world.Revise(World::As(world.county, v1::EVALUATOR), mine,
               {"annotation.text", "annotation.aspect", "annotation.seq", "annotation.as_actor"},
               "annotation { text: 'Larmet dröjde' aspect: WEAKNESS seq: 41 as_actor: " +
                   Q(world.police) + " }");
  EXPECT_EQ(world.Get(mine).annotation().text(), "Larmet dröjde");
  world.Refuse(world.town_evaluator,
               world.Revising(mine, {"annotation.text"}, "annotation { text: 'Nej' }"),
               "item.owner-only", "revise.to.annotation.text");
}

// The evaluator's rights end where the evaluation does.
RULE(EvaluationRules, AnEvaluatorWritesNowhereElse, "role.not-allowed") {
  const Principal evaluator = As(county, v1::EVALUATOR);
  World empty("");
  empty.Refuse(evaluator, Opening(empty, "kind: DISTURBANCE title: 'Brand'"), "role.not-allowed",
               "open_incident");
  Refuse(evaluator, Creating(NoteAt(now_ms)), "role.not-allowed");
  Refuse(evaluator, Revising(incident(), {"incident.title"}, "incident { title: 'x' }"),
         "role.not-allowed");
  Refuse(evaluator, Creating("participation { actor: " + Q(police) + " }"), "role.not-allowed");
}

RULE(EvaluationRules, OnlyEvaluatorsAndDutyOfficersAnnotate, "role.not-allowed") {
  EvaluationWorld evaluation;
  for (int number = v1::Role_MIN; number <= v1::Role_MAX; ++number) {
    const auto role = static_cast<v1::Role>(number);
    if (role == v1::DUTY_OFFICER || role == v1::EVALUATOR) continue;
    evaluation.Refuse(As(evaluation.town, role), evaluation.Creating(Annotation()),
                      "role.not-allowed", "create.item");
  }
  rules_seen.insert(evaluation.rules_seen.begin(), evaluation.rules_seen.end());
}

// Annotations stand in evaluations alone, and evaluations hold nothing else.
RULE(EvaluationRules, WrongLog, "item.wrong-log") {
  Refuse(county_duty, Creating(Annotation()), "item.wrong-log", "create.item");
  Refuse(As(county, v1::EVALUATOR), Creating(Annotation()), "item.wrong-log", "create.item");
  Refuse(administrator, InRegistry(Creating(Annotation())), "item.wrong-log", "create.item");
  EvaluationWorld evaluation;
  for (const std::string& body : {std::string(kFire), NoteAt(now_ms), DecisionOn(1),
                                  ConferenceWith(), std::string("picture_version { name: 'x' }")}) {
    evaluation.Refuse(evaluation.county_duty, evaluation.Creating(body), "item.wrong-log",
                      "create.item");
  }
}

RULE(EvaluationRules, SaysWhatItEvaluates, "incident.evaluates") {
  World empty("");
  const auto refuse = [&](const std::string& incident) {
    empty.Refuse(empty.county_duty, Opening(empty, incident), "incident.evaluates",
                 "open_incident.incident.evaluates");
  };
  refuse(Evaluation(""));
  refuse(Evaluation("evaluates: " + Q(ItemId{})));
  for (const char* kind : {"DISTURBANCE", "EXERCISE", "COLLABORATION"}) {
    refuse(std::string("kind: ") + kind + " title: 'x' evaluates: " + Q(kEvaluated));
  }
  empty.Refuse(empty.county_duty, Opening(empty, Evaluation("evaluates: 'kort'")), "check.length");
  rules_seen.insert(empty.rules_seen.begin(), empty.rules_seen.end());
}

RULE(EvaluationRules, EvaluatesTheSameForEver, "field.fixed") {
  EvaluationWorld evaluation;
  for (World* world : {static_cast<World*>(this), static_cast<World*>(&evaluation)}) {
    world->Refuse(world->county_duty,
                  world->Revising(world->incident(), {"incident.evaluates"},
                                  "incident { evaluates: " + Q(police) + " }"),
                  "field.fixed", "revise.to.incident.evaluates");
  }
}

// Whether there is such an incident, and whether the opener takes part in it, makes no difference.
TEST(EvaluationRules, TellsNothingOfTheEvaluatedIncident) {
  World there;
  for (const ItemId& evaluated : {there.incident(), kEvaluated}) {
    World evaluation("");
    v1::Command open = Opening(evaluation, Evaluation("evaluates: " + Q(evaluated)));
    evaluation.Accept(World::As(evaluation.police, v1::EVALUATOR), open);
    EXPECT_EQ(evaluation.picture.size(), 2u);
    evaluation.Create(evaluation.police_duty, Annotation("about: " + Q(evaluated)));
  }
}

RULE(AnnotationRules, Span, "annotation.span") {
  EvaluationWorld evaluation;
  evaluation.Refuse(evaluation.county_duty, evaluation.Creating(Annotation("until_seq: 39")),
                    "annotation.span", "create.item.annotation.until_seq");
  evaluation.Refuse(evaluation.county_duty, evaluation.Creating(Annotation("until_seq: 40")),
                    "annotation.span");
  const ItemId mine = evaluation.Create(evaluation.county_duty, Annotation("until_seq: 41"));
  evaluation.Refuse(evaluation.county_duty,
                    evaluation.Revising(mine, {"annotation.seq"}, "annotation { seq: 41 }"),
                    "annotation.span", "revise.to.annotation.until_seq");
  rules_seen = evaluation.rules_seen;
}

RULE(AnnotationRules, StrikeReason, "annotation.strike-reason") {
  EvaluationWorld evaluation;
  const ItemId mine = evaluation.Create(evaluation.county_evaluator, Annotation());
  evaluation.Refuse(evaluation.county_duty,
                    evaluation.Revising(mine, {"annotation.struck"}, "annotation { struck: true }"),
                    "annotation.strike-reason", "revise.to.annotation.struck_reason");
  evaluation.Refuse(evaluation.county_duty,
                    evaluation.Creating(Annotation("struck: true struck_reason: 'x'")),
                    "state.no-such-step", "create.item.annotation.struck");
  rules_seen = evaluation.rules_seen;
}

RULE(AnnotationRules, Struck, "annotation.struck") {
  EvaluationWorld evaluation;
  const ItemId mine = evaluation.Create(evaluation.county_evaluator, Annotation());
  evaluation.Revise(evaluation.county_evaluator, mine,
                    {"annotation.struck", "annotation.struck_reason"},
                    "annotation { struck: true struck_reason: 'Fel ställe' }");
  EXPECT_EQ(evaluation.Get(mine).annotation().title(), "Varför så sent?");
  for (const char* field : {"annotation.struck", "annotation.text", "annotation.struck_reason"}) {
    evaluation.Refuse(evaluation.county_evaluator,
                      evaluation.Revising(mine, {field}, "annotation { text: 'x' }"),
                      "annotation.struck");
  }
  rules_seen = evaluation.rules_seen;
}

}  // namespace
}  // namespace samlad
