#pragma once

#include <string>

#include "bench/kit/samples.h"

namespace samlad::bench {

// What the disk itself asks for making a small write durable: appends to a file of its own and
// calls fdatasync. Space is set aside ahead, as RocksDB does for its journal.
//
// Threads: one at a time.
class SyncProbe {
 public:
  // The file lies in `folder` and goes with the probe; each write has so many bytes.
  SyncProbe(const std::string& folder, size_t bytes);
  ~SyncProbe();
  SyncProbe(const SyncProbe&) = delete;
  SyncProbe& operator=(const SyncProbe&) = delete;

  // Writes once, and says how many microseconds it took.
  double Write();

 private:
  const std::string path_;
  const std::string block_;
  int fd_;
};

// The same, `times` over without a pause.
Samples ProbeSync(const std::string& folder, size_t bytes, int times);

// What a commit of that many commands writes: the head with the tree's frontier, and for each
// command its change, its answer and their keys.
size_t CommitBytes(double commands);

}  // namespace samlad::bench
