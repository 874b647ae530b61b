#pragma once

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "storage/rocks_log.h"
#include "storage/status.h"

namespace samlad {

// The database of a data folder: opened with the settings that the log's promises rest on, its
// errors told as sentences, and its first failure remembered. Only rocks_*.cc know it.
//
// Threads: all, as rocksdb::DB.
class RocksDb {
 public:
  // The column families; keys.h tells what they hold.
  enum Family { kMeta, kChanges, kVersions, kCommands, kSeen, kFamilyCount };

  static Status Open(const RocksLogOptions& options, std::unique_ptr<RocksDb>* db);
  ~RocksDb();

  rocksdb::DB* db() const { return db_.get(); }
  rocksdb::ColumnFamilyHandle* family(Family family) const { return families_[family]; }

  // kNotFound without a sentence if there is no such key.
  Status Get(Family family, std::string_view key, std::string* value) const;

  // Writes the file so that it is there after a power cut with either its old text or the new.
  Status WriteSyncedFile(const std::string& path, const std::string& text);
  // kNotFound without a sentence if there is no such file.
  Status ReadFile(const std::string& path, std::string* text) const;

  // The first error that a write, or RocksDB's own work in the background, met. Final: what is in
  // memory may then differ from what is on disk, and only opening anew tells.
  Status failure() const;
  void Fail(Status status);

  // What went wrong, for the person who runs the server.
  Status Explain(const rocksdb::Status& status) const;

 private:
  class Listener;

  explicit RocksDb(const RocksLogOptions& options);
  Status MakeFolder();
  Status OpenAlone(const std::string& folder);
  Status OpenBeside(const std::string& folder);
  // Changes whenever the database gains, loses or replaces a file.
  std::string FilesMark(const std::string& folder) const;
  rocksdb::DBOptions DatabaseOptions();
  rocksdb::ColumnFamilyOptions FamilyOptions(Family family) const;
  std::vector<rocksdb::ColumnFamilyDescriptor> Descriptors() const;

  const RocksLogOptions options_;
  const std::shared_ptr<rocksdb::FileSystem> file_system_;
  const std::unique_ptr<rocksdb::Env> env_;
  const std::shared_ptr<rocksdb::Cache> block_cache_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;

  mutable std::mutex mutex_;  // for failure_
  Status failure_;
};

// An iterator that stays inside [lower, upper).
//
// Threads: a value of one thread.
class RocksRange {
 public:
  // Sees the database as it is now.
  RocksRange(const RocksDb& db, RocksDb::Family family, std::string_view lower,
             std::string_view upper);
  RocksRange(const RocksRange&) = delete;
  RocksRange& operator=(const RocksRange&) = delete;

  rocksdb::Iterator* operator->() const { return iterator_.get(); }
  bool Valid() const { return iterator_->Valid(); }
  std::string_view key() const { return iterator_->key().ToStringView(); }
  std::string_view value() const { return iterator_->value().ToStringView(); }
  // Ask when Valid turned false: the end, or an error?
  Status status() const;

 private:
  const RocksDb& db_;
  const std::string lower_;
  const std::string upper_;
  const rocksdb::Slice lower_slice_;
  const rocksdb::Slice upper_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace samlad
