// P7: history cannot be altered unnoticed by anyone who holds an older tree head.
#include "storage/verify.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <thread>

#include "samlad/v1/log.pb.h"
#include "storage/keys.h"
#include "storage/rocks_log.h"
#include "tests/storage/forger.h"
#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kChanges = 60;
constexpr uint64_t kPromised = 45;  // what the older head vouches for
constexpr uint64_t kItems = 9;

class VerifyTest : public ::testing::Test {
 protected:
  VerifyTest() {
    RocksLogOptions options;
    options.folder = folder_ / "original";
    std::unique_ptr<RocksLog> log;
    EXPECT_TRUE(RocksLog::Open(options, &log).ok());
    EXPECT_TRUE(
        log->Commit({SampleAppend(id_, 1, kPromised, kItems), SampleAppend(kRegistryLog, 1, 5, 2)})
            .ok());
    EXPECT_TRUE(log->WriteHeads().ok());
    fs::copy(folder_ / "original/HEAD", folder_ / "older_head");
    EXPECT_TRUE(log->Commit({SampleAppend(id_, kPromised + 1, kChanges - kPromised, kItems)}).ok());
    log.reset();
    NewCopy();
  }

  void NewCopy() {
    fs::remove_all(folder_ / "data");
    fs::copy(folder_ / "original", folder_ / "data", fs::copy_options::recursive);
  }

  VerifyReport Verify(bool with_older_head = true) {
    VerifyOptions options;
    options.folder = folder_ / "data";
    if (with_older_head) options.older_head_path = folder_ / "older_head";
    VerifyReport report;
    const Status status = samlad::Verify(options, &report);
    EXPECT_TRUE(status.ok()) << status.message();
    return report;
  }

  // The forger has a go at the copy; the own HEAD is made to fit, since it lies beside the
  // database.
  void Tamper(const std::function<void(Forger*)>& forge) {
    NewCopy();
    {
      Forger forger(folder_ / "data");
      forge(&forger);
    }
    RocksLogOptions options;
    options.folder = folder_ / "data";
    options.check_head_file = false;
    std::unique_ptr<RocksLog> log;
    // Writes HEAD, if what is left can be opened at all.
    [[maybe_unused]] const Status opened = RocksLog::Open(options, &log);
  }

  // A finding about this change says this.
  void ExpectFinding(const VerifyReport& report, uint64_t seq, const std::string& text) {
    std::string all;
    for (const Finding& finding : report.findings) {
      if (finding.seq == seq && finding.log == id_ &&
          finding.sentence.find(text) != std::string::npos &&
          finding.sentence.find(ToHex(id_)) != std::string::npos) {
        return;
      }
      all += finding.sentence + "\n";
    }
    ADD_FAILURE() << "no finding about " << seq << " says '" << text << "':\n" << all;
  }

  const TempFolder folder_;
  const LogId id_ = SampleLog(1);
};

TEST_F(VerifyTest, AnUntouchedLogHasNoFindings) {
  uint64_t told = 0;
  VerifyOptions options;
  options.folder = folder_ / "data";
  options.older_head_path = folder_ / "older_head";
  options.progress = [&](uint64_t done, uint64_t all) {
    told = done;
    EXPECT_EQ(all, kChanges + 5);
  };
  VerifyReport report;
  ASSERT_TRUE(samlad::Verify(options, &report).ok());
  EXPECT_TRUE(report.ok()) << report.findings[0].sentence;
  EXPECT_EQ(report.changes, kChanges + 5);
  EXPECT_EQ(told, kChanges + 5);
  ASSERT_EQ(report.heads.size(), 2u);
  EXPECT_EQ(report.heads[0].log, kRegistryLog);
  EXPECT_EQ(report.heads[1].seq, kChanges);
}

TEST_F(VerifyTest, ARunningServerIsNoFinding) {
  RocksLogOptions options;
  options.folder = folder_ / "data";
  std::unique_ptr<RocksLog> log;
  ASSERT_TRUE(RocksLog::Open(options, &log).ok());
  ASSERT_TRUE(log->Commit({SampleAppend(id_, kChanges + 1, 10, kItems)}).ok());
  const VerifyReport report = Verify();
  EXPECT_TRUE(report.ok()) << report.findings[0].sentence;
  EXPECT_EQ(report.changes, kChanges + 15);
}

