#include "storage/verify.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "samlad/v1/log.pb.h"
#include "storage/head_file.h"
#include "storage/rocks_log.h"

namespace samlad {
namespace {

constexpr uint64_t kProgressEvery = 4096;

// A head that the first `seq` changes must have, and where that was written.
struct Expectation {
  uint64_t seq = 0;
  Digest root{};
  std::string source;
};

class Verifier {
 public:
  Verifier(const VerifyOptions& options, VerifyReport* report)
      : options_(options), report_(report) {}

  Status Run();

 private:
  void Find(const LogId& log, uint64_t seq, std::string sentence);
  void LoadHeads();
  Status OpenLog();
  void Expect(const std::string& path, bool is_own);

  const VerifyOptions& options_;
  VerifyReport* const report_;
  std::unique_ptr<RocksLog> log_;
  std::optional<uint64_t> own_head_epoch_;
  uint64_t all_changes_ = 0;
  std::map<LogId, LogHead> heads_;
  std::map<LogId, std::vector<Expectation>> expectations_;

  friend class LogVerifier;
};

// Checks one log.
class LogVerifier {
 public:
  LogVerifier(Verifier* all, const LogId& log) : all_(*all), log_(log) {
    const auto found = all_.expectations_.find(log);
    if (found != all_.expectations_.end()) expected_ = found->second;
    std::sort(expected_.begin(), expected_.end(),
              [](const Expectation& a, const Expectation& b) { return a.seq < b.seq; });
  }

  void Run() {
    const Status changes =
        all_.log_->VisitStoredChanges(log_, [&](uint64_t seq, std::string_view bytes) {
          CheckChange(seq, bytes);
          return true;
        });
    if (!changes.ok()) Find(last_seq_ + 1, "cannot be read on: " + changes.message());
    CheckExpectedBeyondTheEnd();
    CheckHead();
    CheckVersions();
  }

 private:
  void Find(uint64_t seq, const std::string& what) {
    std::string sentence = "Log " + ToHex(log_);
    if (seq != 0) sentence += ", change " + std::to_string(seq);
    all_.Find(log_, seq, sentence + ": " + what);
  }

  void CheckChange(uint64_t seq, std::string_view bytes) {
    if (seq != last_seq_ + 1) {
      Find(seq, "the change before it is " + std::to_string(last_seq_) + "; the ones between " +
                    "are missing.");
    }
    last_seq_ = seq;
    v1::Change change;
    ItemId item;
    if (!change.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      Find(seq, "its bytes are not a change.");
    } else {
      item = ItemId::FromBytesOrNone(change.item().id());
      if (change.seq() != seq) {
        Find(seq, "it says of itself that it is " + std::to_string(change.seq()) + ".");
      }
      if (item.is_none()) Find(seq, "it names no item.");
      if (change.recorded_at_ms() < recorded_at_ms_) {
        Find(seq, "it was recorded before the change before it.");
      }
      recorded_at_ms_ = std::max(recorded_at_ms_, change.recorded_at_ms());
    }
    items_.emplace_back(seq, item);
    tree_.Append(bytes);
    CheckExpectedHere();
    ++all_.report_->changes;
    if (all_.options_.progress && all_.report_->changes % kProgressEvery == 0) {
      all_.options_.progress(all_.report_->changes, all_.all_changes_);
    }
  }

  void CheckExpectedHere() {
    while (next_expected_ < expected_.size() && expected_[next_expected_].seq <= tree_.size()) {
      const Expectation& expected = expected_[next_expected_++];
      if (expected.seq == tree_.size() && expected.root != tree_.Root()) {
        Find(expected.seq, "the history up to here is not the one that " + expected.source +
                               " vouches for: something in it was altered.");
      }
    }
  }

  void CheckExpectedBeyondTheEnd() {
    for (; next_expected_ < expected_.size(); ++next_expected_) {
      const Expectation& expected = expected_[next_expected_];
      if (expected.seq <= tree_.size()) continue;
      Find(expected.seq, expected.source + " vouches for this change, but the log ends at " +
                             std::to_string(tree_.size()) + ".");
    }
  }

