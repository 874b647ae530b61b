// The contract of storage/event_log.h, held against every implementation.
#include "storage/event_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <thread>

#include "storage/memory_log.h"
#include "storage/rocks_log.h"
#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();

enum class Kind { kMemory, kRocks };

class EventLogTest : public ::testing::TestWithParam<Kind> {
 protected:
  EventLogTest() {
    if (GetParam() == Kind::kMemory) {
      log_ = std::make_unique<MemoryLog>();
      return;
    }
    RocksLogOptions options;
    options.folder = folder_ / "data";
    std::unique_ptr<RocksLog> log;
    const Status status = RocksLog::Open(options, &log);
    EXPECT_TRUE(status.ok()) << status.message();
    log_ = std::move(log);
  }

  void Commit(std::vector<LogAppend> appends) {
    const Status status = log_->Commit(appends);
    ASSERT_TRUE(status.ok()) << status.message();
  }

  const TempFolder folder_;
  std::unique_ptr<EventLog> log_;
  const LogId id_ = SampleLog(1);
};

INSTANTIATE_TEST_SUITE_P(EveryLog, EventLogTest, ::testing::Values(Kind::kMemory, Kind::kRocks),
                         [](const auto& test) {
                           return test.param == Kind::kMemory ? "Memory" : "Rocks";
                         });

TEST_P(EventLogTest, EpochIsNeverZero) { EXPECT_NE(log_->epoch(), 0u); }

TEST_P(EventLogTest, EmptyLogHasNothing) {
  std::vector<LogHead> heads;
  ASSERT_TRUE(log_->Heads(&heads).ok());
  EXPECT_TRUE(heads.empty());
  EXPECT_TRUE(ReadAll(*log_, id_).empty());
  SeqAndBytes seen;
  EXPECT_TRUE(log_->PictureAt(id_, kAll, Collect(&seen)).ok());
  EXPECT_TRUE(log_->History(id_, SampleItem(1), kAll, Collect(&seen)).ok());
  EXPECT_TRUE(log_->ReadBackward(id_, 1, kAll, Collect(&seen)).ok());
  EXPECT_TRUE(seen.empty());
  uint64_t seq = 99;
  EXPECT_TRUE(log_->SeqAt(id_, std::numeric_limits<int64_t>::max(), &seq).ok());
  EXPECT_EQ(seq, 0u);
}

TEST_P(EventLogTest, ReadGivesTheBytesThatWereCommittedInOrder) {
  const LogAppend first = SampleAppend(id_, 1, 3, 2);
  const LogAppend second = SampleAppend(id_, 4, 2, 2);
  Commit({first});
  Commit({second});
  const SeqAndBytes read = ReadAll(*log_, id_);
  ASSERT_EQ(read.size(), 5u);
  for (uint64_t seq = 1; seq <= 5; ++seq) {
    const StoredChange& change = seq <= 3 ? first.changes[seq - 1] : second.changes[seq - 4];
    EXPECT_EQ(read[seq - 1].first, seq);
    EXPECT_EQ(read[seq - 1].second, change.bytes);
  }
}

TEST_P(EventLogTest, ReadKeepsToItsRangeAndEndsWhenToldTo) {
  Commit({SampleAppend(id_, 1, 10, 3)});
  SeqAndBytes read;
  ASSERT_TRUE(log_->Read(id_, 4, 6, Collect(&read)).ok());
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read.front().first, 4u);
  EXPECT_EQ(read.back().first, 6u);
  read.clear();
  ASSERT_TRUE(log_->Read(id_, 0, 2, Collect(&read)).ok());
  EXPECT_EQ(read.size(), 2u);
  read.clear();
  ASSERT_TRUE(log_->Read(id_, 9, 99, Collect(&read)).ok());
  EXPECT_EQ(read.size(), 2u);
  read.clear();
  ASSERT_TRUE(log_->Read(id_, 7, 6, Collect(&read)).ok());
  EXPECT_TRUE(read.empty());
  int visits = 0;
  ASSERT_TRUE(
      log_->Read(id_, 1, kAll, [&](uint64_t, std::string_view) { return ++visits < 4; }).ok());
  EXPECT_EQ(visits, 4);
}

TEST_P(EventLogTest, ReadBackwardIsReadReversed) {
  Commit({SampleAppend(id_, 1, 10, 3)});
  SeqAndBytes forward;
  SeqAndBytes backward;
  ASSERT_TRUE(log_->Read(id_, 3, 8, Collect(&forward)).ok());
  ASSERT_TRUE(log_->ReadBackward(id_, 3, 8, Collect(&backward)).ok());
  std::reverse(backward.begin(), backward.end());
  EXPECT_EQ(backward, forward);
}

