#include "bench/kit/filled_folder.h"

#include <cstdio>
#include <cstdlib>

#include "bench/kit/clock.h"
#include "server/gateway/clock.h"

namespace samlad::bench {
namespace {

void ExitUnless(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "bench: %s\n", status.message().c_str());
  std::exit(1);
}

// The log's clock goes a second a change, and ends before now.
int64_t BeginMs(const Filling& filling) {
  return WallMs() - 1000 * static_cast<int64_t>(filling.changes + 1000);
}

}  // namespace

std::unique_ptr<RocksLog> OpenLog(const std::string& folder) {
  RocksLogOptions options;
  options.folder = folder;
  std::unique_ptr<RocksLog> log;
  ExitUnless(RocksLog::Open(options, &log));
  return log;
}

FilledFolder::FilledFolder(const std::string& parent, int actors, const Filling& filling)
    : temp(parent), path(temp.path() + "/data"), cast(actors, BeginMs(filling)) {
  const int64_t begin = SteadyNs();
  const std::unique_ptr<RocksLog> log = OpenLog(path);
  ExitUnless(cast.Found(log.get()));
  ExitUnless(Fill(filling, &cast, log.get()));
  built_s = static_cast<double>(SteadyNs() - begin) / 1e9;
}

}  // namespace samlad::bench
