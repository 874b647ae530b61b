// P1 and P9: nothing leaves the process before what it depends on is durable, and nothing leaves
// after a commit has failed.

#include <gtest/gtest.h>

#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

class OutputCommit : public ::testing::Test {
 protected:
  void SetUp() override {
    incident = house.Open();
    author.Watch(incident);
    watcher.Watch(incident);
    author.ReadAll();
    watcher.ReadAll();
  }

  // Nothing has come to anybody.
  void ExpectSilence(const char* when) {
    EXPECT_TRUE(author.Read().empty()) << when;
    EXPECT_TRUE(watcher.Read().empty()) << when;
  }

  House house;
  LogId incident;
  Guest author{&house, house.Person(0)};
  Guest watcher{&house, house.Person(1)};
};

TEST_F(OutputCommit, P1AnswersAndBroadcastsWaitForTheCommit) {
  const ItemId item = house.ids.New<ItemTag>();
  author.Send(house.NewCommand(incident, Creating(item, Feature("one"))));
  ASSERT_TRUE(house.committer.waiting());
  ExpectSilence("before the commit");
  house.Commit();
  const auto answered = author.Read();
  ASSERT_EQ(Results(answered).size(), 1u);
  EXPECT_TRUE(Results(answered)[0].has_accepted());
  // Answers first: a confirmation does not wait behind the fan-out.
  EXPECT_TRUE(answered[0].has_result());
  ASSERT_EQ(Batches(answered).size(), 1u);
  ASSERT_EQ(Batches(watcher.Read()).size(), 1u);
  EXPECT_EQ(author.views[incident].Seqs(), watcher.views[incident].Seqs());
}

TEST_F(OutputCommit, P1ARejectionThatDependsOnAStagedChangeWaits) {
  const ItemId item = house.ids.New<ItemTag>();
  author.Send(house.NewCommand(incident, Creating(item, Feature("one"))));
  // Refused because of an item that is not durable yet.
  author.Send(house.NewCommand(incident, Creating(item, Feature("two"))));
  ExpectSilence("before the first commit");
  house.Commit();
  EXPECT_EQ(Results(author.Read()).size(), 1u);
  ASSERT_TRUE(house.committer.waiting()) << "the rejection is kept, too";
  house.Commit();
  const auto results = Results(author.Read());
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].rejection().rule(), "item.exists");
}

TEST_F(OutputCommit, P1ACatchUpThatShowsAStagedChangeWaits) {
  author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("one"))));
  Guest late(&house, house.Person(2));
  late.Watch(incident);
  EXPECT_TRUE(Batches(late.Read()).empty());
  house.Commit();
  late.Read();
  EXPECT_EQ(late.views[incident].position, house.HeadOf(incident));
  EXPECT_EQ(late.views[incident].Seqs().size(), 1u + 3 + 1);
  EXPECT_TRUE(late.views[incident].complete);
}

TEST_F(OutputCommit, P1ACatchUpDuringACommitThatIsFollowedByAnotherWaitsForWhatItShows) {
  author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("one"))));
  author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("two"))));
  Guest late(&house, house.Person(2));
  late.Watch(incident);
  house.Commit();  // makes "one" durable; "two" is under way
  for (const v1::Batch& batch : Batches(late.Read())) {
    EXPECT_LE(batch.through(), house.HeadOf(incident));
  }
  house.Commit();
  late.Read();
  EXPECT_EQ(late.views[incident].position, house.HeadOf(incident));
  EXPECT_TRUE(late.views[incident].complete);
}

TEST_F(OutputCommit, P1TheListOfIncidentsWaitsForAnIncidentThatIsOpened) {
  const LogId another = house.ids.New<LogTag>();
  author.Send(
      house.NewCommand(another, "open_incident { incident { kind: DISTURBANCE title: 'Storm' } }"));
  author.Say("list_incidents { request: 9 }");
  ExpectSilence("before the commit");
  house.Commit();
  const auto lists = Only(author.Read(), [](const auto& m) { return m.has_incident_list(); });
  ASSERT_EQ(lists.size(), 1u);
  EXPECT_EQ(lists[0].incident_list().request(), 9u);
  ASSERT_EQ(lists[0].incident_list().incidents_size(), 2);
  for (const v1::IncidentEntry& entry : lists[0].incident_list().incidents()) {
    EXPECT_EQ(entry.head(), house.HeadOf(LogId::FromBytesOrNone(entry.incident())));
    EXPECT_EQ(entry.item().id(), entry.incident());
    EXPECT_EQ(entry.actors_size(), entry.incident() == another.view() ? 1 : 3);
  }
}

