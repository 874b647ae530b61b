// What RocksLog promises beyond the contract: reopening, the HEAD file, one process at a time.
#include "storage/rocks_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <set>

#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();

class RocksLogTest : public ::testing::Test {
 protected:
  RocksLogTest() { options_.folder = folder_ / "data"; }

  std::unique_ptr<RocksLog> Open() {
    std::unique_ptr<RocksLog> log;
    const Status status = RocksLog::Open(options_, &log);
    EXPECT_TRUE(status.ok()) << status.message();
    return log;
  }

  // Opening fails, with a sentence that names the folder.
  Status::Code Refused() {
    std::unique_ptr<RocksLog> log;
    const Status status = RocksLog::Open(options_, &log);
    EXPECT_NE(status.message().find(options_.folder), std::string::npos) << status.message();
    EXPECT_EQ(log, nullptr);
    return status.code();
  }

  void WriteChanges(uint64_t from, uint64_t count) {
    const std::unique_ptr<RocksLog> log = Open();
    ASSERT_TRUE(log->Commit({SampleAppend(id_, from, count, 5)}).ok());
  }

  std::string HeadPath() const { return options_.folder + "/HEAD"; }

  const TempFolder folder_;
  RocksLogOptions options_;
  const LogId id_ = SampleLog(1);
};

TEST_F(RocksLogTest, EverythingIsThereAfterReopening) {
  uint64_t epoch = 0;
  {
    const std::unique_ptr<RocksLog> log = Open();
    epoch = log->epoch();
    LogAppend append = SampleAppend(id_, 1, 20, 3);
    append.seen.push_back({SampleItem(1), SampleItem(2), 5, 9});
    ASSERT_TRUE(log->Commit({append}).ok());
  }
  const std::unique_ptr<RocksLog> log = Open();
  EXPECT_EQ(log->epoch(), epoch);
  const SeqAndBytes read = ReadAll(*log, id_);
  const LogAppend expected = SampleAppend(id_, 1, 20, 3);
  ASSERT_EQ(read.size(), 20u);
  for (size_t i = 0; i < 20; ++i) EXPECT_EQ(read[i].second, expected.changes[i].bytes);
  std::string bytes;
  EXPECT_TRUE(log->Answer(id_, SampleCommand(20), &bytes).ok());
  uint64_t seq = 0;
  EXPECT_TRUE(log->SeenAt(id_, SampleItem(1), 5, &seq).ok());
  EXPECT_EQ(seq, 9u);
  EXPECT_TRUE(log->Commit({SampleAppend(id_, 21, 1, 3)}).ok());
}

TEST_F(RocksLogTest, EpochsAreRandom) {
  uint64_t first = 0;
  {
    first = Open()->epoch();
    EXPECT_NE(first, 0u);
  }
  options_.folder = folder_ / "another";
  EXPECT_NE(Open()->epoch(), first);
  options_.new_epoch = true;
  const uint64_t second = Open()->epoch();
  options_.new_epoch = false;
  EXPECT_EQ(Open()->epoch(), second);
}

TEST_F(RocksLogTest, TheHeadFileIsThereFromTheStartAndFollows) {
  const std::unique_ptr<RocksLog> log = Open();
  HeadFile file;
  ASSERT_TRUE(HeadFile::Load(HeadPath(), &file).ok());
  EXPECT_EQ(file.epoch, log->epoch());
  EXPECT_TRUE(file.heads.empty());
  ASSERT_TRUE(log->Commit({SampleAppend(id_, 1, 3, 2)}).ok());
  ASSERT_TRUE(log->WriteHeads().ok());
  ASSERT_TRUE(HeadFile::Load(HeadPath(), &file).ok());
  ASSERT_NE(file.Find(id_), nullptr);
  std::vector<LogHead> heads;
  ASSERT_TRUE(log->Heads(&heads).ok());
  EXPECT_EQ(file.Find(id_)->seq, 3u);
  EXPECT_EQ(file.Find(id_)->root, heads[0].root);
}

TEST_F(RocksLogTest, TheHeadFileIsWrittenAtShutdown) {
  WriteChanges(1, 4);
  HeadFile file;
  ASSERT_TRUE(HeadFile::Load(HeadPath(), &file).ok());
  ASSERT_NE(file.Find(id_), nullptr);
  EXPECT_EQ(file.Find(id_)->seq, 4u);
}

