#include "storage/backup.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <thread>

#include "storage/verify.h"
#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

namespace fs = std::filesystem;

class BackupTest : public ::testing::Test {
 protected:
  std::unique_ptr<RocksLog> Open(const std::string& name) {
    RocksLogOptions options;
    options.folder = folder_ / name;
    std::unique_ptr<RocksLog> log;
    const Status status = RocksLog::Open(options, &log);
    EXPECT_TRUE(status.ok()) << status.message();
    return log;
  }

  Status RestoreFrom(const std::string& backup, const std::string& data, bool salvage = false) {
    RestoreOptions options;
    options.backup_folder = folder_ / backup;
    options.data_folder = folder_ / data;
    options.salvage = salvage;
    return Restore(options);
  }

  void ExpectSound(const std::string& name) {
    VerifyOptions options;
    options.folder = folder_ / name;
    VerifyReport report;
    const Status status = Verify(options, &report);
    EXPECT_TRUE(status.ok()) << status.message();
    EXPECT_TRUE(report.ok()) << report.findings[0].sentence;
  }

  const TempFolder folder_;
  const LogId id_ = SampleLog(1);
};

TEST_F(BackupTest, ARestoredLogIsTheSameLogWithANewEpoch) {
  const std::unique_ptr<RocksLog> log = Open("data");
  LogAppend append = SampleAppend(id_, 1, 500, 20);
  append.seen.push_back({SampleItem(1), SampleItem(2), 5, 9});
  ASSERT_TRUE(log->Commit({append, SampleAppend(kRegistryLog, 1, 3, 3)}).ok());
  const Status made = Backup(log.get(), folder_ / "backup");
  ASSERT_TRUE(made.ok()) << made.message();
  ASSERT_TRUE(log->Commit({SampleAppend(id_, 501, 10, 20)}).ok());  // goes on meanwhile
  ExpectSound("backup");

  const Status restored = RestoreFrom("backup", "restored");
  ASSERT_TRUE(restored.ok()) << restored.message();
  ExpectSound("restored");
  const std::unique_ptr<RocksLog> again = Open("restored");
  EXPECT_NE(again->epoch(), log->epoch());
  EXPECT_NE(again->epoch(), 0u);
  SeqAndBytes expected = ReadAll(*log, id_);
  expected.resize(500);
  EXPECT_EQ(ReadAll(*again, id_), expected);
  EXPECT_EQ(ReadAll(*again, kRegistryLog), ReadAll(*log, kRegistryLog));
  std::string answer;
  EXPECT_TRUE(again->Answer(id_, SampleCommand(500), &answer).ok());
  uint64_t seq = 0;
  EXPECT_TRUE(again->SeenAt(id_, SampleItem(1), 5, &seq).ok());
  EXPECT_EQ(seq, 9u);
  EXPECT_TRUE(again->Commit({SampleAppend(id_, 501, 1, 20)}).ok());
  EXPECT_EQ(Open("backup")->epoch(), log->epoch());  // the backup itself stays as it was
}

TEST_F(BackupTest, ABackupUnderLoadHoldsWhatWasCommittedBefore) {
  const std::unique_ptr<RocksLog> log = Open("data");
  ASSERT_TRUE(log->Commit({SampleAppend(id_, 1, 100, 20)}).ok());
  std::thread committer([&] {
    for (uint64_t seq = 101; seq <= 2000; ++seq) {
      ASSERT_TRUE(log->Commit({SampleAppend(id_, seq, 1, 20)}).ok());
    }
  });
  const Status made = Backup(log.get(), folder_ / "backup");
  committer.join();
  ASSERT_TRUE(made.ok()) << made.message();
  ExpectSound("backup");
  EXPECT_GE(ReadAll(*Open("backup"), id_).size(), 100u);
}

TEST_F(BackupTest, AFolderThatHoldsSomethingIsLeftAlone) {
  const std::unique_ptr<RocksLog> log = Open("data");
  ASSERT_TRUE(log->Commit({SampleAppend(id_, 1, 5, 2)}).ok());
  fs::create_directory(folder_ / "full");
  WriteWhole(folder_ / "full/file", "mine");
  const Status backup = Backup(log.get(), folder_ / "full");
  EXPECT_EQ(backup.code(), Status::Code::kIo);
  EXPECT_NE(backup.message().find("not empty"), std::string::npos);
  ASSERT_TRUE(Backup(log.get(), folder_ / "backup").ok());
  const Status restore = RestoreFrom("backup", "full");
  EXPECT_EQ(restore.code(), Status::Code::kIo);
  EXPECT_NE(restore.message().find("not empty"), std::string::npos);
  EXPECT_EQ(ReadWhole(folder_ / "full/file"), "mine");
  fs::create_directory(folder_ / "empty");
  EXPECT_TRUE(RestoreFrom("backup", "empty").ok());
}

