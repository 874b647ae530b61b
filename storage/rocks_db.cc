#include "storage/rocks_db.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/system_clock.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstdarg>
#include <utility>

#include "storage/check.h"

namespace samlad {
namespace {

constexpr std::array<const char*, RocksDb::kFamilyCount> kFamilyNames = {
    "default", "changes", "versions", "commands", "seen"};

std::shared_ptr<rocksdb::FileSystem> FileSystemOf(const RocksLogOptions& options) {
  return options.file_system ? options.file_system : rocksdb::FileSystem::Default();
}

std::string DatabaseFolder(const RocksLogOptions& options) { return options.folder + "/db"; }

bool HasLz4() {
  const auto types = rocksdb::GetSupportedCompressions();
  return std::find(types.begin(), types.end(), rocksdb::kLZ4Compression) != types.end();
}

// RocksDB has no code of its own for a lock that somebody else holds.
bool IsLockHeld(const std::string& message) {
  return message.find("While lock file") != message.npos ||
         message.find("lock hold by current process") != message.npos;
}

class Silence : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

// After an error in the background RocksDB sleeps for a second before it does anything more,
// closing included. We stop at the first error, and want to have stopped soon.
class ShortSleeps : public rocksdb::SystemClockWrapper {
 public:
  ShortSleeps() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "ShortSleeps"; }
  void SleepForMicroseconds(int microseconds) override {
    SystemClockWrapper::SleepForMicroseconds(std::min(microseconds, 1000));
  }
};

class DiskEnv : public rocksdb::EnvWrapper {
 public:
  explicit DiskEnv(const std::shared_ptr<rocksdb::FileSystem>& file_system)
      : EnvWrapper(rocksdb::NewCompositeEnv(file_system)) {
    system_clock_ = std::make_shared<ShortSleeps>();
  }
};

}  // namespace

// Turns what fails in the background (a flush, a compaction) into the failure of all later commits.
class RocksDb::Listener : public rocksdb::EventListener {
 public:
  explicit Listener(RocksDb* db) : db_(db) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                         rocksdb::Status* error) override {
    db_->Fail(db_->Explain(*error));
  }
  // Never go on after an error as if it had not been.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  RocksDb* const db_;
};

RocksDb::RocksDb(const RocksLogOptions& options)
    : options_(options),
      file_system_(FileSystemOf(options)),
      env_(std::make_unique<DiskEnv>(file_system_)),
      block_cache_(rocksdb::NewLRUCache(options.block_cache_bytes)) {}

RocksDb::~RocksDb() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  // What was confirmed is synced; there is nothing left that closing could lose.
  db_->Close().PermitUncheckedError();
}

rocksdb::DBOptions RocksDb::DatabaseOptions() {
  rocksdb::DBOptions options;
  options.env = env_.get();
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.listeners.push_back(std::make_shared<Listener>(this));

  // Durability. A synced write is in the journal as it was given, and after a crash the journal is
  // replayed up to the first record that is not whole.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.manual_wal_flush = false;
  options.unordered_write = false;
  options.wal_compression = rocksdb::kNoCompression;
  options.recycle_log_file_num = 0;
  options.max_bgerror_resume_count = 0;
  options.paranoid_checks = true;
  // All families reach the tables together, so that the journal can be dropped as soon as one
  // buffer is written, and no family is ahead of another.
  options.atomic_flush = true;
  options.max_total_wal_size = options_.wal_bytes_max;

  options.db_write_buffer_size = options_.write_buffer_bytes;
  options.max_background_jobs = 2;
  // All files stay open: one that a running server deletes can still be read by who looks beside
  // it.
  options.max_open_files = -1;

  // Who only looks leaves no notes.
  if (options_.read_only) options.info_log = std::make_shared<Silence>();
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = size_t{16} << 20;
  options.keep_log_file_num = 4;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions RocksDb::FamilyOptions(Family family) const {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = block_cache_;
  table.format_version = 5;
  if (family == kChanges) table.block_size = 16 << 10;
  // A new command is looked up before it is carried out, and is nearly always new.
  if (family == kCommands) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));

  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = options_.write_buffer_bytes;
  options.compression = HasLz4() ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.level_compaction_dynamic_level_bytes = true;
  if (family == kCommands) {
    options.memtable_prefix_bloom_size_ratio = 0.02;
    options.memtable_whole_key_filtering = true;
  }
  return options;
}

Status RocksDb::MakeFolder() {
  const rocksdb::IOOptions io;
  rocksdb::IOStatus made = file_system_->FileExists(options_.folder, io, nullptr);
  if (made.ok()) return Status();
  made = file_system_->CreateDirIfMissing(options_.folder, io, nullptr);
  if (!made.ok()) return Explain(made);
  // The name of a new folder is durable when the folder that it stands in is synced.
  std::string parent = options_.folder;
  while (parent.size() > 1 && parent.back() == '/') parent.pop_back();
  const size_t slash = parent.rfind('/');
  parent = slash == parent.npos ? "." : parent.substr(0, std::max<size_t>(slash, 1));
  std::unique_ptr<rocksdb::FSDirectory> directory;
  rocksdb::IOStatus synced = file_system_->NewDirectory(parent, io, &directory, nullptr);
  if (synced.ok()) synced = directory->Fsync(io, nullptr);
  return Explain(synced);
}

Status RocksDb::Open(const RocksLogOptions& options, std::unique_ptr<RocksDb>* db) {
  std::unique_ptr<RocksDb> opened(new RocksDb(options));
  const std::string folder = DatabaseFolder(options);
  if (!options.read_only) {
    const Status made = opened->MakeFolder();
    if (!made.ok()) return made;
  } else if (!opened->env_->FileExists(folder + "/CURRENT").ok()) {
    return Status(Status::Code::kNotFound,
                  "There is no log in " + options.folder + " that this user can read.");
  }

  const Status status = options.read_only ? opened->OpenBeside(folder) : opened->OpenAlone(folder);
  if (!status.ok()) return status;
  *db = std::move(opened);
  return Status();
}

