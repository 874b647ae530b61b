#include "tests/storage/faulty_file_system.h"

#include <algorithm>
#include <utility>

#include "storage/check.h"

namespace samlad {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

// RocksDB's own log for people: nothing rests on it.
bool IsInfoLog(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name == "LOG" || name.starts_with("LOG.old.");
}

}  // namespace

class FaultyFileSystem::File : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(FaultyFileSystem* disk, std::string path, std::unique_ptr<rocksdb::FSWritableFile> target)
      : FSWritableFileOwnerWrapper(std::move(target)), disk_(disk), path_(std::move(path)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    std::lock_guard lock(disk_->mutex_);
    const IOStatus begun = disk_->Begin();
    if (!begun.ok()) return begun;
    const size_t fits = static_cast<size_t>(std::min<uint64_t>(data.size(), disk_->free_bytes_));
    const IOStatus done = target()->Append(Slice(data.data(), fits), options, debug);
    if (!done.ok()) return done;
    disk_->unsynced_.Appended(path_, fits);
    if (disk_->free_bytes_ != UINT64_MAX) disk_->free_bytes_ -= fits;
    return fits == data.size() ? IOStatus::OK()
                               : IOStatus::NoSpace("the disk of this test is full");
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const Slice&, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::NotSupported("files are only appended to");
  }
  IOStatus PositionedAppend(const Slice&, uint64_t, const IOOptions&,
                            const rocksdb::DataVerificationInfo&, IODebugContext*) override {
    return IOStatus::NotSupported("files are only appended to");
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    std::lock_guard lock(disk_->mutex_);
    const IOStatus begun = disk_->Begin();
    if (!begun.ok()) return begun;
    const IOStatus done = target()->Truncate(size, options, debug);
    if (done.ok()) disk_->unsynced_.Truncated(path_, size);
    return done;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return disk_->DoSync(path_, false, [&] { return target()->Sync(options, debug); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return disk_->DoSync(path_, false, [&] { return target()->Fsync(options, debug); });
  }
  // Writes pages out early, and promises nothing.
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  FaultyFileSystem* const disk_;
  const std::string path_;
};

class FaultyFileSystem::Folder : public rocksdb::FSDirectory {
 public:
  Folder(FaultyFileSystem* disk, std::string path, std::unique_ptr<rocksdb::FSDirectory> target)
      : disk_(disk), path_(std::move(path)), target_(std::move(target)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return disk_->DoSync(path_, true, [&] { return target_->Fsync(options, debug); });
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*why*/) override {
    return Fsync(options, debug);
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    return target_->Close(options, debug);
  }

 private:
  FaultyFileSystem* const disk_;
  const std::string path_;
  const std::unique_ptr<rocksdb::FSDirectory> target_;
};

FaultyFileSystem::FaultyFileSystem(const std::string& attic, uint64_t seed)
    : FileSystemWrapper(rocksdb::FileSystem::Default()), unsynced_(attic, seed) {}

uint64_t FaultyFileSystem::operations() const {
  std::lock_guard lock(mutex_);
  return operations_;
}

void FaultyFileSystem::CutPowerAfter(uint64_t operations) {
  std::lock_guard lock(mutex_);
  power_cut_at_ = operations_ + operations;
}

bool FaultyFileSystem::power_is_cut() const {
  std::lock_guard lock(mutex_);
  return operations_ >= power_cut_at_;
}

void FaultyFileSystem::RestorePower(Loss loss) {
  CHECK(power_is_cut());
  std::lock_guard lock(mutex_);
  unsynced_.Lose(loss);
  power_cut_at_ = UINT64_MAX;
}

void FaultyFileSystem::FailSync(uint64_t n) {
  std::lock_guard lock(mutex_);
  failing_sync_ = syncs_ + n;
}

void FaultyFileSystem::FillUpAfter(uint64_t bytes) {
  std::lock_guard lock(mutex_);
  free_bytes_ = bytes;
}

void FaultyFileSystem::HoldSyncs() {
  std::lock_guard lock(mutex_);
  holding_syncs_ = true;
}

void FaultyFileSystem::WaitUntilASyncIsHeld() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return held_syncs_ > 0; });
}

void FaultyFileSystem::ReleaseSyncs() {
  std::lock_guard lock(mutex_);
  holding_syncs_ = false;
  changed_.notify_all();
}