TEST_F(BackupTest, AStoppedServersFolderCanBeBackedUp) {
  { ASSERT_TRUE(Open("data")->Commit({SampleAppend(id_, 1, 5, 2)}).ok()); }
  const Status made = BackupFolder(folder_ / "data", folder_ / "backup");
  EXPECT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(BackupFolder(folder_ / "nothing", folder_ / "b2").code(), Status::Code::kNotFound);
  EXPECT_EQ(RestoreFrom("nothing", "r2").code(), Status::Code::kNotFound);
  EXPECT_FALSE(fs::exists(folder_ / "nothing"));
  const std::unique_ptr<RocksLog> running = Open("data");
  EXPECT_EQ(BackupFolder(folder_ / "data", folder_ / "b2").code(), Status::Code::kInUse);
}

TEST_F(BackupTest, TheFolderOfARunningServerIsNotCopiedFileByFile) {
  int opened[2];
  int finish[2];
  ASSERT_EQ(pipe(opened), 0);
  ASSERT_EQ(pipe(finish), 0);
  const pid_t server = fork();
  char byte = 'x';
  if (server == 0) {
    RocksLogOptions options;
    options.folder = folder_ / "data";
    std::unique_ptr<RocksLog> log;
    const bool ok = RocksLog::Open(options, &log).ok() && write(opened[1], &byte, 1) == 1 &&
                    read(finish[0], &byte, 1) == 1;
    _exit(ok ? 0 : 1);
  }
  ASSERT_EQ(read(opened[0], &byte, 1), 1);
  const Status status = RestoreFrom("data", "restored");
  EXPECT_EQ(status.code(), Status::Code::kInUse);
  EXPECT_NE(status.message().find(std::to_string(server)), std::string::npos);
  ASSERT_EQ(write(finish[1], &byte, 1), 1);
  int result = -1;
  ASSERT_EQ(waitpid(server, &result, 0), server);
  EXPECT_EQ(result, 0);
  for (const int end : {opened[0], opened[1], finish[0], finish[1]}) close(end);
}

TEST_F(BackupTest, ABackupThatLostSomethingIsRefusedUnlessSalvaged) {
  {
    const std::unique_ptr<RocksLog> log = Open("data");
    ASSERT_TRUE(log->Commit({SampleAppend(id_, 1, 5, 2)}).ok());
    ASSERT_TRUE(Backup(log.get(), folder_ / "backup").ok());
  }
  HeadFile file;
  ASSERT_TRUE(HeadFile::Load(folder_ / "backup/HEAD", &file).ok());
  file.heads[0].seq = 6;
  WriteWhole(folder_ / "backup/HEAD", file.Encode());
  EXPECT_EQ(RestoreFrom("backup", "restored").code(), Status::Code::kDamaged);
  const Status salvaged = RestoreFrom("backup", "salvaged", true);
  ASSERT_TRUE(salvaged.ok()) << salvaged.message();
  EXPECT_EQ(ReadAll(*Open("salvaged"), id_).size(), 5u);
  ExpectSound("salvaged");
}

// HEAD is copied last, and a log that has changes does not open without it.
TEST_F(BackupTest, AnUnfinishedRestoreDoesNotOpen) {
  {
    const std::unique_ptr<RocksLog> log = Open("data");
    ASSERT_TRUE(log->Commit({SampleAppend(id_, 1, 5, 2)}).ok());
    ASSERT_TRUE(Backup(log.get(), folder_ / "backup").ok());
  }
  ASSERT_TRUE(RestoreFrom("backup", "restored").ok());
  fs::remove(folder_ / "restored/HEAD");
  RocksLogOptions options;
  options.folder = folder_ / "restored";
  std::unique_ptr<RocksLog> log;
  EXPECT_EQ(RocksLog::Open(options, &log).code(), Status::Code::kDamaged);
}

TEST_F(BackupTest, ProgressReachesTheEnd) {
  {
    const std::unique_ptr<RocksLog> log = Open("data");
    ASSERT_TRUE(log->Commit({SampleAppend(id_, 1, 500, 2)}).ok());
    ASSERT_TRUE(Backup(log.get(), folder_ / "backup").ok());
  }
  RestoreOptions options;
  options.backup_folder = folder_ / "backup";
  options.data_folder = folder_ / "restored";
  uint64_t last = 0;
  uint64_t all = 0;
  options.progress = [&](uint64_t done, uint64_t whole) {
    EXPECT_GE(done, last);
    last = done;
    all = whole;
  };
  ASSERT_TRUE(Restore(options).ok());
  EXPECT_EQ(last, all);
  EXPECT_GT(all, 0u);
}

}  // namespace
}  // namespace samlad
