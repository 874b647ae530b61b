#include "bench/kit/sync_probe.h"

#include <fcntl.h>
#include <unistd.h>

#include "bench/kit/clock.h"
#include "storage/check.h"

namespace samlad::bench {

Samples ProbeSync(const std::string& folder, size_t bytes, int times) {
  constexpr off_t kSetAside = 64 << 20;
  const std::string path = folder + "/sync-probe";
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  CHECK(fd >= 0);
  CHECK(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, kSetAside) == 0);
  const std::string block(bytes, 's');
  Samples samples;
  for (int i = 0; i < times; ++i) {
    const int64_t begin = SteadyNs();
    CHECK(write(fd, block.data(), bytes) == static_cast<ssize_t>(bytes));
    CHECK(fdatasync(fd) == 0);
    samples.Add(static_cast<double>(SteadyNs() - begin) / 1000);
  }
  close(fd);
  unlink(path.c_str());
  return samples;
}

}  // namespace samlad::bench
