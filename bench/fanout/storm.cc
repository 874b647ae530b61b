// F2: what a delivery costs under many writers.
#include <algorithm>
#include <cmath>

#include "bench/fanout/figures.h"
#include "storage/check.h"

namespace samlad::bench {

StormCost StormOf(const Arena& arena, size_t count, double seconds) {
  FilledFolder folder(arena.folder, 2, {});
  SamladStage stage(arena, &folder);
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

void MeasureStorm(const Run& run, Report* report) {
  constexpr size_t kSubscribers = 1000;
  constexpr double kAim = 1.3;
  constexpr double kAimUs = 1;
  const double seconds = run.quick ? 0.6 : 6;
  Samples floor, samlad, ratio, batch, rate, share;
  for (int i = 0; i < (run.quick ? 3 : 7); ++i) {
    const StormCost storm = StormOf(run.arena, kSubscribers, seconds);
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
  report->Add({"F2: CPU per delivery, 1,000 subscribers, 16 writers as fast as confirmed",
               "samlad " + Digits(samlad.Median()) + " µs, floor " + Digits(floor.Median()) +
                   " µs at " + Digits(batch.Median()) +
                   " changes a message: " + Digits(ratio.Median()) + " ×" + GeneratorShare(share),
               "≤ 1.3 × the floor, ≤ 1 µs", ratio.Median() <= kAim && samlad.Median() <= kAimUs,
               run.CommandFor("f2")});
  report->Note("F2: " + Digits(rate.Median()) + " commands/s confirmed, with 1,000 subscribers.");
}

}  // namespace samlad::bench
