#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/event_log.h"
#include "storage/head_file.h"
#include "storage/log_state.h"

namespace rocksdb {
class FileSystem;
}

namespace samlad {

class RocksDb;

struct RocksLogOptions {
  // The data folder: it holds HEAD, and the database in db/. Made if it is missing.
  std::string folder;
  // For looking only: makes and changes nothing and takes no lock, so it also works beside a
  // running server; it then sees the log as it was when it was opened.
  bool read_only = false;
  // Begins a new history: for a log restored from a backup, which clients may have known longer.
  bool new_epoch = false;
  // Refuse a log that holds less than HEAD promises. Off for salvaging, and for looking at damage.
  bool check_head_file = true;

  uint64_t block_cache_bytes = uint64_t{256} << 20;
  // All column families together. Also about what is replayed after a crash.
  uint64_t write_buffer_bytes = uint64_t{64} << 20;
  uint64_t wal_bytes_max = uint64_t{512} << 20;

  // For tests that let a disk fail; null for the real one.
  std::shared_ptr<rocksdb::FileSystem> file_system;
};

// The log on disk, on RocksDB.
//
// Invariants: as EventLog. One Commit is one synced write over all column families. Beside the
// database lies the HEAD file (head_file.h): opening refuses a log that lost what HEAD promises,
// since RocksDB tolerates a torn end of its journal but also stops silently at damage in its
// middle.
//
// Threads: as EventLog; WriteHeads and Checkpoint from any thread, together with Commit.
//
// Errors: each message is a sentence that names the folder and what to do.
class RocksLog : public EventLog {
 public:
  // kInUse if another process has it open; kDamaged if it contradicts itself or HEAD; kIo. A
  // read-only log that is not there is kNotFound.
  static Status Open(const RocksLogOptions& options, std::unique_ptr<RocksLog>* log);

  // Writes HEAD for the last time, unless a commit has failed.
  ~RocksLog() override;

  // Writes the HEAD file if the log has grown since. Call it about once a second. An error is as
  // final as one of Commit.
  Status WriteHeads();

  // Makes a copy of the database, as of some moment during the call, in the new folder `path` (hard
  // links where it can). REQUIRES: not read-only; `path` does not exist, its parent does.
  Status Checkpoint(const std::string& path);

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

  // For verifying: what is stored, whatever the heads say. All logs that have a change, a version
  // or a head.
  Status StoredLogs(std::set<LogId>* logs) const;
  Status VisitStoredChanges(const LogId& log, const ChangeVisitor& visit) const;
  Status VisitStoredVersions(
      const LogId& log, const std::function<bool(const ItemId& item, uint64_t seq)>& visit) const;

 private:
  RocksLog(RocksLogOptions options, std::unique_ptr<RocksDb> db);

  // Parts of Open, in order.
  Status LoadStates();
  Status CheckEnd(const LogId& log, uint64_t seq) const;
  Status LoadEpoch();
  Status WriteEpoch(uint64_t epoch);
  Status CheckHeadFile() const;
  Status CheckPromise(const PromisedHead& promise) const;
  // Of the first `seq` changes. REQUIRES: the log has them.
  Status RootAt(const LogId& log, uint64_t seq, Digest* root) const;

  // The log's head seq: what the reading calls may show. 0 for a log without changes.
  uint64_t HeadSeq(const LogId& log) const;
  HeadFile MakeHeadFile() const;

  const RocksLogOptions options_;
  const std::unique_ptr<RocksDb> db_;
  uint64_t epoch_ = 0;

  mutable std::mutex mutex_;  // for states_
  std::unordered_map<LogId, LogState> states_;

  std::mutex head_file_mutex_;  // for what follows
  std::string written_head_file_;
};

}  // namespace samlad
