#include "storage/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

namespace samlad {
namespace {

namespace fs = std::filesystem;

Status Cannot(const std::string& what, const std::string& why) {
  return Status(Status::Code::kIo, "Cannot " + what + ": " + why + ".");
}

// A file that is closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  bool ok() const { return number_ >= 0; }

 private:
  const int number_;
};

// Makes the folder if it is missing; refuses one that holds something.
Status MakeEmptyFolder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return Cannot("make the folder " + path, error.message());
  const bool empty = fs::is_empty(path, error);
  if (error) return Cannot("look into the folder " + path, error.message());
  if (empty) return Status();
  return Status(
      Status::Code::kIo,
      "The folder " + path + " is not empty. Name one that is, or that is not there yet.");
}

Status SyncFolder(const std::string& path) {
  const Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY));
  if (folder.ok() && fsync(folder.get()) == 0) return Status();
  return Cannot("sync the folder " + path, std::strerror(errno));
}

bool WriteAll(int file, const char* bytes, size_t count) {
  while (count > 0) {
    const ssize_t written = write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes += written;
    count -= static_cast<size_t>(written);
  }
  return true;
}

// Copies one file and syncs it, telling the bytes as they go.
Status CopyFile(const std::string& from, const std::string& to,
                const std::function<void(uint64_t bytes)>& copied) {
  const Descriptor source(open(from.c_str(), O_RDONLY));
  if (!source.ok()) return Cannot("read " + from, std::strerror(errno));
  const Descriptor target(open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0640));
  if (!target.ok()) return Cannot("make " + to, std::strerror(errno));
  std::array<char, 256 * 1024> part;
  while (true) {
    const ssize_t count = read(source.get(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Cannot("read " + from, std::strerror(errno));
    if (count == 0) break;
    if (!WriteAll(target.get(), part.data(), static_cast<size_t>(count))) {
      return Cannot("write " + to, std::strerror(errno));
    }
    copied(static_cast<uint64_t>(count));
  }
  if (fsync(target.get()) != 0) return Cannot("sync " + to, std::strerror(errno));
  return Status();
}

// Nobody may write to a log while its files are copied one by one.
Status CheckNotInUse(const std::string& folder) {
  const Descriptor lock(open((folder + "/db/LOCK").c_str(), O_RDWR));
  if (!lock.ok()) return Status();  // a backup that was never opened has none
  struct flock held {};
  held.l_type = F_WRLCK;
  held.l_whence = SEEK_SET;
  if (fcntl(lock.get(), F_GETLK, &held) != 0 || held.l_type == F_UNLCK) return Status();
  return Status(Status::Code::kInUse, "The folder " + folder + " is in use by process " +
                                          std::to_string(held.l_pid) + ". Stop it first.");
}

struct FileToCopy {
  std::string name;  // below the folder
  uint64_t bytes = 0;
};

// The files that make up the log. HEAD comes last: without it a log does not open, so that a copy
// that was cut short is never taken for a whole one.
Status ListFiles(const std::string& folder, std::vector<FileToCopy>* files) {
  std::error_code error;
  for (fs::directory_iterator entry(folder + "/db", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name == "LOCK" || name.starts_with("LOG")) continue;
    const uint64_t bytes = entry->file_size(error);
    files->push_back({.name = "db/" + name, .bytes = bytes});
  }
  if (error) return Cannot("read the backup in " + folder, error.message());
  const uint64_t head_bytes = fs::file_size(folder + "/" + kHeadFileName, error);
  if (!error) files->push_back({.name = kHeadFileName, .bytes = head_bytes});
  return Status();
}

Status CopyFiles(const RestoreOptions& options) {
  std::vector<FileToCopy> files;
  Status status = ListFiles(options.backup_folder, &files);
  if (!status.ok()) return status;
  uint64_t all = 0;
  uint64_t done = 0;
  for (const FileToCopy& file : files) all += file.bytes;

  std::error_code error;
  fs::create_directory(options.data_folder + "/db", error);
  if (error) return Cannot("make the folder " + options.data_folder + "/db", error.message());
  for (const FileToCopy& file : files) {
    status = CopyFile(options.backup_folder + "/" + file.name,
                      options.data_folder + "/" + file.name, [&](uint64_t bytes) {
                        done += bytes;
                        if (options.progress) options.progress(done, all);
                      });
    if (!status.ok()) return status;
  }
  status = SyncFolder(options.data_folder + "/db");
  if (status.ok()) status = SyncFolder(options.data_folder);
  return status;
}

}  // namespace

Status Backup(RocksLog* log, const std::string& to) {
  std::vector<LogHead> before;
  Status status = log->Heads(&before);
  if (status.ok()) status = MakeEmptyFolder(to);
  std::error_code error;
  const fs::path absolute = fs::absolute(to, error).lexically_normal();
  if (status.ok() && error) status = Cannot("find the folder " + to, error.message());
  if (status.ok()) status = log->Checkpoint((absolute / "db").string());
  if (!status.ok()) return status;

  // Opening the copy shows that it can be opened, and writes its HEAD.
  RocksLogOptions options;
  options.folder = to;
  options.check_head_file = false;
  std::unique_ptr<RocksLog> copy;
  status = RocksLog::Open(options, &copy);
  if (!status.ok()) return status;
  for (const LogHead& head : before) {
    uint64_t last = 0;
    status = copy->Read(head.log, head.seq, head.seq, [&](uint64_t seq, std::string_view) {
      last = seq;
      return false;
    });
    if (!status.ok()) return status;
    if (last != head.seq) {
      return Status(Status::Code::kDamaged, "The backup in " + to + " lacks change " +
                                                std::to_string(head.seq) + " of log " +
                                                ToHex(head.log) + ". Make another one.");
    }
  }
  copy.reset();
  status = SyncFolder(absolute.string());
  return status.ok() ? SyncFolder(absolute.parent_path().string()) : status;
}

Status BackupFolder(const std::string& data_folder, const std::string& to) {
  std::error_code ignored;
  if (!fs::exists(data_folder + "/db/CURRENT", ignored)) {
    return Status(Status::Code::kNotFound, "There is no log in " + data_folder + ".");
  }
  RocksLogOptions options;
  options.folder = data_folder;
  std::unique_ptr<RocksLog> log;
  const Status status = RocksLog::Open(options, &log);
  return status.ok() ? Backup(log.get(), to) : status;
}

Status Restore(const RestoreOptions& options) {
  std::error_code ignored;
  if (!fs::exists(options.backup_folder + "/db/CURRENT", ignored)) {
    return Status(Status::Code::kNotFound, "There is no backup in " + options.backup_folder + ".");
  }
  Status status = CheckNotInUse(options.backup_folder);
  if (status.ok()) status = MakeEmptyFolder(options.data_folder);
  if (status.ok()) status = CopyFiles(options);
  if (!status.ok()) return status;

  RocksLogOptions log_options;
  log_options.folder = options.data_folder;
  log_options.new_epoch = true;
  log_options.check_head_file = !options.salvage;
  std::unique_ptr<RocksLog> log;
  return RocksLog::Open(log_options, &log);
}

}  // namespace samlad
