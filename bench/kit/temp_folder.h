#pragma once

#include <string>

namespace samlad::bench {

// A folder of this run's own, removed with all that is in it when the run ends.
class TempFolder {
 public:
  // Made inside `parent`. The process ends if that cannot be.
  explicit TempFolder(const std::string& parent);
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Drops what the system caches of the files below `folder`, so that the next reading asks the disk.
void DropFileCache(const std::string& folder);

}  // namespace samlad::bench
