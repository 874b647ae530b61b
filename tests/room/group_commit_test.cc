// Under load many changes share one commit, one frame and one write; alone, a change waits for
// nobody.

#include <gtest/gtest.h>

#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

TEST(GroupCommit, WhatGathersDuringACommitGoesInOne) {
  House house;
  const LogId incident = house.Open();
  Guest author(&house, house.Person(0));
  Guest watcher(&house, house.Person(1));
  watcher.Watch(incident);
  watcher.ReadAll();
  const uint64_t started = house.committer.started();
  const uint64_t head = house.HeadOf(incident);
  for (int i = 0; i < 10; ++i) {
    author.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  }
  // The first did not wait for the others.
  EXPECT_EQ(house.committer.started(), started + 1);
  ASSERT_EQ(house.committer.appends().size(), 1u);
  EXPECT_EQ(house.committer.appends()[0].changes.size(), 1u);
  house.Commit();
  EXPECT_EQ(house.committer.started(), started + 2);
  ASSERT_EQ(house.committer.appends().size(), 1u) << "one LogAppend a room";
  const LogAppend& append = house.committer.appends()[0];
  EXPECT_EQ(append.log, incident);
  ASSERT_EQ(append.changes.size(), 9u);
  for (size_t i = 0; i < 9; ++i) EXPECT_EQ(append.changes[i].seq, head + 2 + i);
  EXPECT_EQ(append.answers.size(), 9u);
  house.Commit();
  EXPECT_FALSE(house.committer.waiting());
  EXPECT_EQ(Results(author.Read()).size(), 10u);
  // Two commits, two frames.
  const std::vector<v1::Batch> batches = Batches(watcher.Read());
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[1].from(), head + 1);
  EXPECT_EQ(batches[1].through(), head + 10);
  EXPECT_EQ(batches[1].changes_size(), 9);
}

TEST(GroupCommit, TwoRoomsShareOneCommit) {
  House house;
  const LogId first = house.Open();
  const LogId second = house.Open();
  const LogId third = house.Open();
  Guest author(&house, house.Person(0));
  author.Send(house.NewCommand(first, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  author.Send(house.NewCommand(second, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  author.Send(house.NewCommand(third, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  author.Send(house.NewCommand(second, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  house.Commit();
  ASSERT_TRUE(house.committer.waiting());
  const std::vector<LogAppend>& appends = house.committer.appends();
  ASSERT_EQ(appends.size(), 2u);
  EXPECT_EQ(appends[0].log, second);
  EXPECT_EQ(appends[0].changes.size(), 2u);
  EXPECT_EQ(appends[1].log, third);
  house.Settle();
  EXPECT_EQ(Results(author.Read()).size(), 4u);
}

TEST(GroupCommit, TheSeenJournalRidesWithTheNextCommitAndIsNotOneOfItsOwn) {
  House house;
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(1));
  guest.Watch(incident);
  guest.ReadAll();
  const uint64_t head = house.HeadOf(incident);
  guest.Say("seen { incident: " + Q(incident) + " through: " + std::to_string(head) + " }");
  house.Advance(1000);
  guest.Tick();
  EXPECT_FALSE(house.committer.waiting());
  house.Advance(50);  // the rooms' own tick
  ASSERT_TRUE(house.committer.waiting());
  ASSERT_EQ(house.committer.appends()[0].seen.size(), 1u);
  house.Commit();
  uint64_t seen = 0;
  ASSERT_TRUE(house.log.SeenAt(incident, house.actor(1), house.now.wall_ms, &seen).ok());
  EXPECT_EQ(seen, head);
  // Nothing new was seen, so nothing more is written.
  house.Advance(5000);
  guest.Tick();
  house.Advance(50);
  EXPECT_FALSE(house.committer.waiting());
}

TEST(GroupCommit, ASessionCannotHaveSeenWhatIsNotDurable) {
  House house;
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(1));
  guest.Watch(incident);
  guest.ReadAll();
  const uint64_t head = house.HeadOf(incident);
  guest.Say("seen { incident: " + Q(incident) + " through: 999999 }");
  guest.Leave();  // journals on the way out
  house.Advance(50);
  house.Settle();
  uint64_t seen = 0;
  ASSERT_TRUE(house.log.SeenAt(incident, house.actor(1), house.now.wall_ms, &seen).ok());
  EXPECT_EQ(seen, head);
}

TEST(GroupCommit, EachIncidentIsJournalledAtMostOnceAnInterval) {
  House house;
  const LogId first = house.Open();
  const LogId second = house.Open();
  Guest guest(&house, house.Person(1));
  guest.Watch(first);
  guest.Watch(second);
  guest.ReadAll();
  const auto see = [&](const LogId& incident, uint64_t through) {
    guest.Say("seen { incident: " + Q(incident) + " through: " + std::to_string(through) + " }");
  };
  std::map<LogId, int64_t> last_ms;
  uint64_t journalled = 0;
  for (uint64_t step = 0; step < 200; ++step) {
    house.Accept(house.Person(0), first, Creating(house.ids.New<ItemTag>(), Feature("x")));
    house.Accept(house.Person(0), second, Creating(house.ids.New<ItemTag>(), Feature("x")));
    see(first, house.HeadOf(first));
    if (step % 9 == 0) see(second, house.HeadOf(second));
    house.Advance(170);
    guest.Tick();
    guest.Read();
    house.Advance(0);
    while (house.committer.waiting()) {
      for (const LogAppend& append : house.committer.appends()) {
        for (const StoredSeen& seen : append.seen) {
          const auto at = last_ms.find(append.log);
          if (at != last_ms.end()) {
            EXPECT_GE(seen.at_ms - at->second, 1000);
          }
          last_ms[append.log] = seen.at_ms;
          ++journalled;
        }
      }
      house.Commit();
    }
  }
  EXPECT_GT(journalled, 40u);
}

TEST(GroupCommit, ARoomWithTooMuchStagedAnswersBusyAndForgetsTheCommand) {
  RoomLimits limits;
  limits.staged_commands_max = 3;
  House house(limits);
  const LogId incident = house.Open();
  Guest author(&house, house.Person(0));
  std::vector<v1::Command> commands;
  for (int i = 0; i < 6; ++i) {
    commands.push_back(
        house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("x"))));
    author.Send(commands.back());
  }
  // One is under way, three wait, the rest are told at once to come again.
  const auto busy = Results(author.Read());
  ASSERT_EQ(busy.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(busy[i].command_id(), commands[4 + i].command_id());
    EXPECT_EQ(busy[i].rejection().code(), v1::BUSY);
    EXPECT_EQ(busy[i].rejection().rule(), "room.busy");
  }
  EXPECT_EQ(Results(author.ReadAll()).size(), 4u);
  EXPECT_TRUE(author.Ask(commands[5]).has_accepted());
  EXPECT_EQ(house.rooms().counters().commands_busy, 2u);
}

}  // namespace
}  // namespace samlad::room_test
