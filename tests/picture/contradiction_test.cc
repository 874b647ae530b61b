#include "tests/picture/world.h"

namespace samlad {
namespace {

std::string Between(const ItemId& a, const ItemId& b, const std::string& more = "") {
  return "contradiction { question: 'Vilken plats?' items: " + Q(a) + " items: " + Q(b) + " } " +
         more;
}

const std::vector<std::string> kResolve = {"contradiction.state", "contradiction.chosen",
                                           "contradiction.reason"};

std::string Choosing(const ItemId& chosen, const std::string& reason = "Bekräftad från luften") {
  return "contradiction { state: CONTRADICTION_RESOLVED chosen: " + Q(chosen) + " reason: '" +
         reason + "' }";
}

struct Pair {
  explicit Pair(World& world)
      : a(world.Create(world.town_duty, kFire)), b(world.Create(world.region_duty, kFire)) {}
  ItemId a, b;
};

v1::FeatureState StateOf(const World& world, const ItemId& id) {
  return world.Get(id).feature().state();
}

TEST(ContradictionRules, CoexistUntilAPersonChooses) {
  World world;
  const auto [a, b] = Pair(world);
  const Verdict made = world.Accept(world.county_duty, world.Creating(Between(a, b)));
  EXPECT_EQ(made.changes.size(), 3u);
  EXPECT_EQ(StateOf(world, a), v1::FEATURE_CONTRADICTED);
  EXPECT_EQ(StateOf(world, b), v1::FEATURE_CONTRADICTED);
  const ItemId contradiction = ItemId::FromBytesOrNone(made.changes.back().item().id());
  const Principal officer = World::As(world.region, v1::PICTURE_OFFICER);
  v1::Command command = world.Revising(contradiction, kResolve, Choosing(b), "Efter flygning");
  const Verdict resolved = world.Accept(officer, command);
  EXPECT_EQ(StateOf(world, a), v1::FEATURE_SUPERSEDED);
  EXPECT_EQ(world.Get(a).feature().superseded_by(), b.view());
  EXPECT_EQ(StateOf(world, b), v1::FEATURE_IN_PICTURE);
  for (const v1::Change& change : resolved.changes) {
    EXPECT_EQ(change.reason(), change.item().has_contradiction() ? "Efter flygning" : "");
  }
}

TEST(ContradictionRules, AnotherOpenContradictionHoldsItsItems) {
  World world;
  const auto [a, b] = Pair(world);
  const ItemId c = world.Create(world.county_duty, kFire);
  const ItemId first = world.Create(world.county_duty, Between(a, b));
  const ItemId second = world.Create(world.county_duty, Between(b, c));
  world.Revise(world.county_duty, first, kResolve, Choosing(a));
  EXPECT_EQ(StateOf(world, a), v1::FEATURE_IN_PICTURE);
  EXPECT_EQ(StateOf(world, b), v1::FEATURE_CONTRADICTED);
  world.Revise(world.county_duty, second, kResolve, Choosing(c));
  EXPECT_EQ(StateOf(world, b), v1::FEATURE_SUPERSEDED);
  EXPECT_EQ(world.Get(b).feature().superseded_by(), c.view());
}

TEST(ContradictionRules, WhatFewSeeAltersNothingThatMoreSee) {
  World world;
  const auto [a, b] = Pair(world);
  const ItemId secret =
      world.Create(world.county_duty, Between(a, b, "audience { kind: OWN_ACTOR }"));
  EXPECT_EQ(StateOf(world, a), v1::FEATURE_REPORTED);
  const Verdict verdict =
      world.Accept(world.county_duty, world.Revising(secret, kResolve, Choosing(a)));
  EXPECT_EQ(verdict.changes.size(), 1u);
}

TEST(ContradictionRules, AnItemHiddenFromOthersIsNotChosen) {
  World world;
  const auto [a, b] = Pair(world);
  const ItemId contradiction = world.Create(world.county_duty, Between(a, b));
  world.Revise(world.region_duty, b, {"audience"},
               "audience { kind: NAMED_ACTORS actors: " + Q(world.county) + " }");
  world.Revise(world.county_duty, contradiction, {"contradiction.question"},
               "contradiction { question: 'Var?' }");
  world.Refuse(world.county_duty, world.Revising(contradiction, kResolve, Choosing(b)),
               "audience.wider-than-reference");
  world.Revise(world.county_duty, contradiction, kResolve, Choosing(a));
  EXPECT_EQ(StateOf(world, a), v1::FEATURE_IN_PICTURE);
}

RULE(ContradictionRules, TwoItems, "contradiction.two-items") {
  const ItemId fire = Create(town_duty, kFire);
  Refuse(county_duty, Creating(Between(fire, fire)), "contradiction.two-items",
         "create.item.contradiction.items");
}

RULE(ContradictionRules, ChosenAmong, "contradiction.chosen-among") {
  const auto [a, b] = Pair(*this);
  const ItemId other = Create(town_duty, kFire);
  const ItemId contradiction = Create(county_duty, Between(a, b));
  Refuse(county_duty, Revising(contradiction, kResolve, Choosing(other)),
         "contradiction.chosen-among", "revise.to.contradiction.chosen");
  Revise(town_duty, a, {"feature.state"}, "feature { state: FEATURE_RETRACTED }", "Fel");
  Refuse(county_duty, Revising(contradiction, kResolve, Choosing(a)), "contradiction.chosen-among");
  Revise(county_duty, contradiction, kResolve, Choosing(b));
  EXPECT_EQ(StateOf(*this, a), v1::FEATURE_RETRACTED);
}

RULE(ContradictionRules, Reason, "contradiction.reason") {
  const auto [a, b] = Pair(*this);
  const ItemId contradiction = Create(county_duty, Between(a, b));
  Refuse(county_duty, Revising(contradiction, kResolve, Choosing(a, "")), "contradiction.reason",
         "revise.to.contradiction.reason");
}

RULE(ContradictionRules, Resolved, "contradiction.resolved") {
  const auto [a, b] = Pair(*this);
  const ItemId contradiction = Create(county_duty, Between(a, b));
  Revise(county_duty, contradiction, kResolve, Choosing(a));
  Refuse(county_duty,
         Revising(contradiction, {"contradiction.question"}, "contradiction { question: 'x' }"),
         "contradiction.resolved");
  Refuse(
      town_duty,
      Revising(contradiction, {"contradiction.chosen"}, "contradiction { chosen: " + Q(b) + " }"),
      "contradiction.resolved");
}

RULE(ContradictionRules, ChoosingIsResolving, "state.no-such-step") {
  const auto [a, b] = Pair(*this);
  const ItemId contradiction = Create(county_duty, Between(a, b));
  Refuse(
      county_duty,
      Revising(contradiction, {"contradiction.chosen"}, "contradiction { chosen: " + Q(a) + " }"),
      "state.no-such-step");
  Refuse(county_duty,
         Creating("contradiction { question: 'x' chosen: " + Q(a) + " items: " + Q(a) +
                  " items: " + Q(b) + " }"),
         "state.no-such-step");
  // A feature becomes contradicted by a contradiction only, and stays so until it is resolved.
  const ItemId other = Create(town_duty, kFire);
  Refuse(county_duty, Revising(other, {"feature.state"}, "feature { state: FEATURE_CONTRADICTED }"),
         "state.no-such-step");
  Refuse(county_duty, Revising(a, {"feature.state"}, "feature { state: FEATURE_IN_PICTURE }"),
         "state.no-such-step");
}

RULE(ContradictionRules, ItemsFixed, "field.fixed") {
  const auto [a, b] = Pair(*this);
  const ItemId contradiction = Create(county_duty, Between(a, b));
  Refuse(county_duty, Revising(contradiction, {"contradiction.items"}, Between(b, a)),
         "field.fixed");
}

TEST(PictureVersionRules, TheServerFillsInWhatIsMeant) {
  World world;
  const ItemId fire = world.Create(world.town_duty, kFire);
  const uint64_t seq = world.picture.head();
  world.Create(world.town_duty, kFire);
  const ItemId version = world.Create(
      world.county_duty, "picture_version { name: 'Kl 12' items { item: " + Q(fire) + " } }");
  const v1::PictureVersion& made = world.Get(version).picture_version();
  EXPECT_EQ(made.picture_seq(), world.picture.head() - 1);
  EXPECT_EQ(made.items(0).seq(), seq);
}

RULE(PictureVersionRules, Immutable, "picture-version.immutable") {
  const ItemId version = Create(county_duty, "picture_version { name: 'Kl 12' }");
  for (const char* field : {"name", "items", "assumptions", "short_horizon"}) {
    Refuse(county_duty,
           Revising(version, {"picture_version." + std::string(field)},
                    "picture_version { name: 'x' }"),
           "picture-version.immutable");
  }
}

}  // namespace
}  // namespace samlad
