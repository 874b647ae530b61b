// Live changes: sent at once where nothing waits, several commits as one frame where the owner
// takes its time.

#include <gtest/gtest.h>

#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

class Broadcasts : public testing::Test {
 protected:
  // Becomes durable and is answered, but is not broadcast yet.
  void CommitOnly(const std::string& text) {
    CommitOnly(0, Creating(house.ids.New<ItemTag>(), ForAll() + Feature(text)));
  }
  void CommitOnly(size_t actor, const std::string& verb) {
    house.rooms().Submit(house.NewCommand(incident, verb), house.Person(actor), {},
                         house.now.wall_ms);
    const Status status = house.log.Commit(house.committer.Take());
    ASSERT_TRUE(status.ok());
    house.rooms().Committed(status);
  }

  void CommitPart(size_t by, size_t actor, const std::string& state) {
    const ItemRef part = house.ParticipationOf(incident, actor);
    CommitOnly(by, Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(),
                            "participation.state", "participation { state: " + state + " }"));
  }

  House house;
  LogId incident = house.Open();
};

TEST_F(Broadcasts, ALiveChangePassesAnEmptyOutbox) {
  Guest guest(&house, house.Person(1));
  guest.Watch(incident);
  guest.ReadAll();
  guest.takes_at_once = true;
  const uint64_t wakes = guest.wakes;
  house.Create(house.Person(0), incident, ForAll() + Feature("at once"));
  EXPECT_EQ(guest.views[incident].position, house.HeadOf(incident));
  EXPECT_TRUE(guest.session().outbox().empty());
  EXPECT_EQ(guest.wakes, wakes);
}

TEST_F(Broadcasts, ALiveChangeWaitsBehindWhatLiesInTheOutbox) {
  Guest guest(&house, house.Person(1));
  guest.Watch(incident);
  guest.ReadAll();
  house.Create(house.Person(0), incident, ForAll() + Feature("the link was busy"));
  guest.takes_at_once = true;
  house.Create(house.Person(0), incident, ForAll() + Feature("comes after it"));
  const std::vector<v1::Batch> batches = Batches(guest.Read());
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].through(), batches[1].from());
  EXPECT_EQ(guest.views[incident].position, house.HeadOf(incident));
}

TEST_F(Broadcasts, CommitsThatAreBroadcastTogetherAreOneFrame) {
  Guest guest(&house, house.Person(1));
  guest.Watch(incident);
  guest.ReadAll();
  const uint64_t from = house.HeadOf(incident);
  CommitOnly("first");
  CommitOnly("second");
  EXPECT_TRUE(guest.Read().empty());
  house.rooms().Broadcast();
  const std::vector<v1::Batch> batches = Batches(guest.Read());
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].from(), from);
  EXPECT_EQ(batches[0].changes_size(), 2);
}

TEST_F(Broadcasts, WhoJoinsBetweenTwoCommitsGetsEachChangeOnce) {
  Guest before(&house, house.Person(1));
  before.Watch(incident);
  before.ReadAll();
  CommitOnly("first");
  Guest between(&house, house.Person(2));
  between.Watch(incident);
  CommitOnly("second");
  house.rooms().Broadcast();
  for (Guest* guest : {&before, &between}) {
    const std::vector<v1::Batch> batches = Batches(guest->Read());
    ASSERT_EQ(batches.size(), 2u);
    EXPECT_EQ(batches[0].through(), batches[1].from());
    EXPECT_EQ(batches[1].changes_size(), 1);
    EXPECT_EQ(guest->views[incident].position, house.HeadOf(incident));
  }
}

TEST_F(Broadcasts, P6AnEndIsKeptWhenCommitsAreBroadcastTogether) {
  Guest guest(&house, house.Person(2));
  guest.Watch(incident);
  guest.ReadAll();
  CommitPart(2, 2, "PARTICIPATION_ENDED");
  CommitOnly("after the end");
  house.rooms().Broadcast();
  const auto read = guest.Read();
  ASSERT_FALSE(read.empty());
  EXPECT_TRUE(read.back().has_watch_ended());
  EXPECT_EQ(guest.frames.back().find("after the end"), std::string::npos);
}

TEST_F(Broadcasts, R19AnEndFromBeforeAWatchBeganDoesNotEndIt) {
  Guest before(&house, house.Person(2));
  before.Watch(incident);
  before.ReadAll();
  CommitPart(2, 2, "PARTICIPATION_ENDED");
  CommitPart(0, 2, "PARTICIPATION_INVITED");
  Guest invited_again(&house, house.Person(2));
  invited_again.Watch(incident);
  house.rooms().Broadcast();
  before.Read();
  EXPECT_FALSE(before.views.contains(incident));
  invited_again.Read();
  CommitOnly("later");
  house.rooms().Broadcast();
  invited_again.Read();
  ASSERT_TRUE(invited_again.views.contains(incident));
  EXPECT_EQ(invited_again.views[incident].position, house.HeadOf(incident));
}

}  // namespace
}  // namespace samlad::room_test
