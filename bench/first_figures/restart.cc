#include <string>

#include "bench/first_figures/confirmed.h"
#include "bench/first_figures/figures.h"
#include "server/gateway/clock.h"

namespace samlad::bench {
namespace {

constexpr double kAimUs = 3e6;

void Tell(const Setup& setup, const std::string& what, const Samples& us, Report* report) {
  report->Add(
      {what, Time(us.Median()) + " (" + Time(us.Quantile(0.01)) + "–" + Time(us.Quantile(1)) + ")",
       "≤ 3 s", us.Median() <= kAimUs, setup.CommandFor("restart")});
}

void MeasureLog(const Setup& setup, const std::string& name, FilledFolder* folder, int rounds,
                Report* report) {
  const std::string token =
      Cast::TokenFor(folder->cast.players().front(), KeyOf(folder->path), WallMs());
  const SamladProcess::Options options{setup.program, folder->path};
  Samples stopped, killed, uncached;
  double resident = 0;
  for (int i = 0; i < rounds; ++i) {
    {
      SamladProcess samlad(options);
      stopped.Add(samlad.started_us());
      resident = static_cast<double>(samlad.child().ResidentBytes());
      // Killed under load, between two writings of HEAD.
      ConfirmedOverSockets(&samlad, token, &folder->cast, 1, 32, 1.5);
      samlad.child().Kill();
    }
    {
      SamladProcess samlad(options);
      killed.Add(samlad.started_us());
      samlad.child().Stop();
    }
    DropFileCache(folder->path);
    SamladProcess samlad(options);
    uncached.Add(samlad.started_us());
    samlad.child().Stop();
  }
  Tell(setup, "restart after a stop, " + name, stopped, report);
  Tell(setup, "restart after a kill under load, " + name, killed, report);
  Tell(setup, "restart after a stop, page cache dropped, " + name, uncached, report);
  report->Note("resident after the start, " + name + ": " + Digits(resident / 1e6) + " MB.");
}

}  // namespace

// From exec to the first answer of /healthz.
void MeasureRestart(Setup* setup, Report* report) {
  const std::string many = Count(setup->many());
  MeasureLog(*setup, many + " changes, 10,000 items", LongLog(setup, report), setup->quick ? 3 : 5,
             report);
  FilledFolder folder(setup->folder, 2, {.items = setup->many(), .changes = setup->many()});
  MeasureLog(*setup, many + " changes, " + many + " items", &folder, setup->quick ? 1 : 3, report);
  report->Note(
      "the page cache that is dropped is this machine's; a host below it may still cache.");
}

}  // namespace samlad::bench
