// P4: from whatever position a client comes, it ends with exactly the picture, projected to what
// its actor may see. Held against the simulator's oracle, which knows none of the server's code.

#include <gtest/gtest.h>

#include "tests/room/guest.h"
#include "tests/room/story.h"
#include "tests/simulation/oracle.h"

namespace samlad::room_test {
namespace {

using simulation::Oracle;

RoomLimits SmallChunks(uint32_t chunk_bytes) {
  RoomLimits limits;
  limits.chunk_bytes = chunk_bytes;
  limits.watches_max = 10'000;
  return limits;
}

TEST(CatchUp, P4FromEveryPositionComesThePictureAndNoIdThatWasNeverSeen) {
  for (const uint32_t chunk_bytes : {200u, 2'000u, 1'000'000u}) {
    House house(SmallChunks(chunk_bytes), 4);
    const LogId incident = house.Open();
    Story story(&house, incident, chunk_bytes);
    for (int i = 0; i < 4; ++i) {
      story.Go(24);
      house.End(incident, 2);
      story.Go(12);
      house.Invite(incident, 2);
      story.Go(6);
      if (i == 2) house.End(incident, 3);
    }
    Oracle oracle(incident);
    oracle.Follow(house.log);
    uint64_t withdrawn = 0;
    uint64_t begun_anew = 0;
    uint64_t chunks = 0;
    for (size_t actor = 0; actor < 3; ++actor) {
      const std::string id = house.actor(actor).str();
      for (uint64_t from = 0; from <= oracle.head(); ++from) {
        Guest guest(&house, house.Person(actor));
        // What an honest client holds there.
        View& view = guest.views[incident];
        view.position = from;
        for (const auto& [item, seq] : oracle.PictureAt(from, id)) {
          view.items[item] = oracle.change(seq);
        }
        guest.Watch(incident, house.log.epoch(), from);
        const auto read = guest.ReadAll();
        ASSERT_EQ(guest.views[incident].Seqs(), oracle.PictureAt(oracle.head(), id))
            << "actor " << actor << " from " << from;
        ASSERT_EQ(guest.views[incident].position, oracle.head());
        ASSERT_TRUE(guest.views[incident].complete);
        if (from > 0 && read[0].watching().from() == 0) {
          ++begun_anew;
          EXPECT_FALSE(oracle.TakesPart(from, id)) << "begun anew at " << from;
        }
        const std::map<std::string, uint64_t> held = oracle.PictureAt(from, id);
        for (const v1::Batch& batch : Batches(read)) {
          ++chunks;
          for (const std::string& removed : batch.removed()) {
            ++withdrawn;
            // It was in sight at the position that the client came from.
            EXPECT_TRUE(held.contains(removed)) << "actor " << actor << " from " << from;
          }
          for (const v1::Change& change : batch.changes()) {
            EXPECT_EQ(change.SerializeAsString(), oracle.bytes(change.seq()));
          }
        }
      }
    }
    EXPECT_GT(withdrawn, 100u);
    EXPECT_GT(begun_anew, 30u);
    EXPECT_GT(chunks, oracle.head() * 3 - (chunk_bytes > 100'000 ? 1 : 0));
  }
}

// Who is to blame if a client lies about where it stands? Itself; it learns nothing by it.
TEST(CatchUp, P5APositionFromBeforeOnesTimeTellsOfNothingFromThen) {
  House house;
  const LogId incident = house.OpenAlone();
  const ItemId item = house.Create(house.Person(0), incident, ForAll() + Feature("secret"));
  const uint64_t then = house.HeadOf(incident);
  house.Accept(house.Person(0), incident, Revising(item, then, "audience", ForOwnActor()));
  house.Invite(incident, 1);
  Guest liar(&house, house.Person(1));
  liar.views[incident].position = then;
  liar.Watch(incident, house.log.epoch(), then);
  for (const v1::ServerMessage& message : liar.ReadAll()) {
    EXPECT_EQ(message.SerializeAsString().find(item.str()), std::string::npos);
  }
}

TEST(CatchUp, P4WhatChangesWhileChunksAreOnTheirWay) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    House house(SmallChunks(300), 4);
    const LogId incident = house.Open();
    Story story(&house, incident, seed);
    story.Go(60);
    std::vector<std::unique_ptr<Guest>> guests;
    Oracle oracle(incident);
    for (int step = 0; step < 200; ++step) {
      size_t actor = 0;
      const v1::Command command = story.Next(&actor);
      house.rooms().Submit(command, house.Person(actor), {}, house.now.wall_ms);
      if (story.Pick(10) == 0 && guests.size() < 30) {
        guests.push_back(std::make_unique<Guest>(&house, house.Person(story.Pick(4))));
        guests.back()->Watch(incident);
      }
      for (const auto& guest : guests) {
        if (story.Pick(3) == 0) guest->ReadSome(1 + story.Pick(1000));
      }
      if (story.Pick(2) == 0) house.Commit();
      oracle.Follow(house.log);
      for (const auto& guest : guests) {
        const View& view = guest->views[incident];
        if (!view.complete) continue;
        ASSERT_EQ(view.Seqs(), oracle.PictureAt(view.position, guest->who().actor.str()))
            << "seed " << seed << " step " << step;
      }
    }
    house.Settle();
    oracle.Follow(house.log);
    for (const auto& guest : guests) {
      guest->ReadAll();
      EXPECT_EQ(guest->views[incident].Seqs(),
                oracle.PictureAt(oracle.head(), guest->who().actor.str()));
      EXPECT_EQ(guest->views[incident].position, oracle.head());
    }
    EXPECT_GT(guests.size(), 5u);
  }
}

TEST(CatchUp, P8ASlowConsumerIsRefusedAndCaughtUpLater) {
  RoomLimits limits;
  limits.outbox_bytes_max = 10'000;
  limits.chunk_bytes = 2'000;
  House house(limits);
  const LogId incident = house.Open();
  Guest slow(&house, house.Person(1));
  slow.Watch(incident);
  slow.ReadAll();
  const ItemId item = house.Create(house.Person(0), incident, Feature("first"));
  for (int i = 0; i < 300; ++i) {
    const uint64_t seq = house.rooms().Find(incident)->picture().Find(item)->seq();
    house.Accept(house.Person(0), incident,
                 Revising(item, seq, "feature.text",
                          "feature { text: '" + std::string(500, 'x') + std::to_string(i) + "' }"));
    EXPECT_LE(slow.session().outbox().bytes(), 10'000u + 1'500);
    house.Advance(50);
    slow.Tick();
  }
  EXPECT_EQ(house.rooms().room_counters().live_refused, 1u);
  EXPECT_EQ(slow.closed(), CloseCode::kNone);
  const size_t waiting = slow.session().outbox().bytes();
  const auto read = slow.ReadAll();
  EXPECT_EQ(slow.views[incident].position, house.HeadOf(incident));
  EXPECT_TRUE(slow.views[incident].complete);
  EXPECT_EQ(slow.views[incident].items[item.str()].seq(), house.HeadOf(incident));
  // It did not get the 280 changes between: the item's latest state only.
  EXPECT_LT(Batches(read).size(), waiting / 500 + 5);
  // And is live again.
  house.Accept(house.Person(0), incident, Creating(house.ids.New<ItemTag>(), Feature("x")));
  EXPECT_EQ(Batches(slow.Read()).size(), 1u);
}

TEST(CatchUp, AWatchFromAnotherEpochBeginsAnew) {
  House house;
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(1));
  guest.Watch(incident, house.log.epoch() + 1, 3);
  const auto read = guest.ReadAll();
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].watching().from(), 0u);
  EXPECT_EQ(read[0].watching().epoch(), house.log.epoch());
  EXPECT_TRUE(read[1].batch().reset());
  EXPECT_EQ(read[1].batch().through(), house.HeadOf(incident));
  EXPECT_TRUE(house.beyond_log.empty());
}

