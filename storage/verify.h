#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "storage/event_log.h"
#include "storage/id.h"
#include "storage/status.h"

namespace samlad {

// Something that is not as it must be.
struct Finding {
  LogId log;         // none if it is about all of them
  uint64_t seq = 0;  // 0 if it is about no change in particular
  std::string sentence;
};

struct VerifyOptions {
  // The data folder, or a backup. A server may be running on it.
  std::string folder;
  // A HEAD file of an earlier day, kept elsewhere, that the history must agree with (P7). Empty:
  // none. The folder's own HEAD is always held against it.
  std::string older_head_path;
  // Findings told one by one; the rest are only counted.
  uint64_t findings_max = 1000;
  // Called now and then: changes checked so far, and how many there are.
  std::function<void(uint64_t done, uint64_t all)> progress;
};

struct VerifyReport {
  uint64_t epoch = 0;
  std::vector<LogHead> heads;  // as recorded, in order of log
  uint64_t changes = 0;        // that were checked
  std::vector<Finding> findings;
  uint64_t findings_count = 0;

  bool ok() const { return findings_count == 0; }
};

// Reads all that is stored and holds it against itself, and against older heads. Of each log:
// the changes are 1, 2, 3 ... ; each can be read, says its own number and names an item;
// recorded_at never goes back; the version index names exactly the changes that there are; the
// recorded head is that of the changes; and the first `seq` changes have the root that an older
// head tells.
//
// Changes nothing. Needs memory of some 24 bytes for each change of the longest log.
//
// An error means that there is nothing to verify: no log, or one that cannot be opened at all.
// Whatever else is wrong is a finding.
Status Verify(const VerifyOptions& options, VerifyReport* report);

}  // namespace samlad
