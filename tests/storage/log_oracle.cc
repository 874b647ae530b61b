#include "tests/storage/log_oracle.h"

#include <limits>

#include "tests/storage/samples.h"

namespace samlad {
namespace {

constexpr uint64_t kLogs = 3;
constexpr uint64_t kItems = 8;

}  // namespace

std::vector<LogAppend> LogOracle::NextCommit(std::mt19937_64* random) const {
  std::vector<LogAppend> appends;
  for (uint64_t number = 0; number < kLogs; ++number) {
    if (!appends.empty() && (*random)() % 2 == 0) continue;
    LogAppend append{.log = SampleLog(number), .changes = {}, .answers = {}, .seen = {}};
    const auto kept = confirmed_.find(append.log);
    uint64_t seq = kept == confirmed_.end() ? 0 : kept->second.changes.size();
    for (uint64_t left = 1 + (*random)() % 4; left > 0; --left) {
      ++seq;
      const std::string text((*random)() % 10 == 0 ? (*random)() % 20000 : (*random)() % 300,
                             static_cast<char>('a' + (*random)() % 26));
      append.changes.push_back(
          SampleChange(seq, SampleItem((*random)() % kItems), static_cast<int64_t>(seq), text));
      append.answers.push_back({SampleCommand((*random)()), "answer " + std::to_string(seq)});
      append.seen.push_back({SampleItem(1), SampleItem(2), static_cast<int64_t>(seq), seq});
    }
    appends.push_back(std::move(append));
  }
  return appends;
}

void LogOracle::Confirm() {
  Apply(pending_, &confirmed_);
  pending_.clear();
}

void LogOracle::Apply(const std::vector<LogAppend>& appends, Logs* logs) {
  for (const LogAppend& append : appends) {
    Kept& kept = (*logs)[append.log];
    kept.changes.insert(kept.changes.end(), append.changes.begin(), append.changes.end());
    for (const StoredAnswer& answer : append.answers) kept.answers[answer.command] = answer.bytes;
  }
}

std::string LogOracle::Check(const EventLog& log) {
  const std::string without = Compare(log, confirmed_);
  if (without.empty()) {
    pending_.clear();
    return "";
  }
  Logs with_pending = confirmed_;
  Apply(pending_, &with_pending);
  const std::string with = Compare(log, with_pending);
  if (!with.empty()) {
    return "neither what was confirmed (" + without + ") nor that and the last commit (" + with +
           ")";
  }
  Confirm();
  return "";
}

std::string LogOracle::Compare(const EventLog& log, const Logs& expected) {
  constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
  std::vector<LogHead> heads;
  if (!log.Heads(&heads).ok()) return "the heads cannot be read";
  if (heads.size() != expected.size()) return std::to_string(heads.size()) + " logs";
  for (const LogHead& head : heads) {
    const auto found = expected.find(head.log);
    if (found == expected.end()) return "a log that nobody wrote";
    const std::vector<StoredChange>& changes = found->second.changes;
    const std::string name = "log " + ToHex(head.log).substr(0, 4) + " ";
    if (head.seq != changes.size()) {
      return name + std::to_string(head.seq) + " changes, not " + std::to_string(changes.size());
    }
    const SeqAndBytes read = ReadAll(log, head.log);
    if (read.size() != changes.size()) return name + "reads " + std::to_string(read.size());
    MerkleTree tree;
    std::map<ItemId, uint64_t> last;
    for (size_t i = 0; i < read.size(); ++i) {
      if (read[i].first != i + 1) return name + "has a gap at " + std::to_string(i + 1);
      if (read[i].second != changes[i].bytes) return name + "differs at " + std::to_string(i + 1);
      tree.Append(read[i].second);
      last[changes[i].item] = i + 1;
    }
    if (tree.Root() != head.root) return name + "has another root";
    for (const auto& [item, last_seq] : last) {
      uint64_t seq = 0;
      std::string bytes;
      if (!log.ItemAt(head.log, item, kAll, &seq, &bytes).ok() || seq != last_seq) {
        return name + "has another last version of an item";
      }
    }
    for (const auto& [command, answer] : found->second.answers) {
      std::string bytes;
      if (!log.Answer(head.log, command, &bytes).ok() || bytes != answer) {
        return name + "has lost an answer";
      }
    }
    uint64_t seen = 0;
    if (!log.SeenAt(head.log, SampleItem(1), static_cast<int64_t>(head.seq), &seen).ok() ||
        seen != head.seq) {
      return name + "has lost what was seen";
    }
  }
  return "";
}

uint64_t LogOracle::confirmed_changes() const {
  uint64_t count = 0;
  for (const auto& [log, kept] : confirmed_) count += kept.changes.size();
  return count;
}

}  // namespace samlad
