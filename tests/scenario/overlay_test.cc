// The invented part of the demo scenario: what it has to hold, and that it says it is invented.
#include <map>
#include <set>

#include "tests/scenario/load.h"

namespace samlad {
namespace {

template <typename Action>
std::vector<const cli::ScenarioEvent*> Events(const std::string& inject) {
  std::vector<const cli::ScenarioEvent*> events;
  for (const cli::ScenarioEvent& event : Demo().timeline) {
    if (event.inject == inject && std::holds_alternative<Action>(event.action)) {
      events.push_back(&event);
    }
  }
  return events;
}

TEST(Overlay, EveryInjectIsMarkedFictional) {
  std::set<std::string> injects;
  for (const cli::ScenarioEvent& event : Demo().timeline) {
    if (event.inject.empty()) continue;
    injects.insert(event.inject);
    EXPECT_TRUE(event.fictional) << "line " << event.line;
    if (const v1::Item* item = AddedBy(event)) {
      EXPECT_TRUE(item->fictional()) << "line " << event.line;
    }
  }
  // X10 has no item to be told with; the head of the file says so.
  const std::set<std::string> expected = {"X1", "X2", "X3",  "X4",  "X5",  "X6",  "X7",
                                          "X8", "X9", "X11", "X12", "X13", "X14", "X15"};
  EXPECT_EQ(injects, expected);
}

TEST(Overlay, IsAnExercise) { EXPECT_EQ(Demo().incident.kind(), v1::EXERCISE); }

TEST(Overlay, X2AlertsTwelveContactPointsOfWhichTwoJoinLate) {
  const auto invites = Events<cli::InviteActors>("X2");
  ASSERT_EQ(invites.size(), 1u);
  EXPECT_EQ(std::get<cli::InviteActors>(invites[0]->action).participations.size(), 12u);
  size_t in_time = 0;
  size_t late = 0;
  for (const cli::ScenarioEvent* join : Events<cli::JoinIncident>("X2")) {
    (join->at_ms - invites[0]->at_ms <= 3 * 60'000 ? in_time : late) += join->by.size();
  }
  EXPECT_EQ(in_time, 10u);
  EXPECT_EQ(late, 2u);
}

TEST(Overlay, X7OneParticipantAnswersTheRollLate) {
  int64_t opened_ms = 0;
  for (const cli::ScenarioEvent* revise : Events<cli::ReviseItem>("X7")) {
    const v1::Item& to = std::get<cli::ReviseItem>(revise->action).to;
    if (to.conference().state() == v1::CONFERENCE_OPEN) opened_ms = revise->at_ms;
  }
  size_t late = 0;
  for (const cli::ScenarioEvent* attend : Events<cli::AttendConference>("X7")) {
    if (attend->at_ms - opened_ms == 8 * 60'000) late += attend->by.size();
  }
  EXPECT_EQ(late, 1u);
}

TEST(Overlay, X8TheDecisionHasAReservationAndOneThatMustAnchorAtHome) {
  const auto* decision = DemoItem("x8_beslut");
  EXPECT_FALSE(decision->decision().picture_version().empty());
  std::map<v1::Position, int> positions;
  std::set<size_t> actors;
  for (const cli::ScenarioEvent* event : Events<cli::AddItem>("X8")) {
    const v1::Item* item = AddedBy(*event);
    if (!item->has_stance()) continue;
    EXPECT_EQ(item->stance().decision(), decision->id());
    ++positions[item->stance().position()];
    EXPECT_TRUE(actors.insert(Demo().persons[event->by[0]].actor).second) << "two by one actor";
  }
  EXPECT_EQ(positions[v1::ACCEPTS_WITH_RESERVATION], 1);
  EXPECT_EQ(positions[v1::MUST_ANCHOR_AT_HOME], 1);
  EXPECT_GE(positions[v1::ACCEPTS], 1);
}

TEST(Overlay, X9FourTasksWithDueTimes) {
  std::set<std::string> assignees;
  for (const cli::ScenarioEvent* event : Events<cli::AddItem>("X9")) {
    const v1::Item* item = AddedBy(*event);
    if (!item->has_task()) continue;
    EXPECT_GT(item->task().due_ms(), event->at_ms);
    assignees.insert(item->task().assignee());
  }
  EXPECT_EQ(assignees.size(), 4u);
}

TEST(Overlay, X11ThreeLinksDropForNinetySeconds) {
  const auto drops = Events<cli::DropLinks>("X11");
  ASSERT_EQ(drops.size(), 1u);
  EXPECT_EQ(drops[0]->by.size(), 3u);
  EXPECT_EQ(std::get<cli::DropLinks>(drops[0]->action).duration_ms, 90'000);
}

TEST(Overlay, X13RetractsSomethingThatTheDecisionRestsOn) {
  const auto revisions = Events<cli::ReviseItem>("X13");
  ASSERT_EQ(revisions.size(), 1u);
  const auto& revise = std::get<cli::ReviseItem>(revisions[0]->action);
  EXPECT_EQ(revise.to.feature().state(), v1::FEATURE_RETRACTED);
  const auto& basis = DemoItem("x8_beslut")->decision().basis();
  EXPECT_NE(std::find(basis.begin(), basis.end(), revise.item.str()), basis.end());
}

TEST(Overlay, X14TransfersTheMandateAtTheDocumentedMinute) {
  const auto transfers = Events<cli::TransferTheMandate>("X14");
  ASSERT_EQ(transfers.size(), 1u);
  int64_t documented_ms = 0;
  for (const cli::ScenarioEvent& event : Demo().timeline) {
    if (event.doc == 33) documented_ms = event.at_ms;
  }
  EXPECT_EQ(transfers[0]->at_ms, documented_ms);
}

TEST(Overlay, X12AndX4WaitForOverdueTasks) {
  EXPECT_EQ(Events<cli::WaitForState>("X4").size(), 1u);
  EXPECT_EQ(Events<cli::WaitForState>("X12").size(), 1u);
}

TEST(Overlay, X15ReplaysTheProposalAsOneActor) {
  const auto replays = Events<cli::ReplayAs>("X15");
  ASSERT_EQ(replays.size(), 1u);
  for (const cli::ScenarioEvent* event : Events<cli::AddItem>("X8")) {
    if (AddedBy(*event)->has_decision()) {
      EXPECT_EQ(std::get<cli::ReplayAs>(replays[0]->action).at_ms, event->at_ms);
    }
  }
  EXPECT_EQ(Demo().persons[replays[0]->by[0]].role, v1::EVALUATOR);
}

}  // namespace
}  // namespace samlad
