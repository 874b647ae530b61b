// F2: what a delivery costs under many writers.
#include <algorithm>
#include <cmath>
#include <utility>

#include "bench/fanout/figures.h"
#include "storage/check.h"

namespace samlad::bench {

StormCost StormOf(const Arena& arena, size_t count, double seconds,
                  std::vector<std::string> settings) {
  FilledFolder folder(arena.folder, 2, {});
  SamladStage stage(arena, &folder, nullptr, std::move(settings));
  CreateStock stock = StockOfSomething(stage.cast().incident(), &stage.cast().ids);
  Poller poller;
  Subscribers subscribers(&poller);
  AddWatchers(stage, count, &subscribers);
  std::deque<Writer> writers = stage.Writers(kStormWriters, &stock);
  for (Writer& writer : writers) {
    writer.Send(1);
    CHECK(subscribers.Await(writer.AwaitAll()));
  }
  const Meter meter(stage.child(), subscribers);
  const Flow flow = WriteFlatOut(&writers, 1, seconds, &poller);
  CHECK(subscribers.Await(flow.position));
  return {meter.Read(), static_cast<double>(flow.confirmed) / flow.seconds};
}

namespace {

void MeasureWith(const Run& run, const std::string& how, const std::vector<std::string>& settings,
                 Report* report) {
  constexpr size_t kSubscribers = 1000;
  constexpr double kAim = 1.3;
  constexpr double kAimUs = 1;
  const double seconds = run.quick ? 0.6 : 6;
  Samples floor, samlad, ratio, batch, rate, share;
  for (int i = 0; i < (run.quick ? 3 : 7); ++i) {
    const StormCost storm = StormOf(run.arena, kSubscribers, seconds, settings);
    const auto size =
        static_cast<size_t>(std::max(1.0, std::round(storm.cost.changes_per_message)));
    const Cost least = OneByOneOf(StartFloor(run.arena), {kSubscribers, size, 200});
    floor.Add(least.us_per_delivery);
    samlad.Add(storm.cost.us_per_delivery);
    ratio.Add(storm.cost.us_per_delivery / least.us_per_delivery);
    batch.Add(storm.cost.changes_per_message);
    rate.Add(storm.confirmed_per_second);
    share.Add(storm.cost.generator_share);
  }
  report->Add({"F2: CPU per delivery, 1,000 subscribers, 16 writers as fast as confirmed, " + how,
               Digits(rate.Median()) + " commands/s; samlad " + Digits(samlad.Median()) +
                   " µs, floor " + Digits(floor.Median()) + " µs at " + Digits(batch.Median()) +
                   " changes a message: " + Digits(ratio.Median()) + " ×" + GeneratorShare(share),
               "≤ 1.3 × the floor, ≤ 1 µs", ratio.Median() <= kAim && samlad.Median() <= kAimUs,
               run.CommandFor("f2")});
}

}  // namespace

// What the pause between two fan-outs gains and costs, too.
void MeasureStorm(const Run& run, Report* report) {
  MeasureWith(run, "as shipped", {}, report);
  MeasureWith(run, "no pause between fan-outs", {"--broadcast-pause-percent", "0"}, report);
}

}  // namespace samlad::bench
