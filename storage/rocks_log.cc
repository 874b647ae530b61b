#include "storage/rocks_log.h"

#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <sys/random.h>

#include <algorithm>
#include <utility>

#include "storage/check.h"
#include "storage/keys.h"
#include "storage/rocks_db.h"

namespace samlad {
namespace {

// A tree is kept at about every so many changes, so that the root at an older seq is soon made.
constexpr uint64_t kTreeEvery = 4096;

uint64_t RandomEpoch() {
  uint64_t epoch = 0;
  while (epoch == 0) CHECK(getrandom(&epoch, sizeof(epoch), 0) == sizeof(epoch));
  return epoch;
}

std::string HeadPath(const RocksLogOptions& options) {
  return options.folder + "/" + kHeadFileName;
}

Status Damaged(const RocksLogOptions& options, const std::string& what) {
  return Status(Status::Code::kDamaged,
                "The log in " + options.folder + " is damaged: " + what +
                    " Restore the latest backup with `samla restore`; `samla verify` tells more.");
}

// Puts what one log appends into the batch.
class BatchWriter {
 public:
  BatchWriter(const RocksDb& db, const LogAppend& append, rocksdb::WriteBatch* batch)
      : db_(db), append_(append), batch_(batch) {}

  Status Write(const LogState& next) {
    for (const StoredChange& change : append_.changes) {
      Put(RocksDb::kChanges, ChangeKey(append_.log, change.seq).view(), change.bytes);
    }
    // Ids are random. In their order each finds its place in the memtable from where the one before
    // was put, which is most of the cost of a commit.
    for (const StoredChange* change :
         Sorted(append_.changes, [](const StoredChange& c) { return std::pair(c.item, c.seq); })) {
      Put(RocksDb::kVersions, VersionKey(append_.log, change->item, change->seq).view(), "");
    }
    for (const StoredAnswer* answer :
         Sorted(append_.answers, [](const StoredAnswer& a) { return a.command; })) {
      Put(RocksDb::kCommands, CommandKey(append_.log, answer->command).view(), answer->bytes);
    }
    if (!append_.changes.empty()) WriteHead(next);
    return WriteSeen();
  }

 private:
  struct LastSeen {
    int64_t at_ms = 0;
    uint64_t seq = 0;
  };

  template <typename Entry, typename Key>
  static std::vector<const Entry*> Sorted(const std::vector<Entry>& entries, Key key) {
    std::vector<const Entry*> sorted;
    sorted.reserve(entries.size());
    for (const Entry& entry : entries) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(),
              [&](const Entry* a, const Entry* b) { return key(*a) < key(*b); });
    return sorted;
  }

  void Put(RocksDb::Family family, std::string_view key, std::string_view value) {
    const rocksdb::Status status = batch_->Put(db_.family(family), key, value);
    CHECK(status.ok());
  }

  void WriteHead(const LogState& next) {
    Put(RocksDb::kMeta, HeadKey(append_.log).view(), next.Encode());
    const uint64_t seq_before = append_.changes.front().seq - 1;
    if (next.seq() / kTreeEvery != seq_before / kTreeEvery) {
      Put(RocksDb::kMeta, TreeKey(append_.log, next.seq()).view(), next.tree.Encode());
    }
  }

  Status WriteSeen() {
    std::unordered_map<ItemId, LastSeen> last;  // of each actor, with this batch
    for (const StoredSeen& seen : append_.seen) {
      const auto [entry, is_new] = last.try_emplace(seen.actor);
      if (is_new) {
        const Status status = FindLastSeen(seen.actor, &entry->second);
        if (!status.ok()) return status;
      }
      entry->second.at_ms = std::max(entry->second.at_ms, seen.at_ms);
      entry->second.seq = std::max(entry->second.seq, seen.seq);
      std::string own_seq;
      AppendFixed64(&own_seq, seen.seq);
      const auto key =
          SeenKey(append_.log, seen.actor, entry->second.at_ms, entry->second.seq, seen.person);
      Put(RocksDb::kSeen, key.view(), own_seq);
    }
    return Status();
  }

  Status FindLastSeen(const ItemId& actor, LastSeen* last) const {
    const SeenRange keys(append_.log, actor, kTimeMax);
    RocksRange range(db_, RocksDb::kSeen, keys.lower.view(), keys.upper.view());
    range->SeekToLast();
    if (!range.Valid()) return range.status();
    last->at_ms = TimeOfSeenKey(range.key());
    last->seq = ActorSeqOfSeenKey(range.key());
    return Status();
  }

