// P9: on a storage error nothing more is confirmed, and what was confirmed is there afterwards.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <thread>

#include "storage/rocks_log.h"
#include "tests/storage/faulty_file_system.h"
#include "tests/storage/log_oracle.h"
#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

class FailingDiskTest : public ::testing::Test {
 protected:
  // A new log, and a new disk under it.
  void Start(uint64_t seed) {
    log_.reset();
    folder_ = std::make_unique<TempFolder>();
    disk_ = std::make_shared<FaultyFileSystem>(*folder_ / "attic", seed);
    oracle_ = LogOracle();
    random_.seed(seed);
    Reopen();
  }

  void Reopen() {
    log_.reset();
    RocksLogOptions options;
    options.folder = *folder_ / "data";
    options.file_system = disk_;
    options.block_cache_bytes = 1 << 20;
    options.write_buffer_bytes = 64 << 10;
    options.wal_bytes_max = 256 << 10;
    const Status opened = RocksLog::Open(options, &log_);
    ASSERT_TRUE(opened.ok()) << opened.message();
    ASSERT_EQ(oracle_.Check(*log_), "");
  }

  Status CommitOne() {
    const std::vector<LogAppend> appends = oracle_.NextCommit(&random_);
    oracle_.Begin(appends);
    const Status status = log_->Commit(appends);
    if (status.ok()) oracle_.Confirm();
    return status;
  }

  Status CommitUntilFailure(uint64_t commits_max) {
    for (uint64_t i = 0; i < commits_max; ++i) {
      const Status status = CommitOne();
      if (!status.ok()) return status;
      if (i % 16 == 0) {
        const Status written = log_->WriteHeads();
        if (!written.ok()) return written;
      }
    }
    return Status();
  }

  // No later commit is confirmed, although the disk would take it.
  void ExpectFailureIsFinal(const Status& failure) {
    EXPECT_EQ(failure.code(), Status::Code::kIo);
    EXPECT_NE(failure.message().find(*folder_ / "data"), std::string::npos) << failure.message();
    for (int i = 0; i < 3; ++i) {
      const Status later = log_->Commit({SampleAppend(SampleLog(99), 1, 1, 1)});
      EXPECT_EQ(later.message(), failure.message());
    }
    EXPECT_FALSE(log_->WriteHeads().ok());
  }

  std::unique_ptr<TempFolder> folder_;
  std::shared_ptr<FaultyFileSystem> disk_;
  std::unique_ptr<RocksLog> log_;
  LogOracle oracle_;
  std::mt19937_64 random_;
};

TEST_F(FailingDiskTest, ASyncThatFailsIsNeverRetriedAndNothingIsConfirmedAfterIt) {
  for (uint64_t n = 1; n <= 120; n += n < 20 ? 1 : 7) {
    SCOPED_TRACE("sync " + std::to_string(n));
    ASSERT_NO_FATAL_FAILURE(Start(n));
    disk_->FailSync(n);
    const Status failure = CommitUntilFailure(1000);
    ASSERT_FALSE(failure.ok());
    ExpectFailureIsFinal(failure);
    if (n % 2 == 0) {
      // What the failed sync should have made durable is gone, whatever later syncs said.
      disk_->CutPowerAfter(0);
      log_.reset();
      disk_->RestorePower(Loss::kDropAll);
    }
    ASSERT_NO_FATAL_FAILURE(Reopen());
    EXPECT_TRUE(CommitOne().ok());
  }
}

TEST_F(FailingDiskTest, AFullDiskLosesNothingThatWasConfirmed) {
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    ASSERT_NO_FATAL_FAILURE(Start(seed));
    disk_->FillUpAfter(std::mt19937_64(seed)() % 400'000);
    const Status failure = CommitUntilFailure(10'000);
    ASSERT_FALSE(failure.ok());
    EXPECT_NE(failure.message().find("full"), std::string::npos) << failure.message();
    disk_->FillUpAfter(UINT64_MAX);
    ExpectFailureIsFinal(failure);
    ASSERT_NO_FATAL_FAILURE(Reopen());
    EXPECT_TRUE(CommitOne().ok());
  }
}

TEST_F(FailingDiskTest, AFullDiskIsOneClearSentenceAtTheStart) {
  ASSERT_NO_FATAL_FAILURE(Start(1));
  ASSERT_TRUE(CommitOne().ok());
  log_.reset();
  disk_->FillUpAfter(10);
  RocksLogOptions options;
  options.folder = *folder_ / "data";
  options.file_system = disk_;
  const Status status = RocksLog::Open(options, &log_);
  EXPECT_EQ(status.code(), Status::Code::kIo);
  EXPECT_NE(status.message().find("full"), std::string::npos) << status.message();
  disk_->FillUpAfter(UINT64_MAX);
  Reopen();
}

TEST_F(FailingDiskTest, WhileASyncHangsNothingIsConfirmedOrShown) {
  ASSERT_NO_FATAL_FAILURE(Start(1));
  ASSERT_TRUE(CommitOne().ok());
  const LogId other = SampleLog(50);
  disk_->HoldSyncs();
  std::atomic<bool> confirmed = false;
  std::thread committer([&] {
    EXPECT_TRUE(log_->Commit({SampleAppend(other, 1, 3, 2)}).ok());
    confirmed = true;
  });
  disk_->WaitUntilASyncIsHeld();
  EXPECT_FALSE(confirmed);
  EXPECT_TRUE(ReadAll(*log_, other).empty());
  EXPECT_EQ(oracle_.Check(*log_), "");  // what was confirmed can be read meanwhile
  disk_->ReleaseSyncs();
  committer.join();
  EXPECT_TRUE(confirmed);
  EXPECT_EQ(ReadAll(*log_, other).size(), 3u);
}

TEST_F(FailingDiskTest, APowerCutDuringAHangingSyncConfirmsNothing) {
  ASSERT_NO_FATAL_FAILURE(Start(1));
  ASSERT_TRUE(CommitOne().ok());
  disk_->HoldSyncs();
  std::thread committer([&] { EXPECT_FALSE(CommitOne().ok()); });
  disk_->WaitUntilASyncIsHeld();
  disk_->CutPowerAfter(0);
  disk_->ReleaseSyncs();
  committer.join();
  log_.reset();
  disk_->RestorePower(Loss::kKeepPrefix);
  Reopen();
}

}  // namespace
}  // namespace samlad
