// A log that was cut short or whose bits were turned is recovered or refused, never silently
// different.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>

#include "storage/rocks_log.h"
#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kChanges = 300;
constexpr uint64_t kItems = 20;

class DamageTest : public ::testing::Test {
 protected:
  DamageTest() {
    // Everything is in the journal, and HEAD vouches for the first two thirds.
    Write(folder_ / "original", uint64_t{64} << 20);
    const std::string head = ReadWhole(folder_ / "HEAD");
    fs::copy(folder_ / "original", folder_ / "crashed", fs::copy_options::recursive);
    WriteWhole(folder_ / "crashed/HEAD", head);
  }

  // Commits all changes by threes. Leaves HEAD as it was after two thirds of them beside the
  // folder.
  void Write(const std::string& data_folder, uint64_t write_buffer_bytes) {
    RocksLogOptions options;
    options.folder = data_folder;
    options.write_buffer_bytes = write_buffer_bytes;
    std::unique_ptr<RocksLog> log;
    ASSERT_TRUE(RocksLog::Open(options, &log).ok());
    for (uint64_t from = 1; from <= kChanges; from += 3) {
      ASSERT_TRUE(log->Commit({SampleAppend(id_, from, 3, kItems)}).ok());
      if (from + 2 != kPromised) continue;
      ASSERT_TRUE(log->WriteHeads().ok());
      WriteWhole(folder_ / "HEAD", ReadWhole(data_folder + "/HEAD"));
    }
  }

  std::string CopyOf(const std::string& name) {
    fs::remove_all(folder_ / "copy");
    fs::copy(folder_ / name, folder_ / "copy", fs::copy_options::recursive);
    return folder_ / "copy";
  }

  // What became of the log in the folder: how many changes it has. It is damage, said aloud, if
  // that is nullopt; anything but the first changes, unaltered, fails the test.
  std::optional<uint64_t> Outcome(const std::string& data_folder) {
    RocksLogOptions options;
    options.folder = data_folder;
    std::unique_ptr<RocksLog> log;
    if (!RocksLog::Open(options, &log).ok()) return std::nullopt;
    SeqAndBytes changes;
    SeqAndBytes picture;
    if (!log->Read(id_, 1, kChanges + 1, Collect(&changes)).ok()) return std::nullopt;
    if (!log->PictureAt(id_, kChanges, Collect(&picture)).ok()) return std::nullopt;
    const LogAppend all = SampleAppend(id_, 1, kChanges, kItems);
    EXPECT_LE(changes.size(), kChanges);
    EXPECT_EQ(changes.size() % 3, 0u) << "half a commit";
    std::map<ItemId, uint64_t> last;
    for (size_t i = 0; i < changes.size(); ++i) {
      EXPECT_EQ(changes[i].first, i + 1);
      EXPECT_EQ(changes[i].second, all.changes[i].bytes);
      last[all.changes[i].item] = i + 1;
      std::string answer;
      const Status found = log->Answer(id_, all.answers[i].command, &answer);
      if (found.code() == Status::Code::kDamaged) return std::nullopt;
      EXPECT_TRUE(found.ok());
      EXPECT_EQ(answer, all.answers[i].bytes);
    }
    EXPECT_EQ(picture.size(), last.size());
    return changes.size();
  }

  static constexpr uint64_t kPromised = 201;
  const TempFolder folder_;
  const LogId id_ = SampleLog(1);
};

TEST_F(DamageTest, AJournalCutAtAnyByteGivesWhatWasPromisedOrIsRefused) {
  std::string journal;
  for (const auto& entry : fs::directory_iterator(folder_ / "crashed/db")) {
    if (entry.path().extension() == ".log") journal = entry.path().filename().string();
  }
  const uint64_t size = fs::file_size(folder_ / ("crashed/db/" + journal));
  ASSERT_GT(size, 40'000u);
  const uint64_t stride = NumberFromEnvironment("SAMLAD_STRIDE", 997);
  uint64_t recovered = 0;
  uint64_t refused = 0;
  for (uint64_t cut = 0; cut < std::min<uint64_t>(size, 64 << 10); cut += stride) {
    SCOPED_TRACE("cut by " + std::to_string(cut) + " bytes");
    const std::string copy = CopyOf("crashed");
    fs::resize_file(copy + "/db/" + journal, size - cut);
    const std::optional<uint64_t> changes = Outcome(copy);
    changes ? ++recovered : ++refused;
    ASSERT_GE(changes.value_or(kPromised), kPromised);
    ASSERT_TRUE(cut > 0 || changes == kChanges);
  }
  EXPECT_GT(recovered, 0u);
  EXPECT_GT(refused, 0u);
}

// After a proper stop HEAD vouches for everything, so that no turned bit can hide.
TEST_F(DamageTest, ATurnedBitIsHarmlessOrRefused) {
  Write(folder_ / "with_tables", 16 << 10);
  std::mt19937_64 random(NumberFromEnvironment("SAMLAD_FIRST_SEED", 1));
  const uint64_t flips = NumberFromEnvironment("SAMLAD_FLIPS", 120);
  uint64_t harmless = 0;
  uint64_t refused = 0;
  for (uint64_t flip = 0; flip < flips; ++flip) {
    const std::string copy = CopyOf(flip % 2 == 0 ? "original" : "with_tables");
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(copy)) {
      if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    const std::string& file = files[random() % files.size()];
    std::string bytes = ReadWhole(file);
    const size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    WriteWhole(file, bytes);
    SCOPED_TRACE("bit turned in byte " + std::to_string(at) + " of " + file);
    const std::optional<uint64_t> changes = Outcome(copy);
    changes ? ++harmless : ++refused;
    ASSERT_EQ(changes.value_or(kChanges), kChanges);
  }
  EXPECT_GT(harmless, 0u);
  EXPECT_GT(refused, flips / 10);
}

}  // namespace
}  // namespace samlad
