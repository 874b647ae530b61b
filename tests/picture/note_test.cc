#include "tests/picture/world.h"

namespace samlad {
namespace {

constexpr int64_t kMinuteMs = 60'000;

TEST(NoteRules, EntryTimeIsTheServersClock) {
  World world;
  EXPECT_EQ(world.Get(world.Create(world.town_duty, NoteAt(world.now_ms))).note().entered_at_ms(),
            world.now_ms);
}

TEST(NoteRules, EntryTimeInAnExerciseIsTheExerciseClock) {
  World world("kind: EXERCISE title: 'Övning'");
  world.Accept(world.county_duty, world.Parse("set_clock { clock { scenario_ms: 1000000 } }"));
  EXPECT_EQ(world.Get(world.Create(world.town_duty, NoteAt(1'000'000))).note().entered_at_ms(),
            1'000'000);
}

RULE(NoteRules, DelayReason, "note.delay-reason") {
  Create(town_duty, NoteAt(now_ms - 5 * kMinuteMs));
  Refuse(town_duty, Creating(NoteAt(now_ms - 5 * kMinuteMs - 1)), "note.delay-reason",
         "create.item.note.delay_reason");
  Create(town_duty, NoteAt(now_ms - 60 * kMinuteMs, "delay_reason: 'Satt i bil'"));
}

RULE(NoteRules, Future, "note.future") {
  Create(town_duty, NoteAt(now_ms + 5 * kMinuteMs));
  Refuse(town_duty, Creating(NoteAt(now_ms + 5 * kMinuteMs + 1, "delay_reason: 'x'")),
         "note.future", "create.item.note.action_at_ms");
}

RULE(NoteRules, TextFixed, "note.text-fixed") {
  const ItemId note = Create(town_duty, NoteAt(now_ms));
  for (const char* field : {"note.text", "note.kind", "note.action_at_ms", "note.about"}) {
    Refuse(town_duty, Revising(note, {field}, NoteAt(now_ms)), "note.text-fixed");
  }
}

RULE(NoteRules, StrikeReason, "note.strike-reason") {
  const ItemId note = Create(As(town, v1::LOGGER), NoteAt(now_ms));
  Refuse(town_duty, Revising(note, {"note.struck"}, "note { struck: true }"), "note.strike-reason",
         "revise.to.note.struck_reason");
  Refuse(town_duty, Creating(NoteAt(now_ms, "struck: true struck_reason: 'x'")),
         "state.no-such-step");
}

RULE(NoteRules, StrikeFinal, "note.strike-final") {
  const ItemId note = Create(town_duty, NoteAt(now_ms));
  Revise(As(town, v1::LOGGER), note, {"note.struck", "note.struck_reason"},
         "note { struck: true struck_reason: 'Fel tid' }");
  EXPECT_EQ(Get(note).note().text(), "Larm");
  Refuse(town_duty, Revising(note, {"note.struck"}, "note { }"), "note.strike-final");
}

RULE(NoteRules, CorrectsStruck, "note.corrects-struck") {
  const ItemId note = Create(town_duty, NoteAt(now_ms));
  Refuse(town_duty, Creating(NoteAt(now_ms, "corrects: " + Q(note))), "note.corrects-struck",
         "create.item.note.corrects");
  Revise(town_duty, note, {"note.struck", "note.struck_reason"},
         "note { struck: true struck_reason: 'Fel' }");
  Create(town_duty, NoteAt(now_ms, "corrects: " + Q(note)));
}

}  // namespace
}  // namespace samlad
