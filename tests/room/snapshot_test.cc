// Whoever joins gets the chunks of one snapshot, made once for all of equal sight (R7, R25).

#include "server/room/snapshot.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "storage/check.h"
#include "tests/room/guest.h"
#include "tests/room/story.h"
#include "tests/simulation/oracle.h"

namespace samlad::room_test {
namespace {

using simulation::Oracle;

RoomLimits SmallChunks() {
  RoomLimits limits;
  limits.chunk_bytes = 2'000;
  return limits;
}

// Takes chunks as a room hands them out, and keeps them as they are.
class Joiner : public Listener {
 public:
  Joiner(Room* room, const ItemId& actor, bool deflate) : room_(room) {
    CHECK(room_->Watch(this, {actor}, 0, deflate));
  }
  ~Joiner() override { room_->Unwatch(this); }
  Joiner(const Joiner&) = delete;

  bool OnBatch(const LogId&, const FrameRef& frame) override {
    live.push_back(frame);
    return true;
  }
  void OnCatchUp(const LogId&, FrameRef frame, bool more) override {
    chunks.push_back(std::move(frame));
    wants_more = more;
  }
  void OnAnswer(FrameRef) override {}
  void OnWatchEnded(const LogId&, FrameRef) override {}
  void OnPresence(FrameRef) override {}

  void Continue() { room_->ContinueCatchUp(this); }
  void TakeAll() {
    while (wants_more) Continue();
  }

  std::vector<FrameRef> chunks;
  std::vector<FrameRef> live;
  bool wants_more = false;

 private:
  Room* room_;
};

v1::ServerFrame Parsed(std::string_view bytes) {
  v1::ServerFrame frame;
  CHECK(frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return frame;
}

std::string Inflated(const std::string& bytes) {
  std::string out(1 << 20, '\0');
  uLongf size = out.size();
  CHECK(uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                   reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) == Z_OK);
  out.resize(size);
  return out;
}

class Snapshots : public testing::Test {
 protected:
  void Tell(int steps) { Story(&house, incident, 7).Go(steps); }
  uint64_t made() const { return room->counters().snapshots; }