TEST_P(EventLogTest, LogsAreApart) {
  Commit({SampleAppend(id_, 1, 3, 2), SampleAppend(kRegistryLog, 1, 2, 2)});
  Commit({SampleAppend(kRegistryLog, 3, 1, 2)});
  EXPECT_EQ(ReadAll(*log_, id_).size(), 3u);
  EXPECT_EQ(ReadAll(*log_, kRegistryLog).size(), 3u);
  EXPECT_TRUE(ReadAll(*log_, SampleLog(2)).empty());
  std::string bytes;
  uint64_t seq = 0;
  EXPECT_EQ(log_->ItemAt(SampleLog(2), SampleItem(0), kAll, &seq, &bytes).code(),
            Status::Code::kNotFound);
  EXPECT_EQ(log_->Answer(SampleLog(2), SampleCommand(1), &bytes).code(), Status::Code::kNotFound);
}

TEST_P(EventLogTest, HeadsTellLengthTimeAndTree) {
  const LogAppend append = SampleAppend(id_, 1, 7, 2);
  Commit({append, SampleAppend(SampleLog(2), 1, 1, 1)});
  MerkleTree tree;
  for (const StoredChange& change : append.changes) tree.Append(change.bytes);
  std::vector<LogHead> heads;
  ASSERT_TRUE(log_->Heads(&heads).ok());
  ASSERT_EQ(heads.size(), 2u);
  const LogHead& head = heads[0].log == id_ ? heads[0] : heads[1];
  EXPECT_EQ(head.seq, 7u);
  EXPECT_EQ(head.recorded_at_ms, 7000);
  EXPECT_EQ(head.root, tree.Root());
}

// Logs whose items have few versions and many, so that each way of searching is taken.
TEST_P(EventLogTest, PictureAtIsTheLastChangeOfEachItem) {
  for (const uint64_t items : {1, 3, 40, 5000}) {
    const LogId id = SampleLog(items);
    constexpr uint64_t kChanges = 3000;
    const LogAppend append = SampleAppend(id, 1, kChanges, items);
    Commit({append});
    for (const uint64_t at : {uint64_t{0}, uint64_t{1}, uint64_t{2}, kChanges / 3, kChanges / 2,
                              kChanges - 1, kChanges, kChanges + 1, kAll}) {
      std::map<ItemId, const StoredChange*> last;
      for (const StoredChange& change : append.changes) {
        if (change.seq <= at) last[change.item] = &change;
      }
      SeqAndBytes expected;
      for (const auto& [item, change] : last) expected.emplace_back(change->seq, change->bytes);
      std::sort(expected.begin(), expected.end());
      SeqAndBytes picture;
      ASSERT_TRUE(log_->PictureAt(id, at, Collect(&picture)).ok());
      EXPECT_EQ(picture, expected) << items << " items at " << at;
    }
  }
}

// So that a picture can be read in pieces while the log goes on.
TEST_P(EventLogTest, SeqsOfAPictureCanBeReadInPieces) {
  Commit({SampleAppend(id_, 1, 200, 30)});
  std::vector<uint64_t> seqs = {99};
  ASSERT_TRUE(log_->PictureSeqsAt(id_, 150, &seqs).ok());
  SeqAndBytes whole;
  ASSERT_TRUE(log_->PictureAt(id_, 150, Collect(&whole)).ok());
  ASSERT_EQ(seqs.size(), whole.size());
  Commit({SampleAppend(id_, 201, 200, 30)});
  SeqAndBytes pieces;
  const std::span<const uint64_t> all(seqs);
  for (size_t from = 0; from < all.size(); from += 7) {
    const auto piece = all.subspan(from, std::min<size_t>(7, all.size() - from));
    ASSERT_TRUE(log_->ReadSeqs(id_, piece, Collect(&pieces)).ok());
  }
  EXPECT_EQ(pieces, whole);
  ASSERT_TRUE(log_->ReadSeqs(id_, {}, Collect(&pieces)).ok());
  EXPECT_EQ(pieces.size(), whole.size());
}

TEST_P(EventLogTest, PictureAtEndsWhenToldTo) {
  Commit({SampleAppend(id_, 1, 100, 50)});
  int visits = 0;
  ASSERT_TRUE(
      log_->PictureAt(id_, kAll, [&](uint64_t, std::string_view) { return ++visits < 3; }).ok());
  EXPECT_EQ(visits, 3);
}