// Takes the place of a HEAD with one that promises something else, properly written.
class HeadPromiseTest : public RocksLogTest {
 protected:
  void Promise(uint64_t seq, const Digest& root) {
    HeadFile file;
    ASSERT_TRUE(HeadFile::Load(HeadPath(), &file).ok());
    file.heads = {{.log = id_, .seq = seq, .root = root}};
    WriteWhole(HeadPath(), file.Encode());
  }
  Digest RootAt(uint64_t seq) {
    MerkleTree tree;
    for (const StoredChange& change : SampleAppend(id_, 1, seq, 5).changes) {
      tree.Append(change.bytes);
    }
    return tree.Root();
  }
};

TEST_F(HeadPromiseTest, ALogShorterThanHeadIsRefused) {
  WriteChanges(1, 4);
  Promise(5, RootAt(5));
  EXPECT_EQ(Refused(), Status::Code::kDamaged);
  EXPECT_EQ(Refused(), Status::Code::kDamaged);  // refusing left the evidence as it was
}

TEST_F(HeadPromiseTest, ALogThatHeadKnowsAndTheDatabaseDoesNotIsRefused) {
  Open().reset();
  Promise(1, RootAt(1));
  EXPECT_EQ(Refused(), Status::Code::kDamaged);
}

TEST_F(HeadPromiseTest, AnotherRootIsRefused) {
  WriteChanges(1, 4);
  Promise(4, RootAt(3));
  EXPECT_EQ(Refused(), Status::Code::kDamaged);
}

TEST_F(HeadPromiseTest, AnOlderHeadOfTheSameHistoryIsFine) {
  WriteChanges(1, 4);
  Promise(3, RootAt(3));
  EXPECT_EQ(ReadAll(*Open(), id_).size(), 4u);
}

TEST_F(HeadPromiseTest, AnOlderHeadOfAnotherHistoryIsRefused) {
  WriteChanges(1, 4);
  Promise(3, RootAt(2));
  EXPECT_EQ(Refused(), Status::Code::kDamaged);
}