  void CheckHead() {
    const auto found = all_.heads_.find(log_);
    if (found == all_.heads_.end()) return Find(0, "no head is recorded of it.");
    const LogHead& head = found->second;
    if (head.seq != last_seq_) {
      Find(head.seq, "this is recorded as the last one, but the last one stored is " +
                         std::to_string(last_seq_) + ".");
    } else if (head.root != tree_.Root()) {
      Find(head.seq, "the changes do not have the tree that was recorded with them.");
    } else if (head.recorded_at_ms != recorded_at_ms_) {
      Find(head.seq, "the time recorded with the head is not that of the last change.");
    }
  }

  // The index and the changes name the same pairs of item and seq.
  void CheckVersions() {
    const Status status = all_.log_->VisitStoredVersions(log_, [&](const ItemId& item,
                                                                   uint64_t seq) {
      const auto change = std::lower_bound(
          items_.begin(), items_.end(), seq,
          [](const std::pair<uint64_t, ItemId>& entry, uint64_t at) { return entry.first < at; });
      if (change == items_.end() || change->first != seq) {
        Find(seq, "the index names it for item " + ToHex(item) + ", but there is no such change.");
      } else if (change->second != item) {
        Find(seq, "the index names it for item " + ToHex(item) + ", which it is not about.");
      } else {
        change->second = ItemId{};  // found
      }
      return true;
    });
    if (!status.ok()) Find(0, "the index of its items cannot be read on: " + status.message());
    for (const auto& [seq, item] : items_) {
      if (!item.is_none()) Find(seq, "the index does not name it for item " + ToHex(item) + ".");
    }
  }

  Verifier& all_;
  const LogId log_;
  std::vector<Expectation> expected_;  // in order of seq
  size_t next_expected_ = 0;
  uint64_t last_seq_ = 0;
  int64_t recorded_at_ms_ = 0;
  MerkleTree tree_;
  std::vector<std::pair<uint64_t, ItemId>> items_;  // of each change, in order of seq
};

void Verifier::Find(const LogId& log, uint64_t seq, std::string sentence) {
  if (report_->findings_count++ >= options_.findings_max) return;
  report_->findings.push_back({.log = log, .seq = seq, .sentence = std::move(sentence)});
}

void Verifier::LoadHeads() {
  std::vector<LogHead> heads;
  const Status status = log_->Heads(&heads);
  if (!status.ok()) Find(LogId{}, 0, status.message());
  for (const LogHead& head : heads) {
    heads_.emplace(head.log, head);
    all_changes_ += head.seq;
  }
  for (const auto& [log, head] : heads_) report_->heads.push_back(head);
}

void Verifier::Expect(const std::string& path, bool is_own) {
  HeadFile file;
  const Status status = HeadFile::Load(path, &file);
  if (!status.ok()) return Find(LogId{}, 0, status.message());
  if (is_own) own_head_epoch_ = file.epoch;
  for (const PromisedHead& promise : file.heads) {
    expectations_[promise.log].push_back(
        {.seq = promise.seq, .root = promise.root, .source = path});
  }
}

Status Verifier::OpenLog() {
  RocksLogOptions options;
  options.folder = options_.folder;
  options.read_only = true;
  options.check_head_file = false;
  return RocksLog::Open(options, &log_);
}

Status Verifier::Run() {
  // The heads before the log: a server that is running makes both grow.
  Expect(options_.folder + "/" + kHeadFileName, true);
  if (!options_.older_head_path.empty()) Expect(options_.older_head_path, false);
  const Status opened = OpenLog();
  if (!opened.ok()) return opened;

  report_->epoch = log_->epoch();
  if (own_head_epoch_ && *own_head_epoch_ != log_->epoch()) {
    Find(LogId{}, 0, "The HEAD file belongs to another history than the log.");
  }
  LoadHeads();
  std::set<LogId> logs;
  const Status status = log_->StoredLogs(&logs);
  if (!status.ok()) Find(LogId{}, 0, status.message());
  for (const auto& [log, expected] : expectations_) logs.insert(log);
  for (const LogId& log : logs) LogVerifier(this, log).Run();
  if (options_.progress) options_.progress(report_->changes, all_changes_);
  return Status();
}

}  // namespace

Status Verify(const VerifyOptions& options, VerifyReport* report) {
  *report = VerifyReport();
  return Verifier(options, report).Run();
}

}  // namespace samlad
