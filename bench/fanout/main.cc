// Fan-out: what one delivery costs, samlad beside the floor. The server is held to one core and the
// generator to the other; the servers take turns, so that drift hits all alike.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "bench/fanout/contender.h"
#include "bench/kit/clock.h"
#include "bench/kit/machine.h"
#include "bench/kit/report.h"
#include "bench/kit/samples.h"

namespace samlad::bench {
namespace {

constexpr size_t kWriters = 16;

// What a delivery costs the server, in microseconds of CPU, user and system.
struct Cost {
  double us_per_delivery = 0;
  double changes_per_frame = 1;
  double generator_share = 0;  // of its core
  double confirmed_per_second = 0;
};

// Reads the clocks before and after.
class Meter {
 public:
  Meter(Contender* contender, const Subscribers* subscribers)
      : contender_(contender),
        subscribers_(subscribers),
        cpu_(contender->child().CpuNs()),
        own_cpu_(ThreadCpuNs()),
        begin_(SteadyNs()),
        delivered_(subscribers->delivered()),
        frames_(subscribers->frames()) {}

  Cost Read() const {
    const auto deliveries = static_cast<double>(subscribers_->delivered() - delivered_);
    Cost cost;
    cost.us_per_delivery =
        static_cast<double>(contender_->child().CpuNs() - cpu_) / 1000 / deliveries;
    cost.changes_per_frame = deliveries / static_cast<double>(subscribers_->frames() - frames_);
    cost.generator_share =
        static_cast<double>(ThreadCpuNs() - own_cpu_) / static_cast<double>(SteadyNs() - begin_);
    return cost;
  }

 private:
  Contender* contender_;
  const Subscribers* subscribers_;
  const int64_t cpu_, own_cpu_, begin_;
  const uint64_t delivered_, frames_;
};

void Fill(Contender* contender, size_t count, Subscribers* subscribers) {
  for (size_t i = 0; i < count; ++i) contender->AddSubscriber(subscribers);
  // The first changes warm what has to be warm.
  for (int i = 0; i < 20; ++i) subscribers->Await(contender->Send(1));
}

// `batch` changes at a time, the next when the last subscriber has them: none coincide.
Cost OneByOne(Contender* contender, size_t count, size_t batch, size_t times) {
  Poller poller;
  Subscribers subscribers(&poller);
  Fill(contender, count, &subscribers);
  const Meter meter(contender, &subscribers);
  for (size_t i = 0; i < times; ++i) subscribers.Await(contender->Send(batch));
  return meter.Read();
}

Cost Stormed(Contender* samlad, size_t count, double seconds) {
  Poller poller;
  Subscribers subscribers(&poller);
  Fill(samlad, count, &subscribers);
  const Meter meter(samlad, &subscribers);
  const Storm storm = WriteAsFastAsConfirmed(samlad, &poller, kWriters, seconds);
  subscribers.Await(storm.position);
  Cost cost = meter.Read();
  cost.confirmed_per_second = static_cast<double>(storm.confirmed) / storm.seconds;
  return cost;
}

struct Run {
  Arena arena;
  bool quick = false;
  std::string command;

  int rounds() const { return quick ? 3 : 7; }
};

// The generator must have had time to spare; else the row says so.
std::string Generator(double share) {
  return "; generator " + Digits(100 * share) + " % of its core" +
         (share > 0.95 ? " (THE GENERATOR IS THE BOTTLENECK)" : "");
}

void MeasureOneByOne(const Run& run, size_t subscribers, Report* report) {
  const size_t deliveries = run.quick ? 50'000 : 500'000;
  const size_t times = deliveries / subscribers;
  Samples floor, samlad, ratio, share;
  for (int i = 0; i < run.rounds(); ++i) {
    const Cost least = OneByOne(StartFloor(run.arena).get(), subscribers, 1, times);
    const Cost ours = OneByOne(StartSamlad(run.arena).get(), subscribers, 1, times);
    floor.Add(least.us_per_delivery);
    samlad.Add(ours.us_per_delivery);
    ratio.Add(ours.us_per_delivery / least.us_per_delivery);
    share.Add(ours.generator_share);
  }
  report->Add({"F1: CPU per delivery, " + Digits(static_cast<double>(subscribers)) +
                   " subscribers, changes one by one",
               "samlad " + Digits(samlad.Median()) + " µs, floor " + Digits(floor.Median()) +
                   " µs: " + Digits(ratio.Median()) + " ×" + Generator(share.Median()),
               "≤ 1.15 × the floor", ratio.Median() <= 1.15, run.command});
}

void MeasureStorm(const Run& run, Report* report) {
  constexpr size_t kSubscribers = 1000;
  const double seconds = run.quick ? 1 : 6;
  Samples floor, samlad, ratio, batch, rate, share;
  for (int i = 0; i < run.rounds(); ++i) {
    const Cost ours = Stormed(StartSamlad(run.arena).get(), kSubscribers, seconds);
    const auto size = static_cast<size_t>(ours.changes_per_frame + 0.5);
    const Cost least = OneByOne(StartFloor(run.arena).get(), kSubscribers, size, 200);
    floor.Add(least.us_per_delivery);
    samlad.Add(ours.us_per_delivery);
    ratio.Add(ours.us_per_delivery / least.us_per_delivery);
    batch.Add(ours.changes_per_frame);
    rate.Add(ours.confirmed_per_second);
    share.Add(ours.generator_share);
  }
  report->Add({"F2: CPU per delivery, 1,000 subscribers, 16 writers as fast as confirmed",
               "samlad " + Digits(samlad.Median()) + " µs, floor " + Digits(floor.Median()) +
                   " µs at " + Digits(batch.Median()) +
                   " changes a frame: " + Digits(ratio.Median()) + " ×" + Generator(share.Median()),
               "≤ 1.3 × the floor, ≤ 1 µs", ratio.Median() <= 1.3 && samlad.Median() <= 1,
               run.command});
  report->Note("F2: " + Digits(rate.Median()) + " commands/s confirmed, with 1,000 subscribers.");
}

int Main(int argc, char** argv) {
  CLI::App app("The cost of a delivery: samlad beside the floor.");
  Run run;
  std::string markdown;
  app.add_option("--samlad", run.arena.samlad, "The server to measure.")->required();
  app.add_option("--floor", run.arena.floor, "The floor.")->required();
  app.add_option("--folder", run.arena.folder, "Data folders are made in it, and removed again.")
      ->default_val(".");
  app.add_option("--markdown", markdown, "Writes the table to this file too.");
  app.add_flag("--quick", run.quick, "Fewer rounds and subscribers.");
  CLI11_PARSE(app, argc, argv);

  std::signal(SIGPIPE, SIG_IGN);
  RaiseDescriptorLimit();
  HoldToCore(kGeneratorCore);
  run.command =
      std::string("fan_out") + (run.quick ? " --quick" : "") + " --samlad PATH --floor PATH";
  Report report("Fan-out");
  MeasureOneByOne(run, 100, &report);
  MeasureOneByOne(run, 1000, &report);
  if (!run.quick) MeasureOneByOne(run, 5000, &report);
  MeasureStorm(run, &report);
  report.Note("samlad is durable, filters by sight and resumes; the floor does none of it.");
  if (!markdown.empty()) std::ofstream(markdown) << report.Markdown();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace samlad::bench

int main(int argc, char** argv) { return samlad::bench::Main(argc, argv); }
