// Revisions name the fields that they set; revisions of different fields merge.
#include "tests/picture/world.h"

namespace samlad {
namespace {

v1::Command At(v1::Command command, uint64_t base_seq) {
  command.mutable_revise()->set_base_seq(base_seq);
  return command;
}

TEST(ReviseRules, DifferentFieldsMerge) {
  World world;
  const ItemId fire = world.Create(world.county_duty, kFire);
  const uint64_t base = world.picture.head();
  const auto revise = [&](std::vector<std::string> fields, const std::string& to) {
    return world.Accept(world.county_duty, At(world.Revising(fire, fields, to), base));
  };
  revise({"feature.text"}, "feature { text: 'Sprider sig' }");
  revise({"feature.place"}, "feature { place: 'Seglingsberg' text: 'inte detta' }");
  revise({"feature.uncertainty_m", "audience"},
         "feature { uncertainty_m: 500 } audience { kind: OWN_ACTOR }");
  const v1::Item& item = world.Get(fire);
  EXPECT_EQ(item.feature().title(), "Brand");
  EXPECT_EQ(item.feature().text(), "Sprider sig");
  EXPECT_EQ(item.feature().place(), "Seglingsberg");
  EXPECT_EQ(item.feature().uncertainty_m(), 500);
  EXPECT_EQ(item.audience().kind(), v1::OWN_ACTOR);
  ASSERT_EQ(item.field_versions_size(), 4);
  EXPECT_EQ(item.field_versions(0).field(), "feature.text");
  EXPECT_EQ(item.field_versions(0).seq(), base + 1);
  EXPECT_EQ(item.field_versions(2).seq(), base + 3);
}

RULE(ReviseRules, Stale, "revise.stale") {
  const ItemId fire = Create(county_duty, kFire);
  const uint64_t base = picture.head();
  Revise(county_duty, fire, {"feature.text"}, "feature { text: 'Ett' }");
  const v1::Rejection stale =
      Refuse(county_duty,
             At(Revising(fire, {"feature.place", "feature.text"}, "feature { text: 'Två' }"), base),
             "revise.stale", "revise.to.feature.text");
  EXPECT_EQ(stale.current().SerializeAsString(), picture.Find(fire)->change.SerializeAsString());
  // With the current version in front of them, the same revision holds.
  Revise(county_duty, fire, {"feature.text"}, "feature { text: 'Två' }");
}

TEST(ReviseRules, WhatIsSoAlreadyBecomesNoChange) {
  World world;
  const ItemId fire = world.Create(world.county_duty, kFire);
  const Verdict verdict = world.Accept(
      world.county_duty, world.Revising(fire, {"feature.title"}, "feature { title: 'Brand' }"));
  EXPECT_TRUE(verdict.changes.empty());
}

TEST(ReviseRules, AFieldCanBeEmptied) {
  World world;
  const ItemId fire = world.Create(world.county_duty, kFire);
  world.Revise(world.county_duty, fire, {"feature.place", "feature.uncertainty_m"},
               "feature { place: 'Virsbo' uncertainty_m: 10 }");
  const Verdict verdict =
      world.Accept(world.county_duty,
                   world.Revising(fire, {"feature.place", "feature.uncertainty_m"}, "feature { }"));
  EXPECT_EQ(verdict.changes.at(0).fields_size(), 2);
  EXPECT_EQ(world.Get(fire).feature().place(), "");
  EXPECT_EQ(world.Get(fire).feature().uncertainty_m(), 0);
}

RULE(ReviseRules, BaseSeq, "revise.base-seq") {
  const ItemId fire = Create(county_duty, kFire);
  const v1::Command command = Revising(fire, {"feature.text"}, "feature { text: 'x' }");
  Refuse(county_duty, At(command, picture.head() + 1), "revise.base-seq", "revise.base_seq");
  Refuse(county_duty, At(command, picture.head() - 1), "revise.base-seq", "revise.base_seq");
}

RULE(ReviseRules, UnknownField, "field.unknown") {
  const ItemId fire = Create(county_duty, kFire);
  for (const char* path :
       {"feature", "feature.", "feature.nothing", "feature.geometry.type", "note.text", "owner",
        "id", "audience.kind", "Feature.text", ".text", "feature..text", "body", "feature.text "}) {
    Refuse(county_duty, Revising(fire, {"feature.text", path}, "feature { text: 'x' }"),
           "field.unknown", "revise.fields[1]");
  }
}

RULE(ReviseRules, ServerSetFields, "check.server-set") {
  const ItemId note = Create(county_duty, NoteAt(now_ms));
  Refuse(county_duty, Revising(note, {"note.entered_at_ms"}, "note { }"), "check.server-set",
         "revise.fields[0]");
  Refuse(county_duty, Revising(note, {"note.struck"}, "note { entered_at_ms: 5 }"),
         "check.server-set", "revise.to.note.entered_at_ms");
  Refuse(county_duty, Creating(NoteAt(now_ms) + " created_seq: 1"), "check.server-set",
         "create.item.created_seq");
}

RULE(ReviseRules, RequiredFieldsStayFilledIn, "check.required") {
  const ItemId fire = Create(county_duty, kFire);
  Refuse(county_duty, Revising(fire, {"feature.title"}, "feature { text: 'x' }"), "check.required",
         "revise.to.feature.title");
  Refuse(county_duty, Revising(fire, {"feature.geometry"}, "feature { }"), "check.required");
  Refuse(county_duty, Revising(fire, {"audience"}, ""), "check.required", "revise.to.audience");
  Refuse(county_duty, Creating("audience { kind: OWN_ACTOR }"), "check.required", "create.item");
}

}  // namespace
}  // namespace samlad
