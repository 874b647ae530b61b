#include "storage/keys.h"

#include <gtest/gtest.h>

#include "tests/storage/samples.h"

namespace samlad {
namespace {

TEST(KeysTest, ByteOrderIsTheOrderOfTheParts) {
  const LogId log = SampleLog(1);
  const ItemId item = SampleItem(1);
  EXPECT_LT(ChangeKey(log, 255).view(), ChangeKey(log, 256).view());
  EXPECT_LT(ChangeKey(log, kSeqMax - 1).view(), ChangeKey(log, kSeqMax).view());
  EXPECT_LT(ChangeKey(kRegistryLog, kSeqMax).view(), ChangeKey(log, 0).view());
  // An item's versions stand newest first.
  EXPECT_GT(VersionKey(log, item, 1).view(), VersionKey(log, item, 2).view());
  EXPECT_LT(VersionKey(log, item, 0).view(), VersionKey(log, LastItem(), kSeqMax).view());
  EXPECT_LT(SeenKey(log, item, 255, 9, item).view(), SeenKey(log, item, 256, 1, item).view());
  EXPECT_LT(SeenKey(log, item, 255, 9, LastItem()).view(), SeenKey(log, item, 255, 10, {}).view());
  EXPECT_LT(HeadKey(kRegistryLog).view(), kHeadEnd);
  EXPECT_LT(HeadKey(LogId::FromBytesOrNone(std::string(16, '\xff'))).view(), kHeadEnd);
}

TEST(KeysTest, PartsCanBeReadBack) {
  const LogId log = SampleLog(7);
  const ItemId item = SampleItem(8);
  const uint64_t seq = 0x0102030405060708;
  EXPECT_EQ(SeqOfChangeKey(ChangeKey(log, seq).view()), seq);
  EXPECT_EQ(LogOfKey(ChangeKey(log, seq).view()), log);
  EXPECT_EQ(LogOfKey(VersionKey(log, item, seq).view()), log);
  EXPECT_EQ(ItemOfVersionKey(VersionKey(log, item, seq).view()), item);
  EXPECT_EQ(SeqOfVersionKey(VersionKey(log, item, seq).view()), seq);
  EXPECT_EQ(TimeOfSeenKey(SeenKey(log, item, 1234, seq, item).view()), 1234);
  EXPECT_EQ(ActorSeqOfSeenKey(SeenKey(log, item, 1234, seq, item).view()), seq);
  EXPECT_EQ(LogOfHeadKey(HeadKey(log).view()), log);
}

TEST(KeysTest, SeenRangeHoldsAllUpToItsTime) {
  const LogId log = SampleLog(1);
  const ItemId actor = SampleItem(1);
  for (const int64_t at_ms : {int64_t{0}, int64_t{5}, kTimeMax}) {
    const SeenRange range(log, actor, at_ms);
    EXPECT_LE(range.lower.view(), SeenKey(log, actor, 0, 0, ItemId{}).view());
    EXPECT_GT(range.upper.view(), SeenKey(log, actor, at_ms, kSeqMax, LastItem()).view());
    if (at_ms == kTimeMax) continue;
    EXPECT_LE(range.upper.view(), SeenKey(log, actor, at_ms + 1, 0, ItemId{}).view());
  }
  const SeenRange before_all_times(log, actor, -1);
  EXPECT_EQ(before_all_times.lower.view(), before_all_times.upper.view());
}

}  // namespace
}  // namespace samlad
