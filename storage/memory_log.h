#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "storage/event_log.h"
#include "storage/log_state.h"

namespace samlad {

// A log that lives in memory: the other half of the contract's tests, and the disk of simulations.
// What was committed is what survives: a simulator that lets a server crash keeps the MemoryLog, or
// the copy it took when its simulated sync was done, and starts the next server on that. Changes
// are shared between copies, so a copy costs some pointers for each change.
//
// Threads: as EventLog. Copying reads. Visitors run outside the lock and may call the log.
class MemoryLog : public EventLog {
 public:
  // REQUIRES: epoch is not 0.
  explicit MemoryLog(uint64_t epoch = 1);
  MemoryLog(const MemoryLog& other);
  MemoryLog& operator=(const MemoryLog&) = delete;

  // From now on every Commit stores nothing and returns `error`, as a disk that has failed does.
  void FailCommits(Status error);

  Status Commit(const std::vector<LogAppend>& appends) override;
  uint64_t epoch() const override { return epoch_; }
  Status Heads(std::vector<LogHead>* heads) const override;
  Status Read(const LogId& log, uint64_t from, uint64_t through,
              const ChangeVisitor& visit) const override;
  Status ReadBackward(const LogId& log, uint64_t from, uint64_t through,
                      const ChangeVisitor& visit) const override;
  Status PictureSeqsAt(const LogId& log, uint64_t at, std::vector<uint64_t>* seqs) const override;
  Status ReadSeqs(const LogId& log, std::span<const uint64_t> seqs,
                  const ChangeVisitor& visit) const override;
  Status ItemAt(const LogId& log, const ItemId& item, uint64_t at, uint64_t* seq,
                std::string* bytes) const override;
  Status History(const LogId& log, const ItemId& item, uint64_t through,
                 const ChangeVisitor& visit) const override;
  Status Answer(const LogId& log, const CommandId& command, std::string* bytes) const override;
  Status SeenAt(const LogId& log, const ItemId& actor, int64_t at_ms, uint64_t* seq) const override;
  Status SeqAt(const LogId& log, int64_t at_ms, uint64_t* seq) const override;

 private:
  using ChangeRef = std::shared_ptr<const StoredChange>;

  struct Log {
    LogState state;
    std::vector<ChangeRef> changes;                              // the change `seq` at seq - 1
    std::unordered_map<ItemId, std::vector<uint64_t>> versions;  // ascending seqs
    std::unordered_map<CommandId, std::string> answers;
    // By actor: time -> the highest seq shown by then.
    std::unordered_map<ItemId, std::map<int64_t, uint64_t>> seen;
  };

  static void Append(const LogAppend& append, Log* log);
  // The changes [from, through] as far as there are.
  std::vector<ChangeRef> Range(const LogId& log, uint64_t from, uint64_t through) const;
  // Null if there is none. REQUIRES: mutex_ is held.
  const Log* Find(const LogId& log) const;

  const uint64_t epoch_;
  mutable std::mutex mutex_;
  std::unordered_map<LogId, Log> logs_;
  Status failure_;
};

}  // namespace samlad
