#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/rocks_log.h"
#include "storage/status.h"

namespace samlad {

// A backup is a folder laid out like the data folder: HEAD, and the database in db/. It can be
// verified as it is, and is made usable by Restore.

// Bytes done so far, and in all.
using CopyProgress = std::function<void(uint64_t done, uint64_t all)>;

// Makes a backup of the log in the new folder `to`, while the log is in use. It holds everything
// that was committed before the call. Where `to` is on the same file system as the log the tables
// are shared by hard links, which takes moments and nearly no space, but is no protection against a
// disk that fails.
//
// From any thread. kIo if `to` exists and is not empty, or cannot be written.
Status Backup(RocksLog* log, const std::string& to);

// The same for a log that no server has open. kInUse if one has.
Status BackupFolder(const std::string& data_folder, const std::string& to);

struct RestoreOptions {
  std::string backup_folder;
  // The new data folder: missing, or empty.
  std::string data_folder;
  // Take what there is, even if it is less than the backup's HEAD promises: the way out for a
  // damaged log without a backup, with its data folder for a backup folder.
  bool salvage = false;
  CopyProgress progress;
};

// Copies the backup into a new data folder and gives it a new epoch, so that clients that knew a
// longer history start anew. The log is complete when this returns ok; a data folder that a restore
// left unfinished does not open.
//
// kInUse if a server runs on the backup folder; kDamaged if the backup holds less than its HEAD
// promises; kIo.
Status Restore(const RestoreOptions& options);

}  // namespace samlad
