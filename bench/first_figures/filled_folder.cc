#include <cstdio>
#include <cstdlib>

#include "bench/first_figures/figures.h"
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

FilledFolder* LongLog(Setup* setup, Report* report) {
  if (!setup->long_log) {
    setup->long_log =
        std::make_shared<FilledFolder>(*setup, 2, Filling{.items = 10'000, .changes = 1'000'000});
    report->Note("a log of 1e6 changes over 10,000 items was made in " +
                 Digits(setup->long_log->built_s) +
                 " s: each decided by the rules, 5,000 changes a commit.");
  }
  return setup->long_log.get();
}

FilledFolder::FilledFolder(const Setup& setup, int actors, const Filling& filling)
    : temp(setup.folder), path(temp.path() + "/data"), cast(actors, BeginMs(filling)) {
  const int64_t begin = SteadyNs();
  const std::unique_ptr<RocksLog> log = OpenLog(path);
  ExitUnless(cast.Found(log.get()));
  ExitUnless(Fill(filling, &cast, log.get()));
  built_s = static_cast<double>(SteadyNs() - begin) / 1e9;
}

}  // namespace samlad::bench
