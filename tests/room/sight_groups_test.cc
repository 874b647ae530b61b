// Who gets what of a commit: one frame for each distinct part of it, and after a withdrawal
// nothing.

#include <gtest/gtest.h>

#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

// A listener that keeps the frames themselves.
class Keeper : public Listener {
 public:
  bool OnBatch(const LogId&, const FrameRef& frame) override {
    batches.push_back(frame);
    return true;
  }
  void OnCatchUp(const LogId&, FrameRef, bool) override {}
  void OnAnswer(FrameRef) override {}
  void OnWatchEnded(const LogId&, FrameRef frame) override { endings.push_back(frame); }
  void OnPresence(FrameRef) override {}

  v1::Batch batch(size_t i) const {
    v1::ServerFrame frame;
    EXPECT_TRUE(frame.ParseFromString(std::string(batches.at(i)->proto())));
    return frame.messages(0).batch();
  }

  std::vector<FrameRef> batches;
  std::vector<FrameRef> endings;
};

class SightGroups : public ::testing::Test {
 protected:
  void SetUp() override {
    incident = house.Open();
    room = house.rooms().Find(incident);
    for (size_t i = 0; i < 8; ++i) room->Watch(&keepers[i], {house.actor(i / 2)}, 0, false);
  }
  void TearDown() override {
    for (Keeper& keeper : keepers) room->Unwatch(&keeper);
  }

  // Submits without waiting: what follows the first goes into one commit.
  void Submit(size_t actor, const std::string& verb) {
    house.rooms().Submit(house.NewCommand(incident, verb), house.Person(actor), {},
                         house.now.wall_ms);
  }
  // From here until Settle everything goes into one commit.
  void HoldCommits() {
    house.rooms().JournalSeen(incident,
                              {house.actor(0), house.Person(0).person, house.now.wall_ms, 1});
    house.rooms().Gather();
    ASSERT_TRUE(house.committer.waiting());
  }
  void Release() {
    house.Commit();
    for (Keeper& keeper : keepers) keeper.batches.clear();
    ASSERT_TRUE(house.committer.waiting());
    house.Commit();
    ASSERT_FALSE(house.committer.waiting());
  }
  uint64_t Staged(const ItemId& item) { return room->picture().Find(item)->seq(); }

  House house{{}, 4};
  LogId incident;
  Room* room = nullptr;
  Keeper keepers[8];  // two of each of the four actors
};

TEST_F(SightGroups, OneFrameForAllThatSeeTheSame) {
  house.Create(house.Person(0), incident, ForAll() + Feature("x"));
  for (const Keeper& keeper : keepers) {
    ASSERT_EQ(keeper.batches.size(), 1u);
    EXPECT_EQ(keeper.batches[0], keepers[0].batches[0]) << "not the same frame, but another copy";
  }
}

TEST_F(SightGroups, OneFrameForEachDistinctPart) {
  HoldCommits();
  const ItemId for_all = house.ids.New<ItemTag>();
  const ItemId for_two = house.ids.New<ItemTag>();
  Submit(0, Creating(for_all, ForAll() + Feature("for all")));
  Submit(1, Creating(for_two, For({house.actor(2)}) + Feature("for two")));
  Release();
  // Actors 0 and 3 see one change, 1 and 2 see both.
  const FrameRef one = keepers[0].batches.at(0);
  const FrameRef both = keepers[2].batches.at(0);
  EXPECT_NE(one, both);
  for (const size_t i : {0, 1, 6, 7}) EXPECT_EQ(keepers[i].batches.at(0), one);
  for (const size_t i : {2, 3, 4, 5}) EXPECT_EQ(keepers[i].batches.at(0), both);
  EXPECT_EQ(keepers[0].batch(0).changes_size(), 1);
  EXPECT_EQ(keepers[2].batch(0).changes_size(), 2);
  EXPECT_EQ(keepers[0].batch(0).through(), keepers[2].batch(0).through());
  EXPECT_EQ(keepers[0].batch(0).through(), house.HeadOf(incident));
  EXPECT_EQ(one->proto().find(for_two.str()), std::string::npos);
}