std::vector<rocksdb::ColumnFamilyDescriptor> RocksDb::Descriptors() const {
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (int family = 0; family < kFamilyCount; ++family) {
    descriptors.emplace_back(kFamilyNames[static_cast<size_t>(family)],
                             FamilyOptions(static_cast<Family>(family)));
  }
  return descriptors;
}

Status RocksDb::OpenAlone(const std::string& folder) {
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(DatabaseOptions(), folder, Descriptors(), &families_, &raw);
  if (status.ok()) db_.reset(raw);
  return Explain(status);
}

Status RocksDb::OpenBeside(const std::string& folder) {
  constexpr int kTriesMax = 20;
  rocksdb::Status status;
  for (int attempt = 0; attempt < kTriesMax; ++attempt) {
    const std::string before = FilesMark(folder);
    rocksdb::DB* raw = nullptr;
    status =
        rocksdb::DB::OpenForReadOnly(DatabaseOptions(), folder, Descriptors(), &families_, &raw);
    std::unique_ptr<rocksdb::DB> opened(status.ok() ? raw : nullptr);
    if (FilesMark(folder) == before) {
      db_ = std::move(opened);
      return Explain(status);
    }
    // A server replaced files under our eyes: one of them may have been missed.
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      if (opened != nullptr) opened->DestroyColumnFamilyHandle(family);
    }
    families_.clear();
  }
  return Status(Status::Code::kInUse, "The server that runs on " + options_.folder +
                                          " is too busy to look beside it. Try again later.");
}

std::string RocksDb::FilesMark(const std::string& folder) const {
  std::string manifest;
  uint64_t bytes = 0;
  if (!rocksdb::ReadFileToString(env_.get(), folder + "/CURRENT", &manifest).ok()) return "";
  while (!manifest.empty() && manifest.back() == '\n') manifest.pop_back();
  if (!env_->GetFileSize(folder + "/" + manifest, &bytes).ok()) return "";
  return manifest + " " + std::to_string(bytes);
}

Status RocksDb::Get(Family family, std::string_view key, std::string* value) const {
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), families_[family], rocksdb::Slice(key), value);
  if (status.IsNotFound()) return Status(Status::Code::kNotFound, "");
  return Explain(status);
}

Status RocksDb::WriteSyncedFile(const std::string& path, const std::string& text) {
  const rocksdb::IOOptions io;
  const std::string draft = path + ".new";
  std::unique_ptr<rocksdb::FSWritableFile> file;
  rocksdb::IOStatus status =
      file_system_->NewWritableFile(draft, rocksdb::FileOptions(), &file, nullptr);
  if (status.ok()) status = file->Append(text, io, nullptr);
  if (status.ok()) status = file->Fsync(io, nullptr);
  if (status.ok()) status = file->Close(io, nullptr);
  if (status.ok()) status = file_system_->RenameFile(draft, path, io, nullptr);
  std::unique_ptr<rocksdb::FSDirectory> directory;
  if (status.ok()) {
    const std::string folder = path.substr(0, path.rfind('/'));
    status = file_system_->NewDirectory(folder, io, &directory, nullptr);
  }
  if (status.ok()) status = directory->Fsync(io, nullptr);
  return Explain(status);
}

Status RocksDb::ReadFile(const std::string& path, std::string* text) const {
  const rocksdb::IOStatus exists = file_system_->FileExists(path, rocksdb::IOOptions(), nullptr);
  if (exists.IsNotFound()) return Status(Status::Code::kNotFound, "");
  return Explain(rocksdb::ReadFileToString(env_.get(), path, text));
}

Status RocksDb::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

void RocksDb::Fail(Status status) {
  std::lock_guard lock(mutex_);
  if (failure_.ok() && !status.ok()) failure_ = std::move(status);
}

Status RocksDb::Explain(const rocksdb::Status& status) const {
  if (status.ok()) return Status();
  const std::string said = status.ToString();
  const std::string& folder = options_.folder;
  if (status.IsNoSpace()) {
    return Status(Status::Code::kIo, "The disk that holds " + folder + " is full (" + said +
                                         "). Nothing that was confirmed is lost: make room on "
                                         "the disk and start again.");
  }
  if (status.IsCorruption()) {
    return Status(Status::Code::kDamaged, "The log in " + folder + " is damaged (" + said +
                                              "). Restore a backup with `samla restore`.");
  }
  if (IsLockHeld(said)) {
    return Status(Status::Code::kInUse, "The data folder " + folder +
                                            " is in use by another process. Stop that one first, "
                                            "or choose another folder.");
  }
  return Status(Status::Code::kIo,
                "The log in " + folder + " cannot be read or written (" + said +
                    "). Check that the folder exists, that this user may write in it and that the "
                    "disk is sound. Nothing that was confirmed is lost.");
}

RocksRange::RocksRange(const RocksDb& db, RocksDb::Family family, std::string_view lower,
                       std::string_view upper)
    : db_(db), lower_(lower), upper_(upper), lower_slice_(lower_), upper_slice_(upper_) {
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower_slice_;
  options.iterate_upper_bound = &upper_slice_;
  options.async_io = false;
  // We delete no ranges. With this off, 7.8 takes a table that it cannot read for an empty one
  // where a level goes on from table to table, and reports no error (facebook/rocksdb#11782).
  options.ignore_range_deletions = true;
  iterator_.reset(db.db()->NewIterator(options, db.family(family)));
}

Status RocksRange::status() const { return db_.Explain(iterator_->status()); }

}  // namespace samlad
