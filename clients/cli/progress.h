#pragma once

#include <cstdint>
#include <string>

namespace samlad::cli {

// A bar on stderr for work that takes long; nothing at all if stderr is no terminal, or if the work
// is done within half a second.
//
// Threads: one at a time.
class Progress {
 public:
  // `what` such as "Verifying".
  explicit Progress(std::string what);
  ~Progress();  // takes the bar away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `total` 0: not known.
  void Show(uint64_t done, uint64_t total);

 private:
  std::string what_;
  bool terminal_;
  bool shown_ = false;
  int64_t started_ms_;
  int64_t drawn_ms_ = 0;
};

}  // namespace samlad::cli