TEST_P(EventLogTest, ItemAtAndHistoryFollowOneItem) {
  LogAppend append{.log = id_, .changes = {}, .answers = {}, .seen = {}};
  for (uint64_t seq = 1; seq <= 9; ++seq) {
    append.changes.push_back(SampleChange(seq, SampleItem(seq % 3), 1, "v" + std::to_string(seq)));
  }
  Commit({append});
  const ItemId item = SampleItem(1);  // changes 1, 4, 7
  uint64_t seq = 0;
  std::string bytes;
  ASSERT_TRUE(log_->ItemAt(id_, item, 6, &seq, &bytes).ok());
  EXPECT_EQ(seq, 4u);
  EXPECT_EQ(bytes, append.changes[3].bytes);
  ASSERT_TRUE(log_->ItemAt(id_, item, kAll, &seq, &bytes).ok());
  EXPECT_EQ(seq, 7u);
  EXPECT_EQ(log_->ItemAt(id_, SampleItem(2), 1, &seq, &bytes).code(), Status::Code::kNotFound);
  EXPECT_EQ(log_->ItemAt(id_, item, 0, &seq, &bytes).code(), Status::Code::kNotFound);
  EXPECT_EQ(log_->ItemAt(id_, SampleItem(77), kAll, &seq, &bytes).code(), Status::Code::kNotFound);

  SeqAndBytes history;
  ASSERT_TRUE(log_->History(id_, item, kAll, Collect(&history)).ok());
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].first, 1u);
  EXPECT_EQ(history[1].first, 4u);
  EXPECT_EQ(history[2].second, append.changes[6].bytes);
  history.clear();
  ASSERT_TRUE(log_->History(id_, item, 4, Collect(&history)).ok());
  EXPECT_EQ(history.size(), 2u);
}

TEST_P(EventLogTest, AnswersAreKept) {
  LogAppend append{.log = id_, .changes = {}, .answers = {}, .seen = {}};
  append.answers.push_back({SampleCommand(5), "rejected"});
  Commit({append});  // a rejection changes nothing, and is kept all the same
  std::string bytes;
  ASSERT_TRUE(log_->Answer(id_, SampleCommand(5), &bytes).ok());
  EXPECT_EQ(bytes, "rejected");
  EXPECT_EQ(log_->Answer(id_, SampleCommand(6), &bytes).code(), Status::Code::kNotFound);
  std::vector<LogHead> heads;
  ASSERT_TRUE(log_->Heads(&heads).ok());
  EXPECT_TRUE(heads.empty());
}

TEST_P(EventLogTest, SeenAtIsTheHighestOfAnyPersonOfTheActor) {
  const auto see = [&](uint64_t actor, uint64_t person, int64_t at_ms, uint64_t seq) {
    LogAppend append{.log = id_, .changes = {}, .answers = {}, .seen = {}};
    append.seen.push_back({SampleItem(actor), SampleItem(person), at_ms, seq});
    Commit({append});
  };
  see(1, 11, 100, 5);
  see(1, 12, 200, 3);  // a colleague who lags behind does not take anything back
  see(1, 12, 300, 8);
  see(2, 21, 150, 99);  // another actor
  const auto seen_at = [&](uint64_t actor, int64_t at_ms) {
    uint64_t seq = 77;
    EXPECT_TRUE(log_->SeenAt(id_, SampleItem(actor), at_ms, &seq).ok());
    return seq;
  };
  EXPECT_EQ(seen_at(1, 99), 0u);
  EXPECT_EQ(seen_at(1, 100), 5u);
  EXPECT_EQ(seen_at(1, 250), 5u);
  EXPECT_EQ(seen_at(1, 300), 8u);
  EXPECT_EQ(seen_at(1, std::numeric_limits<int64_t>::max()), 8u);
  EXPECT_EQ(seen_at(2, 149), 0u);
  EXPECT_EQ(seen_at(2, 1000), 99u);
  EXPECT_EQ(seen_at(3, 1000), 0u);
  EXPECT_EQ(seen_at(1, -5), 0u);
}

TEST_P(EventLogTest, SeenTimeNeverGoesBackWithinAnActor) {
  LogAppend append{.log = id_, .changes = {}, .answers = {}, .seen = {}};
  append.seen.push_back({SampleItem(1), SampleItem(11), 1000, 5});
  append.seen.push_back({SampleItem(1), SampleItem(12), 400, 9});  // a clock that was set back
  Commit({append});
  uint64_t seq = 0;
  ASSERT_TRUE(log_->SeenAt(id_, SampleItem(1), 999, &seq).ok());
  EXPECT_EQ(seq, 0u);
  ASSERT_TRUE(log_->SeenAt(id_, SampleItem(1), 1000, &seq).ok());
  EXPECT_EQ(seq, 9u);
}

