#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace samlad {

// What a power cut may do to what was not synced.
enum class Loss {
  kDropAll,       // all of it is gone
  kKeepPrefix,    // of each file and each folder a random part of it, from its beginning, is there
  kReorderPages,  // as kKeepPrefix, but any page of a file may be there, and zeros in place of
                  // others
};

// Remembers what on a disk is not durable yet, and takes it away when the power is cut.
//
// The model, which is that of a journalling file system at its least helpful:
// - Bytes appended to a file are durable when the file is synced after it.
// - A name that was made, changed or removed is durable when its folder is synced after it; syncing
// the
//   file is not enough. Names of one folder become durable in the order in which they changed.
// - A sync that fails loses what it should have made durable, for good: syncing again succeeds and
//   changes nothing.
// - What is durable stays as it is. Folders are durable when they are made.
// - Files are written by appending only.
//
// Threads: none of its own; the caller serialises the calls.
class Unsynced {
 public:
  // Files that were replaced or removed are kept in the folder `attic` until that is durable. It
  // must be on the same file system as the files.
  Unsynced(std::string attic, uint64_t seed);

  // Call each after it was done, except where it says before.
  void Appended(const std::string& path, uint64_t bytes);
  void Truncated(const std::string& path, uint64_t size);
  void Synced(const std::string& path);
  void SyncFailed(const std::string& path);
  // Before a file of this name is made, empty.
  void Creating(const std::string& path);
  // Before `from` takes the name `to`, in the same folder.
  void Renaming(const std::string& from, const std::string& to);
  // Instead of removing it.
  void Remove(const std::string& path);
  // `path` is a second name for `existing`.
  void Linked(const std::string& existing, const std::string& path);
  void FolderSynced(const std::string& folder);

  // The power cut: afterwards the disk holds what it may hold then, and all of that is durable.
  void Lose(Loss loss);

 private:
  struct File {
    std::string path;  // where its bytes are now
    uint64_t size = 0;
    uint64_t synced = 0;
    bool sync_failed = false;
  };
  using FileRef = std::shared_ptr<File>;

  // One change of a name that may have to be taken back.
  struct NameChange {
    std::string made;     // the name that came to be; empty for a removal
    std::string renamed;  // what it was called before, if it is a renaming
    std::string removed;  // the name whose old file is kept; empty if there was none
    FileRef kept;         // that file, in the attic
  };

  FileRef Find(const std::string& path);
  // Moves the file, if there is one, to the attic.
  FileRef Keep(const std::string& path);
  void TakeBack(const NameChange& change);
  void LoseBytes(const File& file, Loss loss);

  const std::string attic_;
  uint64_t kept_count_ = 0;
  std::mt19937_64 random_;
  std::map<std::string, FileRef> files_;  // that were written since they were last known durable
  std::map<std::string, std::vector<NameChange>> changes_;  // by folder, oldest first
};

}  // namespace samlad
