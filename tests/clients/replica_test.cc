#include "clients/cpp/replica.h"

#include <gtest/gtest.h>

#include "tests/clients/peer.h"

namespace samlad::client {
namespace {

TEST(Replica, HoldsTheLastChangeOfEachItem) {
  Replica replica(LogOf('a'));
  ASSERT_EQ(replica.Apply(BatchOf(
                0, 3, {NoteChange(1, 'x'), NoteChange(2, 'y'), NoteChange(3, 'x', "later")})),
            BatchOutcome::kApplied);
  EXPECT_EQ(replica.items().size(), 2u);
  EXPECT_EQ(replica.Find(ItemOf('x'))->item().note().text(), "later");
  EXPECT_EQ(replica.position(), 3u);
  EXPECT_TRUE(replica.complete());
}

TEST(Replica, ThroughAdvancesWithoutVisibleChanges) {
  Replica replica(LogOf('a'));
  ASSERT_EQ(replica.Apply(BatchOf(0, 1, {NoteChange(1, 'x')})), BatchOutcome::kApplied);
  ASSERT_EQ(replica.Apply(BatchOf(1, 9, {})), BatchOutcome::kApplied);
  EXPECT_EQ(replica.position(), 9u);
}

TEST(Replica, UniqueABatchAppliesOnlyWhereTheReplicaStands) {
  Replica replica(LogOf('a'));
  ASSERT_EQ(replica.Apply(BatchOf(0, 5, {NoteChange(5, 'x')})), BatchOutcome::kApplied);
  const std::string before = replica.Dump();
  // The same again, one that overlaps, and one after a gap.
  for (const auto& [from, through] : {std::pair{0, 5}, {4, 6}, {6, 7}}) {
    EXPECT_EQ(replica.Apply(BatchOf(from, through, {NoteChange(through, 'z')})),
              BatchOutcome::kGap);
    EXPECT_EQ(replica.Dump(), before);
    EXPECT_EQ(replica.position(), 5u);
  }
}

TEST(Replica, OrderedChangesCarryRisingNumbersWithinTheBatch) {
  Replica replica(LogOf('a'));
  EXPECT_EQ(replica.Apply(BatchOf(0, 3, {NoteChange(2, 'x'), NoteChange(1, 'y')})),
            BatchOutcome::kMalformed);
  EXPECT_EQ(replica.Apply(BatchOf(0, 3, {NoteChange(2, 'x'), NoteChange(2, 'y')})),
            BatchOutcome::kMalformed);
  EXPECT_EQ(replica.Apply(BatchOf(0, 3, {NoteChange(4, 'x')})), BatchOutcome::kMalformed);
  EXPECT_EQ(replica.Apply(BatchOf(0, 3, {NoteChange(0, 'x')})), BatchOutcome::kMalformed);
  EXPECT_EQ(replica.position(), 0u);
}

TEST(Replica, OrderedALiveReplicaNeverGoesBack) {
  Replica replica(LogOf('a'));
  ASSERT_EQ(replica.Apply(BatchOf(0, 5, {NoteChange(5, 'x')})), BatchOutcome::kApplied);
  EXPECT_EQ(replica.Apply(BatchOf(5, 4, {})), BatchOutcome::kMalformed);
}

TEST(Replica, AtomicARefusedBatchChangesNothing) {
  Replica replica(LogOf('a'));
  ASSERT_EQ(replica.Apply(BatchOf(0, 1, {NoteChange(1, 'x')})), BatchOutcome::kApplied);
  const std::string before = replica.Dump();
  v1::Batch batch = BatchOf(1, 3, {NoteChange(2, 'y'), NoteChange(3, 'z')});
  batch.add_removed("too short");
  EXPECT_EQ(replica.Apply(batch), BatchOutcome::kMalformed);
  batch = BatchOf(1, 3, {NoteChange(2, 'y'), NoteChange(3, 'z')});
  batch.mutable_changes(1)->mutable_item()->set_id("too short");
  EXPECT_EQ(replica.Apply(batch), BatchOutcome::kMalformed);
  EXPECT_EQ(replica.Dump(), before);
}

TEST(Replica, RemovedItemsAreGoneAtTheEndOfTheBatch) {
  Replica replica(LogOf('a'));
  ASSERT_EQ(replica.Apply(BatchOf(0, 2, {NoteChange(1, 'x'), NoteChange(2, 'y')})),
            BatchOutcome::kApplied);
  // Changed once more, then out of sight, within one batch.
  v1::Batch batch = BatchOf(2, 5, {NoteChange(3, 'x')});
  batch.add_removed(ItemOf('x').str());
  batch.add_removed(ItemOf('q').str());  // never seen here
  ASSERT_EQ(replica.Apply(batch), BatchOutcome::kApplied);
  EXPECT_EQ(replica.Find(ItemOf('x')), nullptr);
  EXPECT_NE(replica.Find(ItemOf('y')), nullptr);
}

TEST(Replica, IsCompleteOnlyWithTheLastChunk) {
  Replica replica(LogOf('a'));
  EXPECT_FALSE(replica.complete());
  v1::Batch chunk = BatchOf(0, 0, {NoteChange(1, 'x'), NoteChange(4, 'y')});
  chunk.set_more(true);
  ASSERT_EQ(replica.Apply(chunk), BatchOutcome::kApplied);
  EXPECT_FALSE(replica.complete());
  EXPECT_EQ(replica.position(), 0u);
  ASSERT_EQ(replica.Apply(BatchOf(0, 6, {NoteChange(6, 'x')})), BatchOutcome::kApplied);
  EXPECT_TRUE(replica.complete());
  EXPECT_EQ(replica.items().size(), 2u);
}

TEST(Replica, AChunkThatMovesThePositionIsRefused) {
  Replica replica(LogOf('a'));
  v1::Batch chunk = BatchOf(0, 4, {NoteChange(1, 'x')});
  chunk.set_more(true);
  EXPECT_EQ(replica.Apply(chunk), BatchOutcome::kMalformed);
}

TEST(Replica, ResetForgetsWhatWasThere) {
  Replica replica(LogOf('a'));
  ASSERT_EQ(replica.Apply(BatchOf(0, 5, {NoteChange(5, 'x')})), BatchOutcome::kApplied);
  v1::Batch batch = BatchOf(0, 7, {NoteChange(6, 'y')});
  batch.set_reset(true);
  ASSERT_EQ(replica.Apply(batch), BatchOutcome::kApplied);
  EXPECT_EQ(replica.items().size(), 1u);
  EXPECT_EQ(replica.position(), 7u);
}

TEST(Replica, BoundedItHoldsNoMoreThanItemsMax) {
  Replica replica(LogOf('a'), 0, 2);
  ASSERT_EQ(replica.Apply(BatchOf(0, 2, {NoteChange(1, 'x'), NoteChange(2, 'y')})),
            BatchOutcome::kApplied);
  EXPECT_EQ(replica.Apply(BatchOf(2, 3, {NoteChange(3, 'z')})), BatchOutcome::kTooLarge);
  EXPECT_EQ(replica.Apply(BatchOf(2, 3, {NoteChange(3, 'x')})), BatchOutcome::kApplied);
}

TEST(Replica, ResumableRebaseKeepsWhatTheServerGoesOnFrom) {
  Replica replica(LogOf('a'));
  ASSERT_TRUE(replica.Rebase(77, 0));
  ASSERT_EQ(replica.Apply(BatchOf(0, 5, {NoteChange(5, 'x')})), BatchOutcome::kApplied);
  EXPECT_TRUE(replica.Rebase(77, 5));
  EXPECT_EQ(replica.items().size(), 1u);
}

TEST(Replica, AnotherEpochForgetsEverything) {
  Replica replica(LogOf('a'));
  ASSERT_TRUE(replica.Rebase(77, 0));
  ASSERT_EQ(replica.Apply(BatchOf(0, 5, {NoteChange(5, 'x')})), BatchOutcome::kApplied);
  EXPECT_TRUE(replica.Rebase(78, 0));
  EXPECT_TRUE(replica.items().empty());
  EXPECT_EQ(replica.epoch(), 78u);
  EXPECT_EQ(replica.position(), 0u);
}

TEST(Replica, APlaceWhereItDoesNotStandIsRefusedAndForgets) {
  Replica replica(LogOf('a'));
  ASSERT_TRUE(replica.Rebase(77, 0));
  ASSERT_EQ(replica.Apply(BatchOf(0, 5, {NoteChange(5, 'x')})), BatchOutcome::kApplied);
  EXPECT_FALSE(replica.Rebase(77, 3));
  EXPECT_TRUE(replica.items().empty());
  EXPECT_EQ(replica.epoch(), 0u);
}

TEST(Replica, AReplayGoesBackward) {
  Replica replica(LogOf('a'), 3);
  v1::Batch batch = BatchOf(0, 9, {NoteChange(9, 'x'), NoteChange(2, 'y')});
  batch.set_reset(true);
  ASSERT_EQ(replica.Apply(batch), BatchOutcome::kApplied);
  batch = BatchOf(9, 5, {NoteChange(4, 'x')});
  batch.add_removed(ItemOf('y').str());
  ASSERT_EQ(replica.Apply(batch), BatchOutcome::kApplied);
  EXPECT_EQ(replica.position(), 5u);
  EXPECT_EQ(replica.Find(ItemOf('x'))->seq(), 4u);
  EXPECT_EQ(replica.Apply(BatchOf(9, 10, {})), BatchOutcome::kGap);
}

TEST(Replica, EqualPicturesHaveEqualDumpsWhateverTheWay) {
  Replica live(LogOf('a'));
  for (uint64_t seq = 1; seq <= 20; ++seq) {
    const char item = static_cast<char>('a' + seq % 5);
    ASSERT_EQ(live.Apply(BatchOf(seq - 1, seq, {NoteChange(seq, item)})), BatchOutcome::kApplied);
  }
  Replica joined(LogOf('a'));
  ASSERT_EQ(joined.Apply(BatchOf(0, 20,
                                 {NoteChange(16, 'b'), NoteChange(17, 'c'), NoteChange(18, 'd'),
                                  NoteChange(19, 'e'), NoteChange(20, 'a')})),
            BatchOutcome::kApplied);
  EXPECT_EQ(live.Dump(), joined.Dump());
  EXPECT_EQ(live.Digest(), joined.Digest());
  ASSERT_EQ(joined.Apply(BatchOf(20, 21, {NoteChange(21, 'a', "20")})), BatchOutcome::kApplied);
  EXPECT_NE(live.Digest(), joined.Digest());
}

}  // namespace
}  // namespace samlad::client
