#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/id.h"
#include "storage/merkle.h"
#include "storage/status.h"

namespace samlad {

// A change as the log keeps it: its place, the item it is about, and its bytes (samlad.v1.Change).
struct StoredChange {
  uint64_t seq = 0;
  int64_t recorded_at_ms = 0;
  ItemId item;
  std::string bytes;
};

// The answer to a command (samlad.v1.CommandResult), kept so that the command takes effect once.
struct StoredAnswer {
  CommandId command;
  std::string bytes;
};

// "Everything up to seq had been shown to this person by then." Within one actor time does not go
// back: an entry that is earlier than the actor's last counts as of the same time.
struct StoredSeen {
  ItemId actor;
  ItemId person;
  int64_t at_ms = 0;
  uint64_t seq = 0;
};

// What one log adds in one commit. Changes continue the log without a gap.
struct LogAppend {
  LogId log;
  std::vector<StoredChange> changes;
  std::vector<StoredAnswer> answers;
  std::vector<StoredSeen> seen;
};

struct LogHead {
  LogId log;
  uint64_t seq = 0;  // last change; 0 for an empty log
  int64_t recorded_at_ms = 0;
  Digest root{};  // RFC 9162 tree head over the changes' bytes
};

// The logs of all incidents and of the registry.
//
// Invariants: a log's changes are 1, 2, 3 ... without a gap (P2). What Commit confirmed is there
// after any crash (P1), whole or not at all. Nothing stored is ever altered (P7). After the first
// error of Commit every later Commit fails too (P9): the caller stops.
//
// Threads: Commit from one thread at a time. The reading calls from any thread, together with
// Commit; they see all changes of a commit or none.
class EventLog {
 public:
  // Returns false to end the reading early.
  using ChangeVisitor = std::function<bool(uint64_t seq, std::string_view bytes)>;

  virtual ~EventLog() = default;

  // Makes all of it durable, atomically: on return with ok() it survives a power cut.
  // REQUIRES: each log stands in `appends` once, and its first new seq is its head + 1.
  virtual Status Commit(const std::vector<LogAppend>& appends) = 0;

  // Changes whenever advertised history is gone (restore from a backup); never 0.
  virtual uint64_t epoch() const = 0;

  // All logs that hold a change, in no particular order.
  virtual Status Heads(std::vector<LogHead>* heads) const = 0;

  // Visits the changes in [from, through] in order; seqs beyond the head are not an error.
  virtual Status Read(const LogId& log, uint64_t from, uint64_t through,
                      const ChangeVisitor& visit) const = 0;

  // Visits the same range last first.
  virtual Status ReadBackward(const LogId& log, uint64_t from, uint64_t through,
                              const ChangeVisitor& visit) const = 0;

  // The picture as of `at`, as the seqs of its changes, ascending: of each item the last one.
  virtual Status PictureSeqsAt(const LogId& log, uint64_t at,
                               std::vector<uint64_t>* seqs) const = 0;
  // Visits the changes of some seqs, in order. REQUIRES: they ascend, and are in the log.
  virtual Status ReadSeqs(const LogId& log, std::span<const uint64_t> seqs,
                          const ChangeVisitor& visit) const = 0;
  // Both at once.
  Status PictureAt(const LogId& log, uint64_t at, const ChangeVisitor& visit) const;

  // The last change of one item at or before `at`; kNotFound if it did not exist then.
  virtual Status ItemAt(const LogId& log, const ItemId& item, uint64_t at, uint64_t* seq,
                        std::string* bytes) const = 0;

  // All changes of one item in [1, through], in order.
  virtual Status History(const LogId& log, const ItemId& item, uint64_t through,
                         const ChangeVisitor& visit) const = 0;

  // The kept answer; kNotFound if the command is not known.
  virtual Status Answer(const LogId& log, const CommandId& command, std::string* bytes) const = 0;

  // The highest seq that any person of the actor had been shown at or before at_ms; 0 if none.
  virtual Status SeenAt(const LogId& log, const ItemId& actor, int64_t at_ms,
                        uint64_t* seq) const = 0;

  // The last change recorded at or before at_ms; 0 if the log began later.
  virtual Status SeqAt(const LogId& log, int64_t at_ms, uint64_t* seq) const = 0;
};

}  // namespace samlad
