#include "tests/picture/world.h"

namespace samlad {
namespace {

constexpr char kRetract[] = "feature { state: FEATURE_RETRACTED }";

std::string StanceOn(const ItemId& decision, const std::string& position) {
  return "stance { decision: " + Q(decision) + " position: " + position + " picture_seq: 1 }";
}

std::string State(const std::string& state) { return "decision { state: DECISION_" + state + " }"; }

RULE(DecisionRules, PictureSeq, "decision.picture-seq") {
  Create(county_duty, DecisionOn(picture.head()));
  Refuse(county_duty, Creating(DecisionOn(picture.head() + 1)), "decision.picture-seq",
         "create.item.decision.picture_seq");
}

RULE(DecisionRules, PictureSeqIsFixed, "field.fixed") {
  const ItemId decision = Create(county_duty, DecisionOn(1));
  Refuse(county_duty, Revising(decision, {"decision.picture_seq"}, "decision { picture_seq: 2 }"),
         "field.fixed");
}

RULE(DecisionRules, ProposalFixed, "decision.proposal-fixed") {
  const ItemId decision = Create(county_chair, DecisionOn(1));
  Revise(county_chair, decision, {"decision.proposal"}, "decision { proposal: 'Utrym norra' }");
  Revise(county_chair, decision, {"decision.state"}, State("OPEN"));
  for (const char* field :
       {"issue", "options", "proposal", "reasons", "mandate", "basis", "picture_version"}) {
    Refuse(county_chair, Revising(decision, {"decision." + std::string(field)}, DecisionOn(1)),
           "decision.proposal-fixed");
  }
  Revise(county_chair, decision, {"decision.deadline_ms"}, "decision { deadline_ms: 5 }");
}

RULE(DecisionRules, OwnerOrLeadOnly, "decision.owner-or-lead-only") {
  const ItemId decision = Create(town_duty, DecisionOn(1));
  Refuse(region_duty, Revising(decision, {"decision.state"}, State("OPEN")),
         "decision.owner-or-lead-only", "revise.to.decision.state");
  Revise(county_chair, decision, {"decision.state"}, State("OPEN"));
}

RULE(DecisionRules, Ended, "decision.ended") {
  const ItemId first = Create(county_duty, DecisionOn(1));
  const ItemId second = Create(county_duty, DecisionOn(1));
  Revise(county_duty, first, {"decision.state", "decision.superseded_by"},
         "decision { state: DECISION_SUPERSEDED superseded_by: " + Q(second) + " }");
  Refuse(county_duty, Revising(first, {"decision.effect"}, "decision { effect: 'x' }"),
         "decision.ended");
}

// For each set of stances, the outcomes that it allows.
struct OutcomeCase {
  const char* county;
  const char* town;
  const char* region;  // "" takes no stance
  bool agreed;
  bool partly;
  bool not_agreed;
};

constexpr OutcomeCase kOutcomeCases[] = {
    {"ACCEPTS", "ACCEPTS", "ACCEPTS", true, false, false},
    {"ACCEPTS", "ACCEPTS", "NOT_OUR_MANDATE", true, false, false},
    {"ACCEPTS", "NOT_OUR_MANDATE", "NOT_OUR_MANDATE", true, false, false},
    {"NOT_OUR_MANDATE", "NOT_OUR_MANDATE", "NOT_OUR_MANDATE", false, false, true},
    {"ACCEPTS", "ACCEPTS", "", false, true, false},
    {"ACCEPTS", "ACCEPTS", "ABSENT", false, true, false},
    {"ACCEPTS", "ACCEPTS", "MUST_ANCHOR_AT_HOME", false, true, false},
    {"ACCEPTS", "ACCEPTS", "DECLINES", false, true, true},
    {"ACCEPTS", "DECLINES", "", false, true, true},
    {"DECLINES", "DECLINES", "DECLINES", false, false, true},
    {"MUST_ANCHOR_AT_HOME", "", "NOT_OUR_MANDATE", false, false, true},
    {"", "", "", false, false, true},
};

RULE(DecisionRules, OutcomeFollowsStances, "decision.outcome-follows-stances") {
  Invite(police);  // invited, not active: has no say
  for (const OutcomeCase& one : kOutcomeCases) {
    SCOPED_TRACE(std::string(one.county) + '/' + one.town + '/' + one.region);
    for (int outcome = 0; outcome < 3; ++outcome) {
      const ItemId decision = Create(county_duty, DecisionOn(1, "state: DECISION_OPEN"));
      const std::pair<ItemId, const char*> stances[] = {
          {county, one.county}, {town, one.town}, {region, one.region}};
      for (const auto& [actor, position] : stances) {
        if (*position == '\0') continue;
        Create(As(actor, v1::DUTY_OFFICER), StanceOn(decision, position));
      }
      const char* const names[] = {"AGREED", "PARTLY_AGREED", "NOT_AGREED"};
      const bool allowed[] = {one.agreed, one.partly, one.not_agreed};
      const v1::Command conclude = Revising(decision, {"decision.state"}, State(names[outcome]));
      if (allowed[outcome]) {
        Accept(county_chair, conclude);
      } else {
        Refuse(county_chair, conclude, "decision.outcome-follows-stances",
               "revise.to.decision.state");
      }
    }
  }
}

TEST(DecisionRules, OnlyThoseWhoSeeItHaveASay) {
  World world;
  const ItemId decision = world.Create(
      world.county_duty, DecisionOn(1, "state: DECISION_OPEN") +
                             " audience { kind: NAMED_ACTORS actors: " + Q(world.town) + " }");
  world.Create(world.county_duty, StanceOn(decision, "ACCEPTS"));
  world.Create(world.town_duty, StanceOn(decision, "ACCEPTS"));
  world.Revise(world.county_duty, decision, {"decision.state"}, State("AGREED"));
}

TEST(DecisionRules, AnchoredAtHomeItMayBeFoundAgreedLater) {
  World world;
  const ItemId decision = world.Create(world.county_duty, DecisionOn(1, "state: DECISION_OPEN"));
  world.Create(world.county_duty, StanceOn(decision, "ACCEPTS"));
  world.Create(world.town_duty, StanceOn(decision, "ACCEPTS"));
  const ItemId late = world.Create(world.region_duty, StanceOn(decision, "MUST_ANCHOR_AT_HOME"));
  world.Revise(world.county_duty, decision, {"decision.state"}, State("PARTLY_AGREED"));
  world.Revise(world.region_duty, late, {"stance.position"}, "stance { position: ACCEPTS }");
  // A stance does not move the decision by itself.
  EXPECT_EQ(world.Get(decision).decision().state(), v1::DECISION_PARTLY_AGREED);
  for (const char* state : {"AGREED", "IN_EXECUTION", "FOLLOWED_UP", "CLOSED"}) {
    world.Revise(world.county_duty, decision, {"decision.state"}, State(state));
  }
}

TEST(DecisionRules, BasisChanged) {
  World world;
  const ItemId fire = world.Create(world.town_duty, kFire);
  const ItemId decision = world.Create(world.county_duty, DecisionOn(1, "basis: " + Q(fire)));
  const ItemId version = world.Create(
      world.county_duty, "picture_version { name: 'Ett' items { item: " + Q(fire) + " } }");
  const ItemId by_version =
      world.Create(world.county_duty, DecisionOn(1, "picture_version: " + Q(version)));
  const ItemId unrelated = world.Create(world.county_duty, DecisionOn(1));
  const Verdict verdict =
      world.Accept(world.town_duty, world.Revising(fire, {"feature.state"}, kRetract, "Hemligt"));
  ASSERT_EQ(verdict.changes.size(), 3u);
  for (const ItemId& flagged : {decision, by_version}) {
    EXPECT_TRUE(world.Get(flagged).decision().basis_changed());
    EXPECT_EQ(world.Get(flagged).decision().basis_changed_by(0), fire.view());
    EXPECT_EQ(world.Get(flagged).owner(), world.county.view());
    EXPECT_EQ(world.picture.Find(flagged)->change.actor(), world.town.view());
    EXPECT_EQ(world.picture.Find(flagged)->change.reason(), "");
  }
  EXPECT_FALSE(world.Get(unrelated).decision().basis_changed());
}

TEST(DecisionRules, BasisChangedByStrikingSupersedingAndResolving) {
  World world;
  const ItemId note = world.Create(world.town_duty, NoteAt(world.now_ms));
  const ItemId report =
      world.Create(world.town_duty, "report { as_of_ms: 5 state: REPORT_SUBMITTED }");
  const ItemId newer =
      world.Create(world.town_duty, "report { as_of_ms: 6 state: REPORT_SUBMITTED }");
  const ItemId a = world.Create(world.town_duty, kFire);
  const ItemId b = world.Create(world.town_duty, kFire);
  const ItemId decision =
      world.Create(world.county_duty,
                   DecisionOn(1, "basis: " + Q(note) + " basis: " + Q(report) + " basis: " + Q(a)));
  const auto changed_by = [&] { return world.Get(decision).decision().basis_changed_by_size(); };
  world.Revise(world.town_duty, note, {"note.struck", "note.struck_reason"},
               "note { struck: true struck_reason: 'Fel' }");
  EXPECT_EQ(changed_by(), 1);
  world.Revise(world.town_duty, report, {"report.state", "report.superseded_by"},
               "report { state: REPORT_SUPERSEDED superseded_by: " + Q(newer) + " }");
  EXPECT_EQ(changed_by(), 2);
  const ItemId contradiction = world.Create(
      world.county_duty, "contradiction { question: 'x' items: " + Q(a) + " items: " + Q(b) + " }");
  EXPECT_EQ(changed_by(), 2);
  world.Revise(world.county_duty, contradiction,
               {"contradiction.state", "contradiction.chosen", "contradiction.reason"},
               "contradiction { state: CONTRADICTION_RESOLVED reason: 'x' chosen: " + Q(b) + " }");
  EXPECT_EQ(changed_by(), 3);
}

// To those who see the decision, a basis that is hidden is a basis gone; what becomes of it after
// that, they do not learn.
TEST(DecisionRules, AHiddenBasisIsAChangedOne) {
  World world;
  const ItemId fire = world.Create(world.town_duty, kFire);
  const ItemId decision = world.Create(world.county_duty, DecisionOn(1, "basis: " + Q(fire)));
  world.Revise(world.town_duty, fire, {"audience"}, "audience { kind: OWN_ACTOR }");
  EXPECT_TRUE(world.Get(decision).decision().basis_changed());
  const uint64_t flagged_at = world.picture.Find(decision)->seq();
  world.Revise(world.town_duty, fire, {"feature.state"}, kRetract, "Fel");
  EXPECT_EQ(world.picture.Find(decision)->seq(), flagged_at);
}

TEST(DecisionRules, AClosedDecisionIsNotFlagged) {
  World world;
  const ItemId fire = world.Create(world.town_duty, kFire);
  const ItemId decision =
      world.Create(world.county_duty, DecisionOn(1, "state: DECISION_OPEN basis: " + Q(fire)));
  world.Revise(world.county_duty, decision, {"decision.state"}, State("NOT_AGREED"));
  world.Revise(world.county_duty, decision, {"decision.state"}, State("CLOSED"));
  world.Revise(world.town_duty, fire, {"feature.state"}, kRetract, "Fel");
  EXPECT_FALSE(world.Get(decision).decision().basis_changed());
}

RULE(StanceRules, OwnerOnly, "stance.owner-only") {
  const ItemId decision = Create(county_duty, DecisionOn(1, "state: DECISION_OPEN"));
  Refuse(county_duty, Creating(StanceOn(decision, "ACCEPTS") + " owner: " + Q(town)),
         "stance.owner-only", "create.item.owner");
  const ItemId stance = Create(town_duty, StanceOn(decision, "DECLINES"));
  for (const Principal& who : {county_duty, region_duty, As(county, v1::PARTICIPANT)}) {
    Refuse(who, Revising(stance, {"stance.position"}, "stance { position: ACCEPTS }"),
           "stance.owner-only", "revise.to.stance.position");
  }
}

RULE(StanceRules, NotByTheChair, "role.not-allowed") {
  const ItemId decision = Create(county_duty, DecisionOn(1, "state: DECISION_OPEN"));
  const ItemId stance = Create(town_duty, StanceOn(decision, "DECLINES"));
  Refuse(county_chair, Revising(stance, {"stance.position"}, "stance { position: ACCEPTS }"),
         "role.not-allowed");
}

RULE(StanceRules, OnePerActor, "stance.one-per-actor") {
  const ItemId decision = Create(county_duty, DecisionOn(1, "state: DECISION_OPEN"));
  Create(town_duty, StanceOn(decision, "DECLINES"));
  Refuse(As(town, v1::PARTICIPANT), Creating(StanceOn(decision, "ACCEPTS")), "stance.one-per-actor",
         "create.item.stance.decision");
  Create(region_duty, StanceOn(decision, "ACCEPTS"));
}

RULE(StanceRules, NotOpen, "stance.not-open") {
  const ItemId decision = Create(county_duty, DecisionOn(1));
  Refuse(town_duty, Creating(StanceOn(decision, "ACCEPTS")), "stance.not-open");
}

RULE(StanceRules, PictureSeq, "stance.picture-seq") {
  const ItemId decision = Create(county_duty, DecisionOn(1, "state: DECISION_OPEN"));
  Refuse(town_duty,
         Creating("stance { decision: " + Q(decision) + " position: ACCEPTS picture_seq: 99999 }"),
         "stance.picture-seq", "create.item.stance.picture_seq");
}

RULE(StanceRules, Reservation, "stance.reservation") {
  const ItemId decision = Create(county_duty, DecisionOn(1, "state: DECISION_OPEN"));
  Refuse(town_duty, Creating(StanceOn(decision, "ACCEPTS_WITH_RESERVATION")), "stance.reservation",
         "create.item.stance.reservation");
}

RULE(StanceRules, AudienceIsTheDecisions, "audience.fixed") {
  const ItemId decision =
      Create(county_duty, DecisionOn(1, "state: DECISION_OPEN") +
                              " audience { kind: NAMED_ACTORS actors: " + Q(town) + " }");
  const ItemId stance = Create(town_duty, StanceOn(decision, "ACCEPTS"));
  EXPECT_TRUE(Sees(county, stance));
  EXPECT_FALSE(Sees(region, stance));
  Refuse(town_duty, Revising(stance, {"audience"}, "audience { kind: ALL_PARTICIPANTS }"),
         "audience.fixed");
  // It follows the decision, in the same command.
  Revise(county_duty, decision, {"audience"}, "audience { kind: ALL_PARTICIPANTS }");
  EXPECT_TRUE(Sees(region, stance));
  Revise(county_duty, decision, {"audience"}, "audience { kind: OWN_ACTOR }");
  EXPECT_TRUE(Sees(county, stance));
  EXPECT_TRUE(Sees(town, stance));
  EXPECT_FALSE(Sees(region, stance));
}

}  // namespace
}  // namespace samlad
