// The disk that fails on demand forgets what the model in unsynced.h lets it forget, and nothing
// else.
#include "tests/storage/faulty_file_system.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

class FaultyFileSystemTest : public ::testing::Test {
 protected:
  std::unique_ptr<rocksdb::FSWritableFile> Make(const std::string& name) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(disk_.NewWritableFile(folder_ / name, rocksdb::FileOptions(), &file, nullptr).ok());
    return file;
  }
  void SyncFolder() {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    ASSERT_TRUE(disk_.NewDirectory(folder_.path(), io_, &directory, nullptr).ok());
    ASSERT_TRUE(directory->Fsync(io_, nullptr).ok());
  }
  void MakeDurable(const std::string& name, const std::string& bytes) {
    const auto file = Make(name);
    ASSERT_TRUE(file->Append(bytes, io_, nullptr).ok());
    ASSERT_TRUE(file->Fsync(io_, nullptr).ok());
    ASSERT_TRUE(file->Close(io_, nullptr).ok());
    SyncFolder();
  }
  void PowerCut(Loss loss) {
    disk_.CutPowerAfter(0);
    disk_.RestorePower(loss);
  }
  bool Exists(const std::string& name) { return std::filesystem::exists(folder_ / name); }

  const rocksdb::IOOptions io_;
  const TempFolder folder_;
  FaultyFileSystem disk_{folder_ / "attic", 1};
};

TEST_F(FaultyFileSystemTest, SyncedBytesStayAndOthersGo) {
  MakeDurable("a", "");
  auto file = Make("b");
  SyncFolder();
  ASSERT_TRUE(file->Append("durable", io_, nullptr).ok());
  ASSERT_TRUE(file->Sync(io_, nullptr).ok());
  ASSERT_TRUE(file->Append(" not", io_, nullptr).ok());
  ASSERT_TRUE(file->Close(io_, nullptr).ok());
  PowerCut(Loss::kDropAll);
  EXPECT_EQ(ReadWhole(folder_ / "b"), "durable");
}

TEST_F(FaultyFileSystemTest, APrefixOrAnyPagesOfTheRestMayStay) {
  const std::string more(20'000, 'x');
  bool some_pages_missing = false;
  for (int round = 0; round < 40; ++round) {
    const Loss loss = round % 2 == 0 ? Loss::kKeepPrefix : Loss::kReorderPages;
    const std::string name = std::to_string(round);
    auto file = Make(name);
    SyncFolder();
    ASSERT_TRUE(file->Append("durable", io_, nullptr).ok());
    ASSERT_TRUE(file->Sync(io_, nullptr).ok());
    ASSERT_TRUE(file->Append(more, io_, nullptr).ok());
    ASSERT_TRUE(file->Close(io_, nullptr).ok());
    PowerCut(loss);
    const std::string left = ReadWhole(folder_ / name);
    ASSERT_EQ(left.substr(0, 7), "durable");
    ASSERT_LE(left.size(), 7 + more.size());
    const size_t zero = left.find('\0');
    some_pages_missing |= zero != left.npos && left.find('x', zero) != left.npos;
    ASSERT_TRUE(loss == Loss::kReorderPages || zero == left.npos);
  }
  EXPECT_TRUE(some_pages_missing);
}

TEST_F(FaultyFileSystemTest, ANameIsDurableWhenItsFolderIsSynced) {
  MakeDurable("old", "old text");
  MakeDurable("removed", "still here");
  auto file = Make("new");
  ASSERT_TRUE(file->Append("new text", io_, nullptr).ok());
  ASSERT_TRUE(file->Fsync(io_, nullptr).ok());
  ASSERT_TRUE(file->Close(io_, nullptr).ok());
  ASSERT_TRUE(disk_.RenameFile(folder_ / "new", folder_ / "old", io_, nullptr).ok());
  ASSERT_TRUE(disk_.DeleteFile(folder_ / "removed", io_, nullptr).ok());
  EXPECT_FALSE(Exists("removed"));
  PowerCut(Loss::kDropAll);
  EXPECT_EQ(ReadWhole(folder_ / "old"), "old text");
  EXPECT_EQ(ReadWhole(folder_ / "removed"), "still here");
  EXPECT_FALSE(Exists("new"));
}

TEST_F(FaultyFileSystemTest, ASyncedRenameStays) {
  MakeDurable("old", "old text");
  MakeDurable("new", "new text");
  ASSERT_TRUE(disk_.RenameFile(folder_ / "new", folder_ / "old", io_, nullptr).ok());
  SyncFolder();
  PowerCut(Loss::kDropAll);
  EXPECT_EQ(ReadWhole(folder_ / "old"), "new text");
  EXPECT_FALSE(Exists("new"));
}

TEST_F(FaultyFileSystemTest, WhatAFailedSyncLostNoLaterSyncBringsBack) {
  auto file = Make("a");
  SyncFolder();
  ASSERT_TRUE(file->Append("one", io_, nullptr).ok());
  ASSERT_TRUE(file->Sync(io_, nullptr).ok());
  ASSERT_TRUE(file->Append("two", io_, nullptr).ok());
  disk_.FailSync(1);
  EXPECT_FALSE(file->Sync(io_, nullptr).ok());
  EXPECT_TRUE(file->Sync(io_, nullptr).ok());
  ASSERT_TRUE(file->Close(io_, nullptr).ok());
  PowerCut(Loss::kDropAll);
  EXPECT_EQ(ReadWhole(folder_ / "a"), "one");
}

TEST_F(FaultyFileSystemTest, ThePowerGoesAtTheOperationThatWasNamed) {
  auto file = Make("a");
  disk_.CutPowerAfter(1);
  EXPECT_TRUE(file->Append("x", io_, nullptr).ok());
  EXPECT_TRUE(disk_.power_is_cut());
  EXPECT_FALSE(file->Append("y", io_, nullptr).ok());
  EXPECT_FALSE(disk_.DeleteFile(folder_ / "a", io_, nullptr).ok());
  ASSERT_TRUE(file->Close(io_, nullptr).ok());
  disk_.RestorePower(Loss::kDropAll);
  EXPECT_FALSE(Exists("a"));
  MakeDurable("b", "");
}

TEST_F(FaultyFileSystemTest, AFullDiskTakesWhatFits) {
  auto file = Make("a");
  disk_.FillUpAfter(5);
  EXPECT_TRUE(file->Append("123", io_, nullptr).ok());
  EXPECT_TRUE(file->Append("456", io_, nullptr).IsNoSpace());
  ASSERT_TRUE(file->Close(io_, nullptr).ok());
  EXPECT_EQ(ReadWhole(folder_ / "a"), "12345");
}

}  // namespace
}  // namespace samlad
