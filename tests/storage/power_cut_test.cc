// P1: a confirmed command survives a power cut; nothing survives by half.
#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "storage/rocks_log.h"
#include "tests/storage/faulty_file_system.h"
#include "tests/storage/log_oracle.h"
#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

constexpr Loss kLosses[] = {Loss::kDropAll, Loss::kKeepPrefix, Loss::kReorderPages};

// A log on a disk that suffers, and the oracle that watches it.
class Suffering {
 public:
  explicit Suffering(uint64_t seed)
      : random_(seed), disk_(std::make_shared<FaultyFileSystem>(folder_ / "attic", seed)) {
    options_.folder = folder_ / "data";
    options_.file_system = disk_;
    options_.block_cache_bytes = 1 << 20;
    // Small, so that buffers are written to tables and tables merged all the time.
    options_.write_buffer_bytes = 64 << 10;
    options_.wal_bytes_max = 256 << 10;
  }

  FaultyFileSystem& disk() { return *disk_; }
  LogOracle& oracle() { return oracle_; }

  // Opens the log, and works until the power is gone or `commits` are done.
  void Work(uint64_t commits) {
    std::unique_ptr<RocksLog> log;
    const Status opened = RocksLog::Open(options_, &log);
    if (!opened.ok()) {
      // Only for want of power may it refuse, but for one thing: where the pages of one write to
      // its MANIFEST reached the disk out of order, RocksDB takes the hole for damage.
      refused_ = !disk_->power_is_cut();
      const bool hole = last_loss_ == Loss::kReorderPages &&
                        opened.message().find("MANIFEST") != std::string::npos;
      EXPECT_TRUE(!refused_ || hole) << opened.message();
      return;
    }
    // An epoch that somebody may have been told is kept.
    EXPECT_TRUE(epoch_ == 0 || epoch_ == log->epoch());
    epoch_ = log->epoch();
    const std::string wrong = oracle_.Check(*log);
    EXPECT_EQ(wrong, "");
    if (!wrong.empty()) return;
    for (uint64_t i = 0; i < commits && !disk_->power_is_cut(); ++i) {
      const std::vector<LogAppend> appends = oracle_.NextCommit(&random_);
      oracle_.Begin(appends);
      if (!log->Commit(appends).ok()) break;
      oracle_.Confirm();
      if (random_() % 8 == 0 && !log->WriteHeads().ok()) break;
    }
  }

  // Cuts the power after `operations` of the disk, and works until then. Returns false if the work
  // was done before.
  bool WorkUntilPowerCut(uint64_t operations, uint64_t commits, Loss loss) {
    disk_->CutPowerAfter(operations);
    Work(commits);
    const bool cut = disk_->power_is_cut();
    disk_->CutPowerAfter(0);
    disk_->RestorePower(loss);
    last_loss_ = loss;
    return cut;
  }

  // The log did not open though the power was on.
  bool refused() const { return refused_; }

 private:
  const TempFolder folder_;
  std::mt19937_64 random_;
  const std::shared_ptr<FaultyFileSystem> disk_;
  RocksLogOptions options_;
  LogOracle oracle_;
  uint64_t epoch_ = 0;
  Loss last_loss_ = Loss::kDropAll;
  bool refused_ = false;
};

TEST(PowerCutTest, ConfirmedCommitsSurviveAPowerCutAtARandomOperation) {
  const uint64_t seeds = NumberFromEnvironment("SAMLAD_SEEDS", 200);
  const uint64_t first = NumberFromEnvironment("SAMLAD_FIRST_SEED", 1);
  uint64_t cuts = 0;
  uint64_t confirmed = 0;
  uint64_t refused = 0;
  for (uint64_t seed = first; seed < first + seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE("SAMLAD_FIRST_SEED=" + std::to_string(seed) + " SAMLAD_SEEDS=1");
    std::mt19937_64 random(seed);
    Suffering suffering(seed);
    for (int round = 0; round < 3 && !suffering.refused(); ++round) {
      cuts += suffering.WorkUntilPowerCut(random() % 400, 150, kLosses[random() % 3]);
    }
    if (!suffering.refused()) suffering.Work(3);
    refused += suffering.refused();
    confirmed += suffering.oracle().confirmed_changes();
  }
  // The test itself works: the power was cut amid work nearly always.
  EXPECT_GT(cuts, seeds * 3 / 2);
  EXPECT_GT(confirmed, seeds * 50);
  EXPECT_LE(refused, 1 + seeds / 200);
}

// The same work, the power cut after each of its operations in turn (every SAMLAD_STRIDE-th of
// them).
TEST(PowerCutTest, ACrashAfterAnyOperationRecovers) {
  const uint64_t stride = NumberFromEnvironment("SAMLAD_STRIDE", 83);
  constexpr uint64_t kCommits = 200;
  for (const Loss loss : kLosses) {
    uint64_t operations = 0;
    bool cut = true;
    while (cut && !HasFailure()) {
      SCOPED_TRACE("power cut after " + std::to_string(operations) + " operations");
      Suffering suffering(7);
      cut = suffering.WorkUntilPowerCut(operations, kCommits, loss);
      suffering.Work(1);
      operations += stride;
    }
    EXPECT_GT(operations, 2 * kCommits);  // each commit writes and syncs
  }
}

}  // namespace
}  // namespace samlad
