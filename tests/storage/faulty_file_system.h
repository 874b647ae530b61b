#pragma once

#include <rocksdb/file_system.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "tests/storage/unsynced.h"

namespace samlad {

// A file system on which a database can be made to suffer. It stores in real files, so keep them in
// memory. Killing a process does not test durability, since the kernel still writes its pages; this
// forgets what was not synced.
//
// The faults:
// - the power is cut, at once or at a later operation: that operation and all after it fail, and
// when
//   the power is back the disk has lost what unsynced.h lets it lose;
// - the n-th sync of a file or folder fails;
// - the disk is full after some more bytes; the write that meets the end is done in part;
// - syncs hang until they are released.
// An operation is whatever changes the disk: making, appending to, truncating, syncing, renaming,
// removing or linking a file, or syncing a folder. Reading never fails.
//
// Threads: all.
class FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  // `attic`: a folder that it may use, on the same disk as the files, outside of the database.
  FaultyFileSystem(const std::string& attic, uint64_t seed);
  const char* Name() const override { return "FaultyFileSystem"; }

  // Operations done or refused so far.
  uint64_t operations() const;

  // The operation that comes after `operations` more ones is the first that fails. 0: now.
  void CutPowerAfter(uint64_t operations);
  bool power_is_cut() const;
  // REQUIRES: the power is cut and no file is open.
  void RestorePower(Loss loss);

  // The n-th sync from now fails, once. n counts from 1.
  void FailSync(uint64_t n);
  void FillUpAfter(uint64_t bytes);

  void HoldSyncs();
  void WaitUntilASyncIsHeld();
  void ReleaseSyncs();

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& existing, const std::string& path,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;

 private:
  class File;
  class Folder;

  // Counts an operation. REQUIRES: mutex_ is held.
  rocksdb::IOStatus Begin();
  // Counts a sync of `path`, waits while syncs are held, and does it.
  template <typename Sync>
  rocksdb::IOStatus DoSync(const std::string& path, bool is_folder, const Sync& sync);

  mutable std::mutex mutex_;  // for all that follows
  Unsynced unsynced_;
  uint64_t operations_ = 0;
  uint64_t power_cut_at_ = UINT64_MAX;  // operations_ at which it is
  uint64_t syncs_ = 0;
  uint64_t failing_sync_ = 0;
  uint64_t free_bytes_ = UINT64_MAX;
  bool holding_syncs_ = false;
  uint64_t held_syncs_ = 0;
  std::condition_variable changed_;
};

}  // namespace samlad
