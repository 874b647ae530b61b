#include <string>

#include "bench/first_figures/confirmed.h"
#include "bench/first_figures/figures.h"
#include "server/gateway/clock.h"

namespace samlad::bench {
namespace {

constexpr uint64_t kChanges = 1'000'000;
constexpr double kAimUs = 3e6;

void Tell(const Setup& setup, const std::string& what, const Samples& us, Report* report) {
  report->Add(
      {what, Time(us.Median()) + " (" + Time(us.Quantile(0.01)) + "–" + Time(us.Quantile(1)) + ")",
       "≤ 3 s", us.Median() <= kAimUs, setup.CommandFor("restart")});
}

void MeasureLog(const Setup& setup, const std::string& name, uint64_t items, Report* report) {
  FilledFolder folder(setup, 2, {.items = items, .changes = kChanges});
  const std::string token =
      Cast::TokenFor(folder.cast.players().front(), KeyOf(folder.path), WallMs());
  const SamladProcess::Options options{setup.program, folder.path};
  Samples stopped, killed, uncached;
  double resident = 0;
  for (int i = 0; i < (setup.quick ? 2 : 5); ++i) {
    {
      SamladProcess samlad(options);
      stopped.Add(samlad.started_us());
      resident = static_cast<double>(samlad.child().ResidentBytes());
      // Killed under load, between two writings of HEAD.
      ConfirmedOverSockets(&samlad, token, &folder.cast, 1, 32, 1.5);
      samlad.child().Kill();
    }
    {
      SamladProcess samlad(options);
      killed.Add(samlad.started_us());
      samlad.child().Stop();
    }
    DropFileCache(folder.path);
    SamladProcess samlad(options);
    uncached.Add(samlad.started_us());
    samlad.child().Stop();
  }
  Tell(setup, "restart after a stop, " + name, stopped, report);
  Tell(setup, "restart after a kill under load, " + name, killed, report);
  Tell(setup, "restart after a stop, no file cached, " + name, uncached, report);
  report->Note("resident after the start, " + name + ": " + Digits(resident / 1e6) + " MB.");
}

}  // namespace

// From exec to the first answer of /healthz.
void MeasureRestart(const Setup& setup, Report* report) {
  MeasureLog(setup, "1e6 changes, 10,000 items", 10'000, report);
  MeasureLog(setup, "1e6 changes, 1e6 items", kChanges, report);
}

}  // namespace samlad::bench
