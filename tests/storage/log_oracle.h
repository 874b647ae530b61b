#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "storage/event_log.h"

namespace samlad {

// What a log must hold after a crash: everything that was confirmed, and of the one commit that was
// under way all or nothing.
class LogOracle {
 public:
  // A commit of random changes to some of a few logs, which goes on from what is confirmed.
  std::vector<LogAppend> NextCommit(std::mt19937_64* random) const;

  // The commit is under way: it may be there after a crash.
  void Begin(const std::vector<LogAppend>& appends) { pending_ = appends; }
  // Commit returned ok.
  void Confirm();

  // Holds the log, just opened, against what must be there, and takes what it holds as confirmed
  // from now on. Empty if all is well, else what is wrong.
  std::string Check(const EventLog& log);

  uint64_t confirmed_changes() const;

 private:
  struct Kept {
    std::vector<StoredChange> changes;
    std::map<CommandId, std::string> answers;
  };
  using Logs = std::map<LogId, Kept>;

  static void Apply(const std::vector<LogAppend>& appends, Logs* logs);
  // Empty if the log holds exactly this.
  static std::string Compare(const EventLog& log, const Logs& expected);

  Logs confirmed_;
  std::vector<LogAppend> pending_;
};

}  // namespace samlad