// Files come and go under the eyes of who looks beside a busy server.
TEST_F(VerifyTest, ABusyServerIsNoFinding) {
  RocksLogOptions options;
  options.folder = folder_ / "data";
  options.write_buffer_bytes = 64 << 10;
  std::unique_ptr<RocksLog> log;
  ASSERT_TRUE(RocksLog::Open(options, &log).ok());
  std::atomic<bool> done = false;
  std::thread committer([&] {
    for (uint64_t seq = kChanges + 1; seq < 2500; seq += 5) {
      EXPECT_TRUE(log->Commit({SampleAppend(id_, seq, 5, kItems)}).ok());
      EXPECT_TRUE(log->WriteHeads().ok());
    }
    done = true;
  });
  while (!done) {
    VerifyOptions verify;
    verify.folder = folder_ / "data";
    verify.older_head_path = folder_ / "older_head";
    VerifyReport report;
    const Status status = samlad::Verify(verify, &report);
    EXPECT_TRUE(status.ok() || status.code() == Status::Code::kInUse) << status.message();
    EXPECT_TRUE(report.ok()) << report.findings[0].sentence;
  }
  committer.join();
}

TEST_F(VerifyTest, NoLogIsAnError) {
  VerifyOptions options;
  options.folder = folder_ / "nothing";
  VerifyReport report;
  EXPECT_EQ(samlad::Verify(options, &report).code(), Status::Code::kNotFound);
}

// Each way to tamper with a log, and what is said of it.
TEST_F(VerifyTest, AlteredBytes) {
  Tamper([&](Forger* forger) {
    v1::Change change;
    ASSERT_TRUE(change.ParseFromString(forger->Change(id_, 10)));
    change.set_reason("it was never so");
    forger->PutChange(id_, 10, change.SerializeAsString());
  });
  ExpectFinding(Verify(), kPromised, "altered");
  ExpectFinding(Verify(false), kChanges, "do not have the tree");
}

TEST_F(VerifyTest, AlteredBytesWithTheHeadMadeToFitAreCaughtByTheOlderHead) {
  Tamper([&](Forger* forger) {
    v1::Change change;
    ASSERT_TRUE(change.ParseFromString(forger->Change(id_, 10)));
    change.set_reason("it was never so");
    forger->PutChange(id_, 10, change.SerializeAsString());
    forger->RecordHead(id_, kChanges);
  });
  ExpectFinding(Verify(), kPromised, "altered");
  EXPECT_TRUE(Verify(false).ok());  // without the older head nobody could know
}

TEST_F(VerifyTest, ALogCutShort) {
  Tamper([&](Forger* forger) {
    for (uint64_t seq = kPromised; seq <= kChanges; ++seq) {
      v1::Change change;
      ASSERT_TRUE(change.ParseFromString(forger->Change(id_, seq)));
      const ItemId item = ItemId::FromBytesOrNone(change.item().id());
      forger->Delete(Forger::Family::kChanges, ChangeKey(id_, seq).view());
      forger->Delete(Forger::Family::kVersions, VersionKey(id_, item, seq).view());
    }
    forger->RecordHead(id_, kPromised - 1);
  });
  ExpectFinding(Verify(), kPromised, "vouches for this change, but the log ends at");
  EXPECT_TRUE(Verify(false).ok());
}

TEST_F(VerifyTest, AMissingChange) {
  Tamper(
      [&](Forger* forger) { forger->Delete(Forger::Family::kChanges, ChangeKey(id_, 7).view()); });
  ExpectFinding(Verify(), 8, "are missing");
  ExpectFinding(Verify(), 7, "no such change");
}

TEST_F(VerifyTest, AMissingLastChange) {
  Tamper([&](Forger* forger) {
    forger->Delete(Forger::Family::kChanges, ChangeKey(id_, kChanges).view());
  });
  ExpectFinding(Verify(), kChanges, "recorded as the last one");
}

TEST_F(VerifyTest, AMissingIndexEntry) {
  Tamper([&](Forger* forger) {
    forger->Delete(Forger::Family::kVersions,
                   VersionKey(id_, SampleAppend(id_, 7, 1, kItems).changes[0].item, 7).view());
  });
  ExpectFinding(Verify(), 7, "the index does not name it");
}

TEST_F(VerifyTest, AnIndexEntryTooMany) {
  Tamper([&](Forger* forger) {
    forger->Put(Forger::Family::kVersions, VersionKey(id_, SampleItem(99), 7).view(), "");
  });
  ExpectFinding(Verify(), 7, "which it is not about");
}

TEST_F(VerifyTest, BytesThatAreNoChange) {
  Tamper([&](Forger* forger) { forger->PutChange(id_, 7, "\xff\xff"); });
  ExpectFinding(Verify(), 7, "not a change");
}

TEST_F(VerifyTest, AChangeThatSaysAnotherNumberOrComesFromThePast) {
  Tamper([&](Forger* forger) {
    v1::Change change;
    ASSERT_TRUE(change.ParseFromString(forger->Change(id_, 7)));
    change.set_seq(8);
    change.set_recorded_at_ms(1);
    forger->PutChange(id_, 7, change.SerializeAsString());
  });
  ExpectFinding(Verify(), 7, "says of itself that it is 8");
  ExpectFinding(Verify(), 7, "recorded before");
}