IOStatus FaultyFileSystem::Begin() {
  // Once cut, the power stays cut: the operation that met it is not counted.
  if (operations_ >= power_cut_at_) return IOStatus::IOError("the power of this test is cut");
  ++operations_;
  return IOStatus::OK();
}

template <typename Sync>
IOStatus FaultyFileSystem::DoSync(const std::string& path, bool is_folder, const Sync& sync) {
  std::unique_lock lock(mutex_);
  if (holding_syncs_) {
    ++held_syncs_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !holding_syncs_; });
    --held_syncs_;
  }
  const IOStatus begun = Begin();
  if (!begun.ok()) return begun;
  if (++syncs_ == failing_sync_) {
    if (!is_folder) unsynced_.SyncFailed(path);
    return IOStatus::IOError("the disk of this test failed to sync " + path);
  }
  const IOStatus done = sync();
  if (!done.ok()) return done;
  is_folder ? unsynced_.FolderSynced(path) : unsynced_.Synced(path);
  return done;
}

IOStatus FaultyFileSystem::NewWritableFile(const std::string& path,
                                           const rocksdb::FileOptions& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                                           IODebugContext* debug) {
  if (IsInfoLog(path)) return target()->NewWritableFile(path, options, file, debug);
  std::lock_guard lock(mutex_);
  const IOStatus begun = Begin();
  if (!begun.ok()) return begun;
  unsynced_.Creating(path);
  std::unique_ptr<rocksdb::FSWritableFile> made;
  const IOStatus done = target()->NewWritableFile(path, options, &made, debug);
  CHECK(done.ok());
  *file = std::make_unique<File>(this, path, std::move(made));
  return done;
}

IOStatus FaultyFileSystem::ReopenWritableFile(const std::string&, const rocksdb::FileOptions&,
                                              std::unique_ptr<rocksdb::FSWritableFile>*,
                                              IODebugContext*) {
  return IOStatus::NotSupported("files are not opened again for writing");
}

IOStatus FaultyFileSystem::ReuseWritableFile(const std::string&, const std::string&,
                                             const rocksdb::FileOptions&,
                                             std::unique_ptr<rocksdb::FSWritableFile>*,
                                             IODebugContext*) {
  return IOStatus::NotSupported("files are not recycled");
}

IOStatus FaultyFileSystem::NewRandomRWFile(const std::string&, const rocksdb::FileOptions&,
                                           std::unique_ptr<rocksdb::FSRandomRWFile>*,
                                           IODebugContext*) {
  return IOStatus::NotSupported("files are only appended to");
}

IOStatus FaultyFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                        std::unique_ptr<rocksdb::FSDirectory>* directory,
                                        IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> opened;
  const IOStatus done = target()->NewDirectory(path, options, &opened, debug);
  if (done.ok()) *directory = std::make_unique<Folder>(this, path, std::move(opened));
  return done;
}

IOStatus FaultyFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                      IODebugContext* debug) {
  if (IsInfoLog(path)) return target()->DeleteFile(path, options, debug);
  std::lock_guard lock(mutex_);
  const IOStatus exists = target()->FileExists(path, options, debug);
  if (!exists.ok()) return exists;
  const IOStatus begun = Begin();
  if (begun.ok()) unsynced_.Remove(path);
  return begun;
}

IOStatus FaultyFileSystem::RenameFile(const std::string& from, const std::string& to,
                                      const IOOptions& options, IODebugContext* debug) {
  bool is_folder = false;
  const IOStatus looked = target()->IsDirectory(from, options, &is_folder, debug);
  if (!looked.ok()) return looked;
  std::lock_guard lock(mutex_);
  const IOStatus begun = Begin();
  if (!begun.ok()) return begun;
  if (!is_folder && !IsInfoLog(from)) unsynced_.Renaming(from, to);
  return target()->RenameFile(from, to, options, debug);
}

IOStatus FaultyFileSystem::LinkFile(const std::string& existing, const std::string& path,
                                    const IOOptions& options, IODebugContext* debug) {
  std::lock_guard lock(mutex_);
  const IOStatus begun = Begin();
  if (!begun.ok()) return begun;
  const IOStatus done = target()->LinkFile(existing, path, options, debug);
  if (done.ok()) unsynced_.Linked(existing, path);
  return done;
}

}  // namespace samlad
