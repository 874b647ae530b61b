// F9: what stays the same when there is more of everything.
#include "bench/fanout/figures.h"
#include "bench/fanout/throughput.h"

namespace samlad::bench {
namespace {

constexpr double kFlat = 1.2;

// Of one number of subscribers, over all rounds.
struct AtSize {
  Samples floor_us, samlad_us, ratio;

  std::string Text(size_t subscribers) const {
    return "samlad " + Digits(samlad_us.Median()) + " µs, floor " + Digits(floor_us.Median()) +
           " µs at " + Count(subscribers) + ": " + Digits(ratio.Median()) + " ×";
  }
};

// As a ratio to the floor, so that what more sockets cost any server does not count.
void MeasureSubscribers(const Run& run, Report* report) {
  constexpr size_t kFew = 100;
  const size_t many = run.quick ? 2000 : 10'000;
  const size_t deliveries = run.quick ? 50'000 : 500'000;
  const auto measure = [&](size_t subscribers, AtSize* at) {
    const Trial trial{subscribers, 1, deliveries / subscribers};
    const Cost least = OneByOneOf(StartFloor(run.arena), trial);
    const Cost ours = OneByOneOf(StartSamlad(run.arena), trial);
    at->floor_us.Add(least.us_per_delivery);
    at->samlad_us.Add(ours.us_per_delivery);
    at->ratio.Add(ours.us_per_delivery / least.us_per_delivery);
    return ours.us_per_delivery / least.us_per_delivery;
  };
  AtSize at_few, at_many;
  Samples growth;
  for (int i = 0; i < (run.quick ? 1 : 5); ++i) {
    const double few_ratio = measure(kFew, &at_few);
    growth.Add(measure(many, &at_many) / few_ratio);
  }
  const double grown = growth.Median();
  report->Add(
      {"F9: CPU per delivery, from 100 to " + Count(many) + " subscribers, changes one by one",
       at_few.Text(kFew) + "; " + at_many.Text(many) + "; grows by " + Digits(grown) + " ×",
       "flat within 20 %", grown <= kFlat, run.CommandFor("f9")});
}

// Revisions: the picture stays as large as it is, and all of it is touched.
void MeasureItems(const Run& run, Report* report) {
  constexpr uint64_t kFew = 1000;
  const uint64_t many = run.quick ? 100'000 : 1'000'000;
  FilledFolder small(run.arena.folder, 2, {.items = kFew, .changes = kFew});
  FilledFolder large(run.arena.folder, 2, {.items = many, .changes = many});
  ReviseStock small_stock(&small.cast);
  ReviseStock large_stock(&large.cast);
  const auto rate_of = [&](FilledFolder* folder, ReviseStock* stock) {
    SamladStage stage(run.arena, folder);
    const Load load{4, 16, 0, run.quick ? 1.0 : 4.0};
    const Throughput measured = ThroughputOf(stage, stage.child(), load, stock);
    stage.child().Stop();
    return measured.commands_per_second;
  };
  Samples few_rate, many_rate, ratio;
  for (int i = 0; i < (run.quick ? 1 : 3); ++i) {
    const double at_few = rate_of(&small, &small_stock);
    const double at_many = rate_of(&large, &large_stock);
    few_rate.Add(at_few);
    many_rate.Add(at_many);
    ratio.Add(at_few / at_many);
  }
  report->Add(
      {"F9: confirmed commands/s, 64 in flight over 4 connections, revisions of a picture "
       "of 1,000 and of " +
           Count(many) + " items",
       Digits(few_rate.Median()) + " and " + Digits(many_rate.Median()) + ": " +
           Digits(ratio.Median()) + " × slower",
       "flat within 20 %", ratio.Median() <= kFlat, run.CommandFor("f9")});
}

}  // namespace

void MeasureGrowth(const Run& run, Report* report) {
  MeasureSubscribers(run, report);
  MeasureItems(run, report);
}

}  // namespace samlad::bench