  const RocksDb& db_;
  const LogAppend& append_;
  rocksdb::WriteBatch* const batch_;
};

}  // namespace

RocksLog::RocksLog(RocksLogOptions options, std::unique_ptr<RocksDb> db)
    : options_(std::move(options)), db_(std::move(db)) {}

RocksLog::~RocksLog() {
  if (!options_.read_only && db_->failure().ok()) {
    // A HEAD that could not be written promises less, never more.
    [[maybe_unused]] const Status written = WriteHeads();
  }
}

Status RocksLog::Open(const RocksLogOptions& options, std::unique_ptr<RocksLog>* log) {
  CHECK(!options.new_epoch || !options.read_only);
  std::unique_ptr<RocksDb> db;
  Status status = RocksDb::Open(options, &db);
  if (!status.ok()) return status;
  std::unique_ptr<RocksLog> opened(new RocksLog(options, std::move(db)));
  status = opened->LoadStates();
  if (status.ok()) status = opened->LoadEpoch();
  if (status.ok() && options.check_head_file) status = opened->CheckHeadFile();
  if (status.ok() && options.new_epoch) status = opened->WriteEpoch(RandomEpoch());
  if (status.ok() && !options.read_only) status = opened->WriteHeads();
  if (!status.ok()) {
    // Do not touch the evidence on the way out.
    opened->db_->Fail(status);
    return status;
  }
  *log = std::move(opened);
  return Status();
}

Status RocksLog::LoadStates() {
  RocksRange heads(*db_, RocksDb::kMeta, HeadKey(kRegistryLog).view(), kHeadEnd);
  for (heads->SeekToFirst(); heads.Valid(); heads->Next()) {
    const LogId log = LogOfHeadKey(heads.key());
    LogState state;
    if (!LogState::Decode(heads.value(), &state)) {
      return Damaged(options_, "the recorded head of log " + ToHex(log) + " cannot be read.");
    }
    const Status ends = CheckEnd(log, state.seq());
    if (!options_.read_only && !ends.ok()) return ends;
    states_.emplace(log, std::move(state));
  }
  return heads.status();
}

Status RocksLog::CheckEnd(const LogId& log, uint64_t seq) const {
  // A head and its change were written together, so one without the other is damage.
  std::string bytes;
  const Status last = db_->Get(RocksDb::kChanges, ChangeKey(log, seq).view(), &bytes);
  if (last.code() != Status::Code::kNotFound) return last;
  return Damaged(options_, "log " + ToHex(log) + " should end with change " + std::to_string(seq) +
                               ", which is not there.");
}

Status RocksLog::LoadEpoch() {
  std::string format;
  const Status found = db_->Get(RocksDb::kMeta, kFormatKey, &format);
  if (found.code() == Status::Code::kNotFound) {
    if (!states_.empty()) return Damaged(options_, "it does not say how it is to be read.");
    return options_.read_only ? Status() : WriteEpoch(RandomEpoch());
  }
  if (!found.ok()) return found;
  if (format != kFormat) {
    return Status(Status::Code::kDamaged, "The log in " + options_.folder +
                                              " was written by another version of this program (" +
                                              format + "). Use that version.");
  }
  std::string epoch;
  const Status read = db_->Get(RocksDb::kMeta, kEpochKey, &epoch);
  if (!read.ok() || epoch.size() != kFixed64Bytes || DecodeFixed64(epoch) == 0) {
    return Damaged(options_, "its epoch cannot be read.");
  }
  epoch_ = DecodeFixed64(epoch);
  return Status();
}

Status RocksLog::WriteEpoch(uint64_t epoch) {
  std::string text;
  AppendFixed64(&text, epoch);
  rocksdb::WriteBatch batch;
  CHECK(batch.Put(db_->family(RocksDb::kMeta), kFormatKey, kFormat).ok());
  CHECK(batch.Put(db_->family(RocksDb::kMeta), kEpochKey, text).ok());
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const Status status = db_->Explain(db_->db()->Write(synced, &batch));
  if (status.ok()) epoch_ = epoch;
  return status;
}

Status RocksLog::CheckHeadFile() const {
  std::string text;
  Status status = db_->ReadFile(HeadPath(options_), &text);
  if (status.code() == Status::Code::kNotFound) {
    // The file is written before the first change can be committed.
    if (states_.empty()) return Status();
    return Damaged(options_, "the file HEAD, which tells how long its logs must be, is missing.");
  }
  if (!status.ok()) return status;
  HeadFile file;
  if (!HeadFile::Decode(text, &file).ok()) {
    return Damaged(options_, "the file HEAD disagrees with its own checksum.");
  }
  if (file.epoch != epoch_) {
    return Damaged(options_, "the file HEAD belongs to another history than the database.");
  }
  for (const PromisedHead& promise : file.heads) {
    status = CheckPromise(promise);
    if (!status.ok()) return status;
  }
  return Status();
}