TEST_P(EventLogTest, SeqAtIsTheLastChangeRecordedByThen) {
  LogAppend append{.log = id_, .changes = {}, .answers = {}, .seen = {}};
  const std::vector<int64_t> times = {10, 10, 20, 20, 20, 35};
  for (size_t i = 0; i < times.size(); ++i) {
    append.changes.push_back(SampleChange(i + 1, SampleItem(i), times[i], ""));
  }
  Commit({append});
  const std::map<int64_t, uint64_t> expected = {{0, 0},  {9, 0},  {10, 2}, {19, 2},
                                                {20, 5}, {34, 5}, {35, 6}, {1'000'000, 6}};
  for (const auto& [at_ms, last] : expected) {
    uint64_t seq = 77;
    ASSERT_TRUE(log_->SeqAt(id_, at_ms, &seq).ok());
    EXPECT_EQ(seq, last) << "at " << at_ms;
  }
}

TEST_P(EventLogTest, AVisitorMayCallTheLog) {
  Commit({SampleAppend(id_, 1, 5, 5)});
  ASSERT_TRUE(log_->PictureAt(id_, kAll,
                              [&](uint64_t seq, std::string_view) {
                                SeqAndBytes one;
                                EXPECT_TRUE(log_->Read(id_, seq, seq, Collect(&one)).ok());
                                EXPECT_EQ(one.size(), 1u);
                                return true;
                              })
                  .ok());
}

TEST_P(EventLogTest, ReadersSeeWholeCommitsWhileTheLogGrows) {
  constexpr uint64_t kCommits = 200;
  constexpr uint64_t kPerCommit = 5;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    uint64_t last = 0;
    while (!done) {
      std::vector<LogHead> heads;
      EXPECT_TRUE(log_->Heads(&heads).ok());
      for (const LogHead& head : heads) EXPECT_EQ(head.seq % kPerCommit, 0u);
      const uint64_t read = ReadAll(*log_, id_).size();
      EXPECT_EQ(read % kPerCommit, 0u);
      EXPECT_GE(read, last);
      last = read;
    }
  });
  for (uint64_t i = 0; i < kCommits; ++i) {
    Commit({SampleAppend(id_, i * kPerCommit + 1, kPerCommit, 7)});
  }
  done = true;
  reader.join();
}

TEST_P(EventLogTest, AGapIsAnAssertion) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  Commit({SampleAppend(id_, 1, 2, 2)});
  const auto commit = [&](const std::vector<LogAppend>& appends) {
    std::filesystem::remove_all(folder_.path());  // who dies does not clean up
    (void)log_->Commit(appends).ok();
  };
  EXPECT_DEATH(commit({SampleAppend(id_, 4, 1, 2)}), "CHECK");
  EXPECT_DEATH(commit({SampleAppend(id_, 2, 1, 2)}), "CHECK");
  EXPECT_DEATH(commit({SampleAppend(id_, 3, 1, 2), SampleAppend(id_, 4, 1, 2)}), "CHECK");
  LogAppend earlier{.log = id_, .changes = {}, .answers = {}, .seen = {}};
  earlier.changes.push_back(SampleChange(3, SampleItem(1), 1, "recorded before the last"));
  EXPECT_DEATH(commit({earlier}), "CHECK");
}

TEST(MemoryLogTest, ACopyIsASnapshot) {
  MemoryLog log(7);
  ASSERT_TRUE(log.Commit({SampleAppend(SampleLog(1), 1, 3, 2)}).ok());
  MemoryLog copy(log);
  ASSERT_TRUE(log.Commit({SampleAppend(SampleLog(1), 4, 3, 2)}).ok());
  EXPECT_EQ(copy.epoch(), 7u);
  EXPECT_EQ(ReadAll(copy, SampleLog(1)).size(), 3u);
  EXPECT_EQ(ReadAll(log, SampleLog(1)).size(), 6u);
  ASSERT_TRUE(copy.Commit({SampleAppend(SampleLog(1), 4, 1, 2)}).ok());
}

TEST(MemoryLogTest, AfterAFailureNothingIsStored) {
  MemoryLog log;
  ASSERT_TRUE(log.Commit({SampleAppend(SampleLog(1), 1, 3, 2)}).ok());
  log.FailCommits(Status(Status::Code::kIo, "no"));
  EXPECT_EQ(log.Commit({SampleAppend(SampleLog(1), 4, 3, 2)}).code(), Status::Code::kIo);
  EXPECT_EQ(log.Commit({SampleAppend(SampleLog(1), 4, 3, 2)}).code(), Status::Code::kIo);
  EXPECT_EQ(ReadAll(log, SampleLog(1)).size(), 3u);
}

}  // namespace
}  // namespace samlad
