#pragma once

#include <string>

namespace samlad {

// A new folder in memory (/dev/shm, or $TMPDIR where there is none), removed with all that is in it
// at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  // A path in it; nothing is made.
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Of a whole file. REQUIRES: it can be read, or written.
std::string ReadWhole(const std::string& path);
void WriteWhole(const std::string& path, const std::string& bytes);

}  // namespace samlad