TEST(CatchUp, APositionOfAnotherEpochIsNeverBeyondTheLog) {
  House house;
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(1));
  guest.Watch(incident, house.log.epoch() + 1, UINT64_MAX);
  EXPECT_TRUE(guest.ReadAll()[0].has_watching());
  EXPECT_TRUE(house.beyond_log.empty());
}

TEST(CatchUp, APositionBeyondTheLogIsAnAlarm) {
  House house;
  const LogId incident = house.Open();
  const uint64_t head = house.HeadOf(incident);
  Guest guest(&house, house.Person(1));
  guest.Watch(incident, house.log.epoch(), head + 1);
  const auto read = guest.ReadAll();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].watch_ended().why().rule(), "watch.beyond-log");
  EXPECT_EQ(read[0].watch_ended().why().field(), "watch.from");
  ASSERT_EQ(house.beyond_log.size(), 1u);
  EXPECT_EQ(house.beyond_log[0], std::pair(incident, head + 1));
  EXPECT_EQ(house.rooms().counters().positions_beyond_log, 1u);
  // It can join anew.
  guest.Watch(incident);
  EXPECT_EQ(Batches(guest.ReadAll()).size(), 1u);
}

TEST(CatchUp, TheRegistryIsWatchedLikeAnIncidentAndShowsNoAccounts) {
  House house;
  const Principal admin{house.ids.New<ItemTag>(), house.ids.New<ItemTag>(), v1::ADMINISTRATOR};
  const ItemId person = house.Create(admin, kRegistryLog, "person { name: 'Anna' }");
  const ItemId account =
      house.Create(admin, kRegistryLog, "account { login: 'anna' person: " + Q(person) + " }");
  Guest guest(&house, house.Person(1));
  guest.Watch(kRegistryLog);
  guest.ReadAll();
  EXPECT_TRUE(guest.views[kRegistryLog].items.contains(person.str()));
  EXPECT_EQ(guest.views[kRegistryLog].items.size(), 4u);
  // Nor live.
  const uint64_t seq = house.rooms().registry().picture().Find(account)->seq();
  house.Accept(admin, kRegistryLog,
               Revising(account, seq, "account.disabled", "account { disabled: true }"));
  house.Advance(1'000);
  guest.ReadAll();
  EXPECT_EQ(guest.views[kRegistryLog].position, house.HeadOf(kRegistryLog));
  for (const std::string& frame : guest.frames) {
    EXPECT_EQ(frame.find(account.str()), std::string::npos);
    EXPECT_EQ(frame.find("anna"), std::string::npos);
  }
}

}  // namespace
}  // namespace samlad::room_test