TEST_F(VerifyTest, ALogWithoutAHead) {
  Tamper([&](Forger* forger) { forger->Delete(Forger::Family::kMeta, HeadKey(id_).view()); });
  ExpectFinding(Verify(), 0, "no head is recorded");
}

TEST_F(VerifyTest, AHeadFileThatIsGoneOrDamaged) {
  WriteWhole(folder_ / "data/HEAD", "damaged");
  EXPECT_EQ(Verify().findings_count, 1u);
  fs::remove(folder_ / "data/HEAD");
  EXPECT_EQ(Verify().findings_count, 1u);
}

TEST_F(VerifyTest, FindingsAreBounded) {
  Tamper([&](Forger* forger) {
    for (uint64_t seq = 1; seq <= 50; ++seq) forger->PutChange(id_, seq, "\xff\xff");
  });
  VerifyOptions options;
  options.folder = folder_ / "data";
  options.findings_max = 10;
  VerifyReport report;
  ASSERT_TRUE(samlad::Verify(options, &report).ok());
  EXPECT_EQ(report.findings.size(), 10u);
  EXPECT_GE(report.findings_count, 50u);
}

// A forger who knows everything but cannot reach the older head: alters, removes, inserts or swaps
// changes among those that it vouches for, and makes all else fit.
class Forgery {
 public:
  Forgery(uint64_t seed, const LogId& log) : random_(seed), log_(log) {}

  // Returns what was done.
  std::string Do(Forger* forger) {
    std::vector<v1::Change> changes(kChanges);
    for (uint64_t i = 0; i < kChanges; ++i) {
      EXPECT_TRUE(changes[i].ParseFromString(forger->Change(log_, i + 1)));
    }
    const std::string done = Alter(&changes);
    Write(changes, forger);
    return done;
  }

 private:
  std::string Alter(std::vector<v1::Change>* changes) {
    const size_t at = random_() % kPromised;
    const auto position = changes->begin() + static_cast<ptrdiff_t>(at);
    switch (random_() % 5) {
      case 0:
        (*changes)[at].set_reason("forged " + std::to_string(random_()));
        return "altered the reason of " + std::to_string(at + 1);
      case 1:
        (*changes)[at].mutable_item()->set_id(SampleItem(1000 + random_() % 100).str());
        return "altered the item of " + std::to_string(at + 1);
      case 2:
        changes->erase(position);
        return "removed " + std::to_string(at + 1);
      case 3:
        changes->insert(position, (*changes)[at]);
        return "doubled " + std::to_string(at + 1);
      default: {
        const size_t other = at == 0 ? 1 : at - 1;
        std::swap((*changes)[at], (*changes)[other]);
        return "swapped " + std::to_string(at + 1) + " and its neighbour";
      }
    }
  }

  // Stores these changes as the log, numbered and timed anew.
  void Write(const std::vector<v1::Change>& changes, Forger* forger) {
    for (uint64_t seq = 1; seq <= kChanges; ++seq) {
      v1::Change old;
      EXPECT_TRUE(old.ParseFromString(forger->Change(log_, seq)));
      const ItemId item = ItemId::FromBytesOrNone(old.item().id());
      forger->Delete(Forger::Family::kVersions, VersionKey(log_, item, seq).view());
      forger->Delete(Forger::Family::kChanges, ChangeKey(log_, seq).view());
    }
    for (uint64_t seq = 1; seq <= changes.size(); ++seq) {
      v1::Change change = changes[seq - 1];
      change.set_seq(seq);
      change.set_recorded_at_ms(static_cast<int64_t>(1000 * seq));
      forger->PutChange(log_, seq, change.SerializeAsString());
      const ItemId item = ItemId::FromBytesOrNone(change.item().id());
      forger->Put(Forger::Family::kVersions, VersionKey(log_, item, seq).view(), "");
    }
    forger->RecordHead(log_, changes.size());
  }

  std::mt19937_64 random_;
  const LogId log_;
};

TEST_F(VerifyTest, EveryForgeryIsCaughtByTheOlderHead) {
  const uint64_t seeds = NumberFromEnvironment("SAMLAD_FORGERIES", 100);
  for (uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::string done;
    Tamper([&](Forger* forger) { done = Forgery(seed, id_).Do(forger); });
    EXPECT_TRUE(Verify(false).ok()) << "the forger was careless: " << done;
    EXPECT_FALSE(Verify().ok()) << "not caught: " << done;
  }
}

}  // namespace
}  // namespace samlad