Status RocksLog::CheckPromise(const PromisedHead& promise) const {
  if (promise.seq == 0) return Status();
  const auto found = states_.find(promise.log);
  const uint64_t seq = found == states_.end() ? 0 : found->second.seq();
  if (seq < promise.seq) {
    return Damaged(options_, "log " + ToHex(promise.log) + " ends at change " +
                                 std::to_string(seq) + ", but HEAD promises " +
                                 std::to_string(promise.seq) + ": confirmed changes are lost.");
  }
  Digest root = found->second.tree.Root();
  if (seq > promise.seq) {
    // The log grew after HEAD was last written.
    const Status status = RootAt(promise.log, promise.seq, &root);
    if (!status.ok()) return status;
  }
  if (root != promise.root) {
    return Damaged(options_, "the changes of log " + ToHex(promise.log) + " up to " +
                                 std::to_string(promise.seq) +
                                 " are not those that HEAD vouches for.");
  }
  return Status();
}

Status RocksLog::RootAt(const LogId& log, uint64_t seq, Digest* root) const {
  MerkleTree tree;
  RocksRange trees(*db_, RocksDb::kMeta, TreeKey(log, 0).view(), TreeKey(log, seq + 1).view());
  trees->SeekToLast();
  Status status = trees.status();
  if (!status.ok()) return status;
  if (trees.Valid() && !MerkleTree::Decode(trees.value(), &tree)) {
    return Damaged(options_, "a tree of log " + ToHex(log) + " cannot be read.");
  }
  status = Read(log, tree.size() + 1, seq, [&](uint64_t, std::string_view bytes) {
    tree.Append(bytes);
    return true;
  });
  *root = tree.Root();
  return status;
}

Status RocksLog::Commit(const std::vector<LogAppend>& appends) {
  CHECK(!options_.read_only);
  Status status = db_->failure();
  if (!status.ok()) return status;

  rocksdb::WriteBatch batch;
  std::unordered_map<LogId, LogState> next;
  for (const LogAppend& append : appends) {
    const auto [entry, is_new] = next.try_emplace(append.log);
    CHECK(is_new);
    // Only Commit alters states_, and it runs in one thread at a time: reading needs no lock here.
    const auto known = states_.find(append.log);
    if (known != states_.end()) entry->second = known->second;
    entry->second.Extend(append);
    status = BatchWriter(*db_, append, &batch).Write(entry->second);
    if (!status.ok()) break;
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  if (status.ok()) status = db_->Explain(db_->db()->Write(synced, &batch));
  if (!status.ok()) {
    db_->Fail(status);
    return db_->failure();  // the first one tells the cause
  }
  std::lock_guard lock(mutex_);
  for (auto& [log, state] : next) {
    if (state.seq() > 0) states_.insert_or_assign(log, std::move(state));
  }
  return Status();
}

HeadFile RocksLog::MakeHeadFile() const {
  HeadFile file;
  file.epoch = epoch_;
  std::lock_guard lock(mutex_);
  for (const auto& [log, state] : states_) {
    file.heads.push_back({.log = log, .seq = state.seq(), .root = state.tree.Root()});
  }
  return file;
}

Status RocksLog::WriteHeads() {
  CHECK(!options_.read_only);
  std::lock_guard lock(head_file_mutex_);
  Status status = db_->failure();
  if (!status.ok()) return status;
  std::string text = MakeHeadFile().Encode();
  if (text == written_head_file_) return Status();
  status = db_->WriteSyncedFile(HeadPath(options_), text);
  if (!status.ok()) {
    db_->Fail(status);
    return db_->failure();
  }
  written_head_file_ = std::move(text);
  return Status();
}

Status RocksLog::Checkpoint(const std::string& path) {
  CHECK(!options_.read_only);
  rocksdb::Checkpoint* raw = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(db_->db(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  // 0: flush first, so that the copy needs nothing from a journal that is being written.
  if (status.ok()) status = checkpoint->CreateCheckpoint(path, 0);
  if (status.ok()) return Status();
  return Status(Status::Code::kIo, "The backup to " + path + " could not be made (" +
                                       status.ToString() + "). The log itself is not touched.");
}

}  // namespace samlad
