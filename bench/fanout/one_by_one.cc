// F1: what a delivery costs when changes come one by one.
#include <cstdio>
#include <cstdlib>

#include "bench/fanout/figures.h"

namespace samlad::bench {

bool OneByOne(Contender* contender, const Trial& trial, Cost* cost, std::string* error) {
  // The first changes warm what has to be warm.
  constexpr int kWarming = 20;
  Poller poller;
  Subscribers subscribers(&poller);
  if (!contender->AddSubscribers(trial.subscribers, &subscribers, error)) return false;
  for (int i = 0; i < kWarming && !subscribers.failed(); ++i) {
    subscribers.Await(contender->Send(1));
  }
  const Meter meter(contender->child(), subscribers);
  for (size_t i = 0; i < trial.times && !subscribers.failed(); ++i) {
    subscribers.Await(contender->Send(trial.batch));
  }
  *cost = meter.Read();
  *error = subscribers.error();
  return !subscribers.failed();
}

Cost OneByOneOf(std::unique_ptr<Contender> contender, const Trial& trial) {
  Cost cost;
  std::string error;
  if (OneByOne(contender.get(), trial, &cost, &error)) return cost;
  std::fprintf(stderr, "bench: %s\n", error.c_str());
  std::exit(EXIT_FAILURE);
}

void MeasureOneByOne(const Run& run, Report* report) {
  constexpr double kAim = 1.15;
  for (const size_t subscribers : {100, 1000, 5000}) {
    if (run.quick && subscribers > 1000) continue;
    const Trial trial{subscribers, 1, (run.quick ? 50'000 : 500'000) / subscribers};
    Samples floor, samlad, ratio, share;
    for (int i = 0; i < (run.quick ? 3 : 7); ++i) {
      const Cost least = OneByOneOf(StartFloor(run.arena), trial);
      const Cost ours = OneByOneOf(StartSamlad(run.arena), trial);
      floor.Add(least.us_per_delivery);
      samlad.Add(ours.us_per_delivery);
      ratio.Add(ours.us_per_delivery / least.us_per_delivery);
      share.Add(ours.generator_share);
    }
    report->Add({"F1: CPU per delivery, " + Count(subscribers) + " subscribers, changes one by one",
                 "samlad " + Digits(samlad.Median()) + " µs, floor " + Digits(floor.Median()) +
                     " µs: " + Digits(ratio.Median()) + " ×" + GeneratorShare(share),
                 "≤ 1.15 × the floor", ratio.Median() <= kAim, run.CommandFor("f1")});
  }
}

}  // namespace samlad::bench