// A long log is held against an older HEAD without reading it from its beginning.
TEST_F(HeadPromiseTest, ALongLogIsHeldAgainstAnOlderHead) {
  for (uint64_t from = 1; from <= 10'000; from += 1000) WriteChanges(from, 1000);
  for (const uint64_t seq : {1, 4095, 4096, 4097, 5000, 5001, 8999, 9000, 9001, 9999}) {
    Promise(seq, RootAt(seq));
    EXPECT_EQ(ReadAll(*Open(), id_).size(), 10'000u) << "seq " << seq;
    Promise(seq, RootAt(seq + 1));
    EXPECT_EQ(Refused(), Status::Code::kDamaged) << "seq " << seq;
  }
}

TEST_F(RocksLogTest, AMissingHeadFileIsRefused) {
  WriteChanges(1, 4);
  std::filesystem::remove(HeadPath());
  EXPECT_EQ(Refused(), Status::Code::kDamaged);
}

TEST_F(RocksLogTest, ADamagedHeadFileIsRefused) {
  WriteChanges(1, 4);
  WriteWhole(HeadPath(), ReadWhole(HeadPath()).substr(1));
  EXPECT_EQ(Refused(), Status::Code::kDamaged);
}

TEST_F(RocksLogTest, AHeadFileOfAnotherLogIsRefused) {
  WriteChanges(1, 4);
  const std::string head = ReadWhole(HeadPath());
  options_.folder = folder_ / "another";
  WriteChanges(1, 4);
  WriteWhole(HeadPath(), head);
  EXPECT_EQ(Refused(), Status::Code::kDamaged);
}

TEST_F(RocksLogTest, ASecondOneOnTheSameFolderIsRefused) {
  const std::unique_ptr<RocksLog> log = Open();
  EXPECT_EQ(Refused(), Status::Code::kInUse);
  EXPECT_TRUE(log->Commit({SampleAppend(id_, 1, 1, 1)}).ok());
}

TEST_F(RocksLogTest, ASecondProcessOnTheSameFolderIsRefused) {
  int opened[2];
  int finish[2];
  ASSERT_EQ(pipe(opened), 0);
  ASSERT_EQ(pipe(finish), 0);
  const pid_t other = fork();
  char byte = 'x';
  if (other == 0) {
    std::unique_ptr<RocksLog> log;
    const bool ok = RocksLog::Open(options_, &log).ok() && write(opened[1], &byte, 1) == 1 &&
                    read(finish[0], &byte, 1) == 1;
    _exit(ok ? 0 : 1);
  }
  ASSERT_EQ(read(opened[0], &byte, 1), 1);
  EXPECT_EQ(Refused(), Status::Code::kInUse);
  ASSERT_EQ(write(finish[1], &byte, 1), 1);
  int result = -1;
  ASSERT_EQ(waitpid(other, &result, 0), other);
  EXPECT_EQ(result, 0);
  for (const int end : {opened[0], opened[1], finish[0], finish[1]}) close(end);
  Open();  // the lock ended with the process
}

TEST_F(RocksLogTest, AFolderThatCannotBeMadeIsIo) {
  WriteWhole(folder_ / "file", "not a folder");
  options_.folder = folder_ / "file/data";
  EXPECT_EQ(Refused(), Status::Code::kIo);
  options_.folder = folder_ / "file";
  EXPECT_EQ(Refused(), Status::Code::kIo);
}

TEST_F(RocksLogTest, AFolderThatMayNotBeUsedIsIo) {
  ASSERT_EQ(mkdir(options_.folder.c_str(), 0500), 0);
  constexpr uid_t kNobody = 65534;
  const bool is_root = geteuid() == 0;  // who may write everywhere
  ASSERT_TRUE(!is_root || seteuid(kNobody) == 0);
  EXPECT_EQ(Refused(), Status::Code::kIo);
  ASSERT_TRUE(!is_root || seteuid(0) == 0);
}

TEST_F(RocksLogTest, ReadOnlyNeedsALog) {
  options_.read_only = true;
  EXPECT_EQ(Refused(), Status::Code::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(options_.folder));
}

TEST_F(RocksLogTest, ReadOnlyLooksBesideARunningServerAndChangesNothing) {
  const std::unique_ptr<RocksLog> log = Open();
  ASSERT_TRUE(log->Commit({SampleAppend(id_, 1, 10, 3)}).ok());
  const auto listing = [&] {
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options_.folder)) {
      files.insert(entry.path().string());
    }
    return files;
  };
  const auto before = listing();
  RocksLogOptions beside = options_;
  beside.read_only = true;
  std::unique_ptr<RocksLog> looking;
  const Status status = RocksLog::Open(beside, &looking);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(looking->epoch(), log->epoch());
  ASSERT_TRUE(log->Commit({SampleAppend(id_, 11, 10, 3)}).ok());
  EXPECT_EQ(ReadAll(*looking, id_).size(), 10u);
  SeqAndBytes picture;
  EXPECT_TRUE(looking->PictureAt(id_, kAll, Collect(&picture)).ok());
  EXPECT_EQ(picture.size(), 3u);
  looking.reset();
  EXPECT_EQ(listing(), before);
  EXPECT_EQ(ReadAll(*log, id_).size(), 20u);
}

// The picture is the same from the log and from the versions, also when it comes from tables.
TEST_F(RocksLogTest, PictureFromTheLogEqualsThePictureFromTheVersions) {
  constexpr uint64_t kChanges = 100'000;
  constexpr uint64_t kBatch = 500;
  constexpr uint64_t kItems = 3000;
  options_.write_buffer_bytes = 2 << 20;
  {
    const std::unique_ptr<RocksLog> log = Open();
    for (uint64_t from = 1; from <= kChanges; from += kBatch) {
      ASSERT_TRUE(log->Commit({SampleAppend(id_, from, kBatch, kItems)}).ok());
    }
  }
  const std::unique_ptr<RocksLog> log = Open();
  std::map<ItemId, uint64_t> last;
  uint64_t seq = 0;
  for (const uint64_t at : {kChanges / 100, kChanges / 2, kChanges}) {
    for (; seq < at; ++seq) last[SampleAppend(id_, seq + 1, 1, kItems).changes[0].item] = seq + 1;
    std::map<uint64_t, std::string> from_log;
    std::set<uint64_t> wanted;
    for (const auto& [item, item_seq] : last) wanted.insert(item_seq);
    ASSERT_TRUE(log->Read(id_, 1, at,
                          [&](uint64_t read, std::string_view bytes) {
                            if (wanted.contains(read)) from_log.emplace(read, bytes);
                            return true;
                          })
                    .ok());
    SeqAndBytes from_versions;
    ASSERT_TRUE(log->PictureAt(id_, at, Collect(&from_versions)).ok());
    ASSERT_EQ(from_versions, SeqAndBytes(from_log.begin(), from_log.end())) << "at " << at;
  }
}

}  // namespace
}  // namespace samlad
