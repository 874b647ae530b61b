// Who looks at what: passed on, never stored, and the item only to those who see it.

#include <gtest/gtest.h>

#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

class Presence : public ::testing::Test {
 protected:
  void SetUp() override {
    incident = house.Open();
    item = house.Create(house.Person(0), incident, For({house.actor(1)}) + Feature("x"));
    for (Guest* guest : {&looker, &same_actor, &sees, &sees_not}) guest->Watch(incident);
    for (Guest* guest : {&looker, &same_actor, &sees, &sees_not}) guest->ReadAll();
  }
  void Look() {
    looker.Say("presence { incident: " + Q(incident) + " item: " + Q(item) +
               " activity: 'reads' view: [16, 59, 17, 60] }");
  }

  House house;
  LogId incident;
  ItemId item;
  Guest looker{&house, house.Person(0)};
  Guest same_actor{&house, house.Person(0)};
  Guest sees{&house, house.Person(1)};
  Guest sees_not{&house, house.Person(2)};
};

TEST_F(Presence, P5TheItemIsToldOnlyToThoseWhoSeeIt) {
  Look();
  for (Guest* guest : {&same_actor, &sees}) {
    const auto read = guest->Read();
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].presence().item(), item.str());
    EXPECT_EQ(read[0].presence().person(), looker.who().person.str());
    EXPECT_EQ(read[0].presence().actor(), looker.who().actor.str());
    EXPECT_EQ(read[0].presence().activity(), "reads");
    EXPECT_EQ(read[0].presence().view_size(), 4);
  }
  const auto read = sees_not.Read();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].presence().item(), "");
  EXPECT_EQ(read[0].presence().activity(), "reads");
  EXPECT_EQ(read[0].SerializeAsString().find(item.str()), std::string::npos);
  EXPECT_TRUE(looker.Read().empty()) << "oneself";
}

TEST_F(Presence, P6AWithdrawalHoldsForPresenceAtOnce) {
  house.Accept(looker.who(), incident,
               Revising(item, house.HeadOf(incident), "audience", ForOwnActor()));
  sees.Read();
  Look();
  EXPECT_EQ(sees.Read()[0].presence().item(), "");
}

TEST_F(Presence, AnIdThatIsNoItemIsToldToNobody) {
  item = house.ids.New<ItemTag>();
  Look();
  EXPECT_EQ(sees.Read()[0].presence().item(), "");
}

TEST_F(Presence, P1AnItemThatIsShownByAChangeNotYetDurableIsNotToldOf) {
  house.rooms().Submit(
      house.NewCommand(incident, Revising(item, house.HeadOf(incident), "audience", ForAll())),
      looker.who(), {}, house.now.wall_ms);
  Look();
  EXPECT_EQ(sees_not.Read()[0].presence().item(), "");
  house.Settle();
  sees_not.Read();
  Look();
  EXPECT_EQ(sees_not.Read()[0].presence().item(), item.str());
}

TEST_F(Presence, NothingOfItIsStored) {
  const std::string before = house.Everything();
  Look();
  house.Advance(5000);
  house.Settle();
  EXPECT_EQ(house.Everything(), before);
}

TEST_F(Presence, WhoLeavesIsToldToBeGone) {
  looker.Leave();
  for (Guest* guest : {&same_actor, &sees, &sees_not}) {
    const auto read = guest->Read();
    ASSERT_EQ(read.size(), 1u);
    EXPECT_TRUE(read[0].presence().gone());
    EXPECT_EQ(read[0].presence().person(), looker.who().person.str());
  }
}

TEST_F(Presence, WhoDoesNotWatchIsNotPassedOnAndGetsNone) {
  Guest outside(&house, house.Person(2));
  Look();
  EXPECT_TRUE(outside.Read().empty());
  sees.Read();
  outside.Say("presence { incident: " + Q(incident) + " activity: 'peeks' }");
  EXPECT_TRUE(sees.Read().empty());
}

TEST_F(Presence, P8ItIsDroppedForWhoDoesNotRead) {
  for (int i = 0; i < 10'000; ++i) {
    house.now.steady_ms += 1;
    Look();
  }
  ASSERT_EQ(looker.closed(), CloseCode::kNone);
  EXPECT_LE(sees.session().outbox().bytes(), house.limits.outbox_bytes_max + 1000);
  EXPECT_EQ(sees.closed(), CloseCode::kNone);
}

}  // namespace
}  // namespace samlad::room_test
