#include "bench/first_figures/confirmed.h"

#include <string>
#include <vector>

#include "bench/first_figures/figures.h"
#include "bench/kit/sync_probe.h"
#include "server/gateway/clock.h"

namespace samlad::bench {
namespace {

constexpr double kCommandsPerSecondAim = 20'000;
constexpr double kSyncsAim = 3;

// One way to send, and how its rounds went.
struct Way {
  std::string name;
  bool sockets;
  size_t connections;
  size_t in_flight;

  Samples rates = {}, p50s = {}, p99s = {}, syncs = {};
  Samples server_us = {}, generator_shares = {}, commit_sizes = {};

  double total() const { return static_cast<double>(connections * in_flight); }
};

std::string Spread(const Samples& samples) {
  return Digits(samples.Quantile(0.01)) + "–" + Digits(samples.Quantile(1));
}

void Tell(const Setup& setup, const Way& way, Report* report) {
  const std::string command = setup.CommandFor("confirmed");
  const double rate = way.rates.Median();
  const bool loaded = way.total() > 1;
  report->Add({"confirmed commands/s, " + way.name, Digits(rate) + " (" + Spread(way.rates) + ")",
               loaded ? "≥ 20,000" : "", !loaded || rate >= kCommandsPerSecondAim, command});
  const double times = way.p50s.Median() / way.syncs.Median();
  report->Add({"latency to confirmed, " + way.name,
               "p50 " + Time(way.p50s.Median()) + ", p99 " + Time(way.p99s.Median()) +
                   "; fdatasync p50 " + Time(way.syncs.Median()) + "; p50 is " + Digits(times) +
                   " ×",
               "p50 ≤ 3 × fdatasync", times <= kSyncsAim, command});
  std::string note =
      way.name + ": " + Digits(way.server_us.Median()) + " µs of server CPU a command";
  if (way.sockets) {
    note += ", generator " + Digits(100 * way.generator_shares.Median()) + " % of a core";
    if (way.generator_shares.Median() > 0.8) note += " (THE GENERATOR IS THE BOTTLENECK)";
  } else {
    note += " (the room's thread, encoding the commands included), " +
            Digits(way.commit_sizes.Median()) + " commands a commit";
  }
  report->Note(note + ".");
}

}  // namespace

// The ways take turns, so that a disk that drifts drifts for all; before each turn the disk itself
// is measured.
void MeasureConfirmed(Setup* in, Report* report) {
  const Setup& setup = *in;
  const int rounds = setup.quick ? 3 : 7;
  const double seconds = setup.quick ? 0.5 : 4.0;
  FilledFolder folder(setup.folder, 2, {.items = 100, .changes = 100});
  const TokenKey key = KeyOf(folder.path);
  const std::string token = Cast::TokenFor(folder.cast.players().front(), key, WallMs());
  std::vector<Way> ways = {{"in-process, 32 in flight", false, 1, 32},
                           {"1 connection, 32 in flight", true, 1, 32},
                           {"32 connections, 1 in flight each", true, 32, 1},
                           {"1 connection, 1 in flight", true, 1, 1}};
  double commands_per_commit = 16;
  for (int i = 0; i < rounds; ++i) {
    for (Way& way : ways) {
      const double expected = way.total() > 1 ? commands_per_commit : 1;
      way.syncs.Add(ProbeSync(folder.temp.path(), CommitBytes(expected), 300).Median());
      Round round;
      if (way.sockets) {
        SamladProcess samlad({setup.program, folder.path});
        round = ConfirmedOverSockets(&samlad, token, &folder.cast, way.connections, way.in_flight,
                                     seconds);
        samlad.child().Stop();
      } else {
        round = ConfirmedInProcess(folder.path, &folder.cast, way.in_flight, seconds);
        commands_per_commit = round.commands_per_commit;
      }
      way.rates.Add(round.commands_per_second);
      way.p50s.Add(round.latencies_us.Quantile(0.5));
      way.p99s.Add(round.latencies_us.Quantile(0.99));
      way.server_us.Add(round.server_us_per_command);
      way.generator_shares.Add(round.generator_share);
      way.commit_sizes.Add(round.commands_per_commit);
    }
  }
  for (const Way& way : ways) Tell(setup, way, report);
  report->Note(
      "with 32 always in flight the mean latency is 32 / (commands/s) whatever the disk does; the "
      "row with 1 in flight shows what one command waits for.");
  report->Note("fdatasync is probed before each round, with an estimate of what a commit writes.");
}

}  // namespace samlad::bench