  House house{SmallChunks(), 4};
  LogId incident = house.Open();
  Room* room = house.rooms().Find(incident);
};

TEST_F(Snapshots, R25OneSnapshotServesACrowdOfEqualSight) {
  Tell(60);
  Joiner first(room, house.actor(0), false);
  first.TakeAll();
  ASSERT_GT(first.chunks.size(), 3u);
  for (int i = 0; i < 20; ++i) {
    Joiner next(room, house.actor(0), false);
    next.TakeAll();
    // The very same frames: encoded once.
    EXPECT_EQ(next.chunks, first.chunks);
  }
  EXPECT_EQ(made(), 1u);
  Joiner other(room, house.actor(1), false);
  other.TakeAll();
  EXPECT_NE(other.chunks, first.chunks);
  EXPECT_EQ(made(), 2u);
}

TEST_F(Snapshots, R7ADeflatedChunkStandsForThePlainOne) {
  Tell(60);
  Joiner plain(room, house.actor(0), false);
  Joiner deflated(room, house.actor(0), true);
  plain.TakeAll();
  deflated.TakeAll();
  ASSERT_EQ(plain.chunks.size(), deflated.chunks.size());
  for (size_t i = 0; i < plain.chunks.size(); ++i) {
    const v1::ServerFrame frame = Parsed(deflated.chunks[i]->proto());
    ASSERT_EQ(frame.messages_size(), 1);
    EXPECT_EQ(Inflated(frame.messages(0).deflated()), plain.chunks[i]->proto());
    EXPECT_LT(deflated.chunks[i]->proto().size(), plain.chunks[i]->proto().size());
  }
}

TEST_F(Snapshots, R7OnlyWhoSaidSoInHelloGetsDeflated) {
  Tell(60);
  const Principal who = house.Person(0);
  for (const bool says : {false, true}) {
    for (const Codec codec : {Codec::kProto, Codec::kJson}) {
      Guest guest(&house, who, codec, /*hello=*/false);
      guest.Say("hello { token: '" + guest.token() + "' deflate: " + (says ? "true" : "false") +
                " }");
      guest.Read();
      guest.Watch(incident);
      const auto read = guest.ReadAll();
      const bool any = std::any_of(read.begin(), read.end(),
                                   [](const auto& message) { return message.has_deflated(); });
      EXPECT_EQ(any, says && codec == Codec::kProto);
    }
  }
}

TEST_F(Snapshots, P4WhoJoinsWithAnOlderSnapshotEndsAtTheHead) {
  Tell(60);
  Joiner(room, house.actor(0), false).TakeAll();
  house.Create(house.Person(1), incident, ForAll() + Feature("after the snapshot"));
  Guest guest(&house, house.Person(0));
  guest.Watch(incident);
  guest.ReadAll();
  EXPECT_EQ(made(), 1u);
  Oracle oracle(incident);
  oracle.Follow(house.log);
  EXPECT_EQ(guest.views[incident].position, oracle.head());
  EXPECT_EQ(guest.views[incident].Seqs(), oracle.PictureAt(oracle.head(), house.actor(0).str()));
}

TEST_F(Snapshots, ANewOneIsMadeAfterTooManyChangesAndAfterALongTime) {
  house.limits.snapshot_tail_changes_max = 10;
  Tell(30);
  Joiner(room, house.actor(0), false).TakeAll();
  for (int i = 0; i < 10; ++i) house.Create(house.Person(1), incident, ForAll() + Feature("x"));
  Joiner(room, house.actor(0), false).TakeAll();
  EXPECT_EQ(made(), 1u);
  house.Create(house.Person(1), incident, ForAll() + Feature("x"));
  Joiner(room, house.actor(0), false).TakeAll();
  EXPECT_EQ(made(), 2u);
  house.Advance(house.limits.snapshot_keep_ms + 1'000);
  house.Advance(house.limits.snapshot_keep_ms + 1'000);
  Joiner(room, house.actor(0), false).TakeAll();
  EXPECT_EQ(made(), 3u);
}

TEST_F(Snapshots, TheyHoldNoMoreBytesThanTheirLimit) {
  Tell(60);
  house.limits.snapshot_bytes_max = 1;
  // Nothing is kept from one joiner to the next, and each gets its picture all the same.
  for (uint64_t i = 1; i <= 3; ++i) {
    Joiner joiner(room, house.actor(0), false);
    joiner.TakeAll();
    Joiner other(room, house.actor(1), false);
    other.TakeAll();
    EXPECT_FALSE(joiner.wants_more || other.wants_more);
  }
  EXPECT_GE(made(), 4u);
}

// One who stops in the middle of a join holds no old picture in memory, and its join goes on all
// the same.
TEST_F(Snapshots, P8OneWhoDoesNotReadKeepsNoSnapshot) {
  house.limits.snapshot_tail_changes_max = 10;
  Tell(60);
  Joiner stuck(room, house.actor(0), false);
  stuck.Continue();
  ASSERT_TRUE(stuck.wants_more);
  const std::weak_ptr<const Frame> chunk = stuck.chunks.front();
  std::map<std::string, uint64_t> picture;
  const auto take = [&] {
    for (const FrameRef& frame : std::exchange(stuck.chunks, {})) {
      const v1::ServerFrame parsed = Parsed(frame->proto());
      for (const v1::ServerMessage& message : parsed.messages()) {
        if (message.batch().reset()) picture.clear();
        for (const v1::Change& change : message.batch().changes()) {
          picture[change.item().id()] = change.seq();
        }
        for (const std::string& gone : message.batch().removed()) picture.erase(gone);
      }
    }
  };
  take();
  for (int i = 0; i < 11; ++i) house.Create(house.Person(1), incident, ForAll() + Feature("x"));
  Joiner(room, house.actor(0), false).TakeAll();
  EXPECT_EQ(made(), 2u);
  EXPECT_TRUE(chunk.expired());
  // Some of it goes out of sight.
  Tell(40);
  stuck.TakeAll();
  take();
  Oracle oracle(incident);
  oracle.Follow(house.log);
  EXPECT_EQ(picture, oracle.PictureAt(oracle.head(), house.actor(0).str()));
}

// A withdrawal in the middle of a join: the chunks that are left were gathered before it, and would
// show what is no longer theirs to see.
TEST_F(Snapshots, P6AWithdrawalReachesAJoinThatIsOnItsWay) {
  Tell(60);
  const std::string canary = "withdrawn before it was sent";
  const ItemId item = house.Create(house.Person(0), incident, ForAll() + Feature(canary));
  Joiner joiner(room, house.actor(1), false);
  joiner.Continue();
  ASSERT_TRUE(joiner.wants_more);
  for (const FrameRef& chunk : joiner.chunks)
    ASSERT_EQ(chunk->proto().find(canary), std::string::npos);
  const ItemRef now = room->picture().Find(item);
  house.Accept(house.Person(0), incident, Revising(item, now->seq(), "audience", ForOwnActor()));
  joiner.TakeAll();
  for (const FrameRef& chunk : joiner.chunks)
    EXPECT_EQ(chunk->proto().find(canary), std::string::npos);
  // It went on from where it was.
  for (size_t i = 1; i < joiner.chunks.size(); ++i) {
    EXPECT_FALSE(Parsed(joiner.chunks[i]->proto()).messages(0).batch().reset());
  }
  Joiner later(room, house.actor(1), false);
  later.TakeAll();
  for (const FrameRef& chunk : later.chunks)
    EXPECT_EQ(chunk->proto().find(canary), std::string::npos);
}

// Otherwise one who withdraws something now and then keeps all the slow from joining.
TEST_F(Snapshots, P8WithdrawalsDoNotKeepAnyoneFromJoining) {
  Tell(60);
  Joiner quick(room, house.actor(1), false);
  quick.TakeAll();
  const ItemId item = house.Create(house.Person(0), incident, ForAll() + Feature("there or not"));
  Guest slow(&house, house.Person(1));
  slow.Watch(incident);
  // A withdrawal and a return for each chunk that is read.
  for (size_t i = 0; i < 4 * quick.chunks.size() && !slow.views[incident].complete; ++i) {
    slow.ReadSome(1);
    for (const std::string& audience : {ForOwnActor(), ForAll()}) {
      const uint64_t seq = room->picture().Find(item)->seq();
      house.Accept(house.Person(0), incident, Revising(item, seq, "audience", audience));
    }
  }
  EXPECT_TRUE(slow.views[incident].complete);
  slow.ReadAll();
  Oracle oracle(incident);
  oracle.Follow(house.log);
  EXPECT_EQ(slow.views[incident].Seqs(), oracle.PictureAt(oracle.head(), house.actor(1).str()));
}

TEST_F(Snapshots, APictureTooLargeForOneIsComposedForEach) {
  Tell(60);
  house.limits.snapshot_items_max = 10;
  Joiner joiner(room, house.actor(0), false);
  joiner.TakeAll();
  EXPECT_EQ(made(), 0u);
  EXPECT_GT(joiner.chunks.size(), 3u);
}

}  // namespace
}  // namespace samlad::room_test
