#include "tests/picture/world.h"

namespace samlad {
namespace {

std::string TaskFor(const ItemId& actor, const std::string& more = "") {
  return "task { title: 'Pumpa' assignee: " + Q(actor) + " " + more + " }";
}

std::string State(const std::string& state) { return "task { state: TASK_" + state + " }"; }

RULE(TaskRules, AssigneeOnly, "task.assignee-only") {
  const ItemId task = Create(county_duty, TaskFor(town));
  Refuse(county_duty, Revising(task, {"task.state"}, State("ACCEPTED")), "task.assignee-only",
         "revise.to.task.state");
  Refuse(county_duty, Revising(task, {"task.effect"}, "task { effect: 'x' }"),
         "task.assignee-only");
  Refuse(county_duty, Creating(TaskFor(town, "effect: 'x'")), "task.assignee-only");
  Refuse(county_duty, Creating(TaskFor(town, "evidence: 'x'")), "task.assignee-only");
  Refuse(county_duty, Creating(TaskFor(town, "decline_reason: 'x'")), "task.assignee-only");
  const Principal participant = As(town, v1::PARTICIPANT);
  Revise(participant, task, {"task.state"}, State("ACCEPTED"));
  Revise(participant, task, {"task.state", "task.effect"},
         "task { state: TASK_DONE effect: 'Torrlagt' }");
  Revise(participant, task, {"task.evidence"}, "task { evidence: 'Foto' }");
}

RULE(TaskRules, DeclineReason, "task.decline-reason") {
  const ItemId task = Create(county_duty, TaskFor(town));
  Refuse(town_duty, Revising(task, {"task.state"}, State("DECLINED")), "task.decline-reason",
         "revise.to.task.decline_reason");
  Revise(town_duty, task, {"task.state", "task.decline_reason"},
         "task { state: TASK_DECLINED decline_reason: 'Inga pumpar' }");
  // Offered anew, to somebody else.
  Revise(county_duty, task, {"task.state", "task.assignee"},
         "task { state: TASK_OFFERED assignee: " + Q(region) + " }");
  EXPECT_EQ(Get(task).task().decline_reason(), "");
}

RULE(TaskRules, NoLongerOffered, "task.no-longer-offered") {
  const ItemId task = Create(county_duty, TaskFor(town));
  Revise(county_duty, task, {"task.due_ms"}, "task { due_ms: 9000000000000 }");
  Revise(town_duty, task, {"task.state"}, State("ACCEPTED"));
  for (const char* field : {"task.title", "task.text", "task.due_ms", "task.assignee"}) {
    Refuse(county_duty, Revising(task, {field}, TaskFor(region)), "task.no-longer-offered");
  }
}

RULE(TaskRules, NotAccepted, "task.not-accepted") {
  const ItemId task = Create(county_duty, TaskFor(town));
  Refuse(town_duty, Revising(task, {"task.effect"}, "task { effect: 'x' }"), "task.not-accepted");
  Refuse(town_duty, Revising(task, {"task.evidence"}, "task { evidence: 'x' }"),
         "task.not-accepted");
}

// What time alone brings.
class Due : public ::testing::Test {
 protected:
  std::vector<v1::Change> Pass(int64_t ms) {
    world.now_ms += ms;
    std::vector<v1::Change> changes = DecideDue(world.picture, world.ContextOf({}));
    for (const v1::Change& change : changes) world.picture.Apply(MakeItemState(change));
    return changes;
  }
  std::string At(int64_t ms) const { return std::to_string(world.now_ms + ms); }

  World world;
};

TEST_F(Due, TasksAreOverdueAndStillDone) {
  const ItemId offered =
      world.Create(world.county_duty, TaskFor(world.town, "due_ms: " + At(1000)));
  const ItemId done = world.Create(world.county_duty, TaskFor(world.town, "due_ms: " + At(1000)));
  world.Create(world.county_duty, TaskFor(world.town));
  world.Revise(world.town_duty, done, {"task.state"}, State("ACCEPTED"));
  EXPECT_TRUE(Pass(999).empty());
  const std::vector<v1::Change> changes = Pass(1);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].role(), v1::SYSTEM);
  EXPECT_EQ(changes[0].fields(0), "task.state");
  EXPECT_TRUE(Pass(1).empty());
  world.Revise(world.town_duty, done, {"task.state"}, State("DONE"));
  world.Revise(world.county_duty, offered, {"task.state", "task.due_ms"},
               "task { state: TASK_OFFERED due_ms: " + At(5000) + " }");
  EXPECT_EQ(Pass(5000).size(), 1u);
}

TEST_F(Due, FeaturesExpire) {
  const std::string valid =
      "feature { title: 'Rök' category: HAZARD geometry { type: POINT "
      "coordinates: [16, 60] } valid_until_ms: " +
      At(1000) + " }";
  const ItemId fire = world.Create(world.town_duty, valid);
  const ItemId retracted = world.Create(world.town_duty, valid);
  world.Revise(world.town_duty, retracted, {"feature.state"},
               "feature { state: FEATURE_RETRACTED }", "Fel");
  ASSERT_EQ(Pass(2000).size(), 1u);
  EXPECT_EQ(world.Get(fire).feature().state(), v1::FEATURE_EXPIRED);
}

TEST_F(Due, ByTheExerciseClock) {
  World exercise("kind: EXERCISE title: 'Övning'");
  exercise.Accept(exercise.county_duty,
                  exercise.Parse("set_clock { clock { scenario_ms: 1000 speed: 100 } }"));
  exercise.Create(exercise.county_duty, TaskFor(exercise.town, "due_ms: 2000"));
  exercise.now_ms += 9;
  EXPECT_TRUE(DecideDue(exercise.picture, exercise.ContextOf({})).empty());
  exercise.now_ms += 1;
  const auto changes = DecideDue(exercise.picture, exercise.ContextOf({}));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].scenario_at_ms(), 2000);
}

TEST_F(Due, NoMoreAtOnceThanOneCommandMay) {
  for (int i = 0; i < 5; ++i) {
    world.Create(world.county_duty, TaskFor(world.town, "due_ms: " + At(1000)));
  }
  world.limits.changes_per_command_max = 3;
  EXPECT_EQ(Pass(1000).size(), 3u);
  EXPECT_EQ(Pass(0).size(), 2u);
}

// What an item has grown to is no reason for time to stand still.
TEST_F(Due, EvenIfTheItemIsAsLargeAsItMayBe) {
  const ItemId task = world.Create(world.county_duty, TaskFor(world.town, "due_ms: " + At(1000)));
  world.limits.item_bytes_max = world.Get(task).ByteSizeLong();
  EXPECT_EQ(Pass(1000).size(), 1u);
  EXPECT_GT(world.Get(task).ByteSizeLong(), world.limits.item_bytes_max);
}

TEST_F(Due, NothingInAClosedIncident) {
  world.Create(world.county_duty, TaskFor(world.county, "due_ms: " + At(1000)));
  for (const ItemId& actor : {world.town, world.region}) {
    world.Revise(World::As(actor, v1::DUTY_OFFICER), world.ParticipationOf(actor),
                 {"participation.state"}, "participation { state: PARTICIPATION_ENDED }");
  }
  world.Revise(world.county_duty, world.incident(), {"incident.state"},
               "incident { state: INCIDENT_CLOSED }", "Klart");
  EXPECT_TRUE(Pass(2000).empty());
  EXPECT_TRUE(DecideDue(world.registry, world.ContextOf({})).empty());
}

}  // namespace
}  // namespace samlad