TEST_F(SightGroups, R23WhoSeesNothingOfACommitHearsNothingOfItAndIsTakenAlongByTime) {
  house.Create(house.Person(0), incident, ForOwnActor() + Feature("own"));
  EXPECT_EQ(keepers[0].batch(0).changes_size(), 1);
  EXPECT_TRUE(keepers[2].batches.empty());
  house.Advance(1'000);
  EXPECT_EQ(keepers[2].batch(0).changes_size(), 0);
  EXPECT_EQ(keepers[2].batch(0).through(), house.HeadOf(incident));
  EXPECT_EQ(keepers[2].batches[0], keepers[7].batches[0]);
  EXPECT_EQ(keepers[0].batches.size(), 1u);
}

TEST_F(SightGroups, R23WhatIsSeenNextGoesOnFromBeforeWhatWasHidden) {
  const uint64_t before = house.HeadOf(incident);
  house.Create(house.Person(0), incident, ForOwnActor() + Feature("own"));
  house.Create(house.Person(0), incident, ForAll() + Feature("for all"));
  ASSERT_EQ(keepers[2].batches.size(), 1u);
  EXPECT_EQ(keepers[2].batch(0).from(), before);
  EXPECT_EQ(keepers[2].batch(0).through(), before + 2);
  EXPECT_EQ(keepers[2].batch(0).changes_size(), 1);
}

TEST_F(SightGroups, R21WhoJoinsAfterSomethingHiddenStandsWhereTheOthersDo) {
  house.Create(house.Person(0), incident, ForOwnActor() + Feature("own"));
  Keeper late;
  room->Watch(&late, {house.actor(1)}, 0, false);
  room->ContinueCatchUp(&late);
  house.Create(house.Person(0), incident, ForAll() + Feature("for all"));
  ASSERT_EQ(late.batches.size(), 1u);
  EXPECT_EQ(late.batches[0], keepers[2].batches.back()) << "not the same frame, but another copy";
  EXPECT_EQ(keepers[2].batches.size(), 2u);
  room->Unwatch(&late);
}

TEST_F(SightGroups, R27AHeadIsToldAsFarAsItWasSent) {
  const uint64_t before = house.HeadOf(incident);
  house.Create(house.Person(0), incident, ForOwnActor() + Feature("own"));
  EXPECT_EQ(room->HeadFor(&keepers[0]), before + 1);
  EXPECT_EQ(room->HeadFor(&keepers[2]), before);
  house.Advance(1'000);
  EXPECT_EQ(room->HeadFor(&keepers[2]), before + 1);
}

// Else a client would hang up in the middle of a long catch-up, again and again.
TEST_F(SightGroups, R27WhoCatchesUpIsToldNoHeadBeyondItsPosition) {
  house.limits.chunk_bytes = 1;
  house.limits.snapshot_items_max = 0;
  Keeper joins, resumes;
  room->Watch(&joins, {house.actor(3)}, 0, false);
  room->Watch(&resumes, {house.actor(3)}, 1, false);
  EXPECT_EQ(room->HeadFor(&joins), 0u);
  EXPECT_EQ(room->HeadFor(&resumes), 1u);
  room->Unwatch(&joins);
  room->Unwatch(&resumes);
}

TEST_F(SightGroups, P6AWithdrawalWithinOneCommit) {
  HoldCommits();
  const ItemId item = house.ids.New<ItemTag>();
  Submit(0, Creating(item, ForAll() + Feature("first")));
  Submit(0, Revising(item, Staged(item), "audience", ForOwnActor()));
  const uint64_t withdrawn = Staged(item);
  Submit(0, Revising(item, withdrawn, "feature.text", "feature { text: 'afterwards' }"));
  Release();
  const v1::Batch own = keepers[0].batch(0);
  EXPECT_EQ(own.changes_size(), 3);
  EXPECT_EQ(own.removed_size(), 0);
  for (size_t i = 2; i < 8; ++i) {
    const v1::Batch batch = keepers[i].batch(0);
    ASSERT_EQ(batch.changes_size(), 1);
    EXPECT_EQ(batch.changes(0).seq(), withdrawn - 1);
    ASSERT_EQ(batch.removed_size(), 1);
    EXPECT_EQ(batch.removed(0), item.str());
    EXPECT_EQ(keepers[i].batches[0]->proto().find("afterwards"), std::string::npos);
  }
}

TEST_F(SightGroups, AnItemThatCameBackWithinOneCommitIsNotAmongTheRemoved) {
  const ItemId item = house.Create(house.Person(0), incident, ForAll() + Feature("first"));
  HoldCommits();
  Submit(0, Revising(item, Staged(item), "audience", ForOwnActor()));
  Submit(0, Revising(item, Staged(item), "audience", For({house.actor(1)})));
  Release();
  EXPECT_EQ(keepers[2].batch(0).changes_size(), 1);
  EXPECT_EQ(keepers[2].batch(0).removed_size(), 0);
  EXPECT_EQ(keepers[4].batch(0).changes_size(), 0);
  ASSERT_EQ(keepers[4].batch(0).removed_size(), 1);
  EXPECT_EQ(keepers[4].batch(0).removed(0), item.str());
}

TEST_F(SightGroups, P6AnEndWithinACommitEndsTheWatchAndNothingAfterItIsShown) {
  HoldCommits();
  const ItemId before = house.ids.New<ItemTag>();
  const ItemId after = house.ids.New<ItemTag>();
  const ItemRef part = house.ParticipationOf(incident, 2);
  Submit(0, Creating(before, ForAll() + Feature("before the end")));
  Submit(2, Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(), "participation.state",
                     "participation { state: PARTICIPATION_ENDED }"));
  Submit(0, Creating(after, ForAll() + Feature("after the end")));
  Release();
  for (const size_t i : {4, 5}) {
    ASSERT_EQ(keepers[i].batches.size(), 1u);
    const v1::Batch batch = keepers[i].batch(0);
    EXPECT_EQ(batch.changes_size(), 2);
    EXPECT_EQ(batch.through(), house.HeadOf(incident) - 1);
    EXPECT_EQ(keepers[i].batches[0]->proto().find(after.str()), std::string::npos);
    ASSERT_EQ(keepers[i].endings.size(), 1u);
    v1::ServerFrame ended;
    ASSERT_TRUE(ended.ParseFromString(std::string(keepers[i].endings[0]->proto())));
    EXPECT_EQ(ended.messages(0).watch_ended().why().rule(), "watch.ended");
  }
  EXPECT_EQ(keepers[6].batch(0).changes_size(), 3);
  EXPECT_EQ(room->watchers(), 6u);
  // Nothing more, ever.
  house.Create(house.Person(0), incident, ForAll() + Feature("later"));
  EXPECT_EQ(keepers[4].batches.size(), 1u);
  EXPECT_FALSE(room->Watch(&keepers[4], {house.actor(2)}, 0, false));
}

TEST_F(SightGroups, P6AnEndReachesACatchUpThatIsOnItsWay) {
  Guest guest(&house, house.Person(2));
  HoldCommits();
  guest.Watch(incident);
  guest.Read();
  const ItemId after = house.ids.New<ItemTag>();
  const ItemRef part = house.ParticipationOf(incident, 2);
  Submit(2, Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(), "participation.state",
                     "participation { state: PARTICIPATION_ENDED }"));
  Submit(0, Creating(after, ForAll() + Feature("after the end")));
  const auto read = guest.ReadAll();
  ASSERT_FALSE(read.empty());
  EXPECT_TRUE(read.back().has_watch_ended());
  for (const std::string& frame : guest.frames) {
    EXPECT_EQ(frame.find(after.str()), std::string::npos);
  }
}

TEST_F(SightGroups, OneEncodingServesTheWholeWayFromDiskToClient) {
  const ItemId item = house.Create(house.Person(0), incident, ForAll() + Feature("x"));
  uint64_t seq = 0;
  std::string stored;
  ASSERT_TRUE(house.log.ItemAt(incident, item, UINT64_MAX, &seq, &stored).ok());
  EXPECT_NE(keepers[3].batches[0]->proto().find(stored), std::string::npos);
}

}  // namespace
}  // namespace samlad::room_test
