#include "bench/kit/sync_probe.h"

#include <fcntl.h>
#include <unistd.h>

#include "bench/kit/clock.h"
#include "storage/check.h"

namespace samlad::bench {

SyncProbe::SyncProbe(const std::string& folder, size_t bytes)
    : path_(folder + "/sync-probe"),
      block_(bytes, 's'),
      fd_(open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644)) {
  constexpr off_t kSetAside = 64 << 20;
  CHECK(fd_ >= 0);
  CHECK(fallocate(fd_, FALLOC_FL_KEEP_SIZE, 0, kSetAside) == 0);
}

SyncProbe::~SyncProbe() {
  close(fd_);
  unlink(path_.c_str());
}

double SyncProbe::Write() {
  const int64_t begin = SteadyNs();
  CHECK(write(fd_, block_.data(), block_.size()) == static_cast<ssize_t>(block_.size()));
  CHECK(fdatasync(fd_) == 0);
  return static_cast<double>(SteadyNs() - begin) / 1000;
}

Samples ProbeSync(const std::string& folder, size_t bytes, int times) {
  SyncProbe probe(folder, bytes);
  Samples samples;
  for (int i = 0; i < times; ++i) samples.Add(probe.Write());
  return samples;
}

size_t CommitBytes(double commands) { return 700 + static_cast<size_t>(commands * 800); }

}  // namespace samlad::bench
