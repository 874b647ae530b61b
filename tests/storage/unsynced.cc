#include "tests/storage/unsynced.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "storage/check.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

constexpr uint64_t kPageBytes = 4096;

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

void Move(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  CHECK(!error);
}

}  // namespace

Unsynced::Unsynced(std::string attic, uint64_t seed) : attic_(std::move(attic)), random_(seed) {
  std::filesystem::create_directories(attic_);
}

Unsynced::FileRef Unsynced::Find(const std::string& path) {
  FileRef& file = files_[path];
  if (file == nullptr) {
    // Not written since it was durable.
    std::error_code none;
    const uint64_t size = std::filesystem::file_size(path, none);
    file = std::make_shared<File>();
    file->path = path;
    file->size = file->synced = none ? 0 : size;
  }
  return file;
}

void Unsynced::Appended(const std::string& path, uint64_t bytes) { files_.at(path)->size += bytes; }

void Unsynced::Truncated(const std::string& path, uint64_t size) {
  File& file = *files_.at(path);
  file.size = std::min(file.size, size);
  file.synced = std::min(file.synced, size);
}

void Unsynced::Synced(const std::string& path) {
  File& file = *files_.at(path);
  if (!file.sync_failed) file.synced = file.size;
}

void Unsynced::SyncFailed(const std::string& path) { files_.at(path)->sync_failed = true; }

Unsynced::FileRef Unsynced::Keep(const std::string& path) {
  if (!std::filesystem::exists(path)) return nullptr;
  FileRef file = Find(path);
  files_.erase(path);
  file->path = attic_ + "/" + std::to_string(++kept_count_);
  Move(path, file->path);
  return file;
}

void Unsynced::Creating(const std::string& path) {
  FileRef kept = Keep(path);
  changes_[FolderOf(path)].push_back(
      {.made = path, .renamed = "", .removed = kept ? path : "", .kept = kept});
  files_[path] = std::make_shared<File>();
  files_[path]->path = path;
}

void Unsynced::Renaming(const std::string& from, const std::string& to) {
  CHECK(FolderOf(from) == FolderOf(to));
  FileRef kept = Keep(to);
  FileRef file = Find(from);
  files_.erase(from);
  file->path = to;
  files_[to] = file;
  changes_[FolderOf(to)].push_back(
      {.made = to, .renamed = from, .removed = kept ? to : "", .kept = kept});
}

void Unsynced::Remove(const std::string& path) {
  FileRef kept = Keep(path);
  CHECK(kept != nullptr);
  changes_[FolderOf(path)].push_back({.made = "", .renamed = "", .removed = path, .kept = kept});
}

void Unsynced::Linked(const std::string& existing, const std::string& path) {
  // The bytes are those of the other name; they are lost or kept with that one.
  CHECK(Find(existing)->synced == Find(existing)->size);
  changes_[FolderOf(path)].push_back({.made = path, .renamed = "", .removed = "", .kept = nullptr});
}

void Unsynced::FolderSynced(const std::string& folder) {
  for (const NameChange& change : changes_[folder]) {
    if (change.kept != nullptr) std::filesystem::remove(change.kept->path);
  }
  changes_.erase(folder);
}

void Unsynced::Lose(Loss loss) {
  for (const auto& [path, file] : files_) LoseBytes(*file, loss);
  for (const auto& [folder, changes] : changes_) {
    for (const NameChange& change : changes) {
      if (change.kept != nullptr) LoseBytes(*change.kept, loss);
    }
    const size_t durable = loss == Loss::kDropAll ? 0 : random_() % (changes.size() + 1);
    for (size_t i = changes.size(); i-- > durable;) TakeBack(changes[i]);
    for (size_t i = 0; i < durable; ++i) {
      if (changes[i].kept != nullptr) std::filesystem::remove(changes[i].kept->path);
    }
  }
  files_.clear();
  changes_.clear();
}

void Unsynced::TakeBack(const NameChange& change) {
  if (!change.renamed.empty()) {
    Move(change.made, change.renamed);
  } else if (!change.made.empty()) {
    std::filesystem::remove(change.made);
  }
  if (change.kept != nullptr) Move(change.kept->path, change.removed);
}

void Unsynced::LoseBytes(const File& file, Loss loss) {
  if (file.size == file.synced) return;
  const uint64_t unsynced = file.size - file.synced;
  const uint64_t left = loss == Loss::kDropAll ? 0 : random_() % (unsynced + 1);
  std::filesystem::resize_file(file.path, file.synced + left);
  if (loss != Loss::kReorderPages) return;

  std::string bytes = ReadWhole(file.path);
  uint64_t at = file.synced;
  while (at < bytes.size()) {
    const uint64_t end = std::min<uint64_t>((at / kPageBytes + 1) * kPageBytes, bytes.size());
    if (random_() % 2 == 0) std::fill(bytes.begin() + at, bytes.begin() + end, '\0');
    at = end;
  }
  WriteWhole(file.path, bytes);
}

}  // namespace samlad