TEST_F(OutputCommit, P1HeartbeatsTellOnlyOfWhatIsDurable) {
  const uint64_t before = house.HeadOf(incident);
  author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("one"))));
  watcher.Say("ping { nonce: 4 }");
  const auto beats = watcher.Read();
  ASSERT_EQ(beats.size(), 1u);
  EXPECT_EQ(beats[0].heartbeat().heads(0).head(), before);
}

TEST_F(OutputCommit, P1AWatchThatHangsOnAStagedInvitationWaits) {
  const LogId another = house.OpenAlone();
  const ItemId part = house.ids.New<ItemTag>();
  author.Send(house.NewCommand(
      another, Creating(part, "participation { actor: " + Q(house.actor(1)) + " }")));
  watcher.Watch(another);
  EXPECT_TRUE(watcher.Read().empty()) << "told of an invitation that is not durable";
  house.Commit();
  const auto read = watcher.Read();
  ASSERT_GE(read.size(), 2u);
  EXPECT_TRUE(read[0].has_watching());
  EXPECT_TRUE(watcher.views[another].items.contains(part.str()));
}

TEST_F(OutputCommit, P1AWatchThatHangsOnAStagedEndWaits) {
  Guest second(&house, house.Person(1));
  const ItemRef part = house.ParticipationOf(incident, 1);
  watcher.Send(house.NewCommand(
      incident, Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(),
                         "participation.state", "participation { state: PARTICIPATION_ENDED }")));
  second.Watch(incident);
  EXPECT_TRUE(second.Read().empty()) << "told of an end that is not durable";
  house.Commit();
  const auto read = second.Read();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].watch_ended().why().rule(), "incident.not-found");
}

TEST_F(OutputCommit, P1AWatchThatWaitsCanBeGivenUp) {
  const LogId another = house.OpenAlone();
  author.Send(house.NewCommand(
      another,
      Creating(house.ids.New<ItemTag>(), "participation { actor: " + Q(house.actor(1)) + " }")));
  watcher.Watch(another);
  watcher.Say("unwatch { incident: " + Q(another) + " }");
  const auto read = watcher.ReadAll();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].watch_ended().why().rule(), "watch.unwatched");
  EXPECT_EQ(house.rooms().Find(another)->watchers(), 0u);
}

TEST_F(OutputCommit, P9AfterAFailedCommitNothingEverLeaves) {
  const std::string before = house.Everything();
  author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("one"))));
  author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("two"))));
  author.Say("list_incidents { request: 1 }");
  Guest late(&house, house.Person(2));
  late.Watch(incident);
  late.Read();
  house.FailCommit();
  ASSERT_EQ(house.failures.size(), 1u);
  EXPECT_EQ(house.failures[0].code(), Status::Code::kIo);
  EXPECT_TRUE(house.rooms().failed());

  // Whatever is asked for after it.
  author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("three"))));
  author.Say("list_incidents { request: 2 }");
  house.Advance(50);
  house.Advance(2000);
  EXPECT_FALSE(house.committer.waiting()) << "no commit after one that failed";
  ExpectSilence("after the failure");
  EXPECT_TRUE(Batches(late.Read()).empty());
  EXPECT_EQ(house.failures.size(), 1u);
  EXPECT_EQ(house.Everything(), before);
}

TEST_F(OutputCommit, P1ACommandWhoseCommitWasLostIsDecidedAnew) {
  const v1::Command command =
      house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("one")));
  author.Send(command);
  author.Leave();
  watcher.Leave();
  house.Restart();
  EXPECT_EQ(house.rooms().Find(incident)->picture().head(), house.HeadOf(incident));
  Guest again(&house, author.who());
  EXPECT_TRUE(again.Ask(command).has_accepted());
}

}  // namespace
}  // namespace samlad::room_test
