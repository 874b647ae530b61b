// F4: how many commands a second one room confirms.
#include "bench/fanout/throughput.h"

#include <algorithm>
#include <vector>

#include "bench/fanout/batch_follower.h"
#include "bench/fanout/poller.h"
#include "bench/kit/clock.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

// When each position was confirmed, and how far behind that its arrivals were.
struct Lag {
  uint64_t base = 0;
  std::vector<int64_t> confirmed_ns;  // of the position base + index; 0 if it is not yet
  int64_t max_ns = 0;
};

// Takes the time of what arrives: the oldest of a batch has waited the longest.
class LagFollower final : public WholeFollower {
 public:
  LagFollower(uint64_t position, Lag* lag) : WholeFollower(position), lag_(lag) {}

 protected:
  bool OnBatch(const BatchSeen& batch) override {
    const uint64_t oldest = batch.from + 1 - lag_->base;
    if (!batch.more && oldest < lag_->confirmed_ns.size() && lag_->confirmed_ns[oldest] != 0) {
      lag_->max_ns = std::max(lag_->max_ns, SteadyNs() - lag_->confirmed_ns[oldest]);
    }
    return WholeFollower::OnBatch(batch);
  }

 private:
  Lag* const lag_;
};

}  // namespace

Throughput ThroughputOf(const SamladStage& stage, const Child& server, const Load& load,
                        CommandStock* stock) {
  Poller poller;
  Lag lag;
  Subscribers watchers(&poller);
  for (size_t i = 0; i < load.watchers; ++i) {
    uint64_t through = 0;
    WebSocket socket = stage.Watch(0, i, &through);
    lag.base = std::max(lag.base, through);
    watchers.Add(std::move(socket), std::make_unique<LagFollower>(through, &lag));
  }
  std::deque<Writer> writers = stage.Writers(load.connections, stock);
  const int64_t cpu = server.CpuNs();
  const int64_t own_cpu = BusyCpuNs();
  const Flow flow = WriteFlatOut(&writers, load.in_flight_each, load.seconds, &poller,
                                 [&](const Writer::Confirmed& confirmed) {
                                   if (load.watchers == 0) return;
                                   const uint64_t index = confirmed.position - lag.base;
                                   if (index >= lag.confirmed_ns.size())
                                     lag.confirmed_ns.resize(2 * index + 1, 0);
                                   lag.confirmed_ns[index] = SteadyNs();
                                 });
  Throughput measured;
  measured.commands_per_second = static_cast<double>(flow.confirmed) / flow.seconds;
  measured.p50_us = flow.latencies_us.Quantile(0.5);
  measured.p99_us = flow.latencies_us.Quantile(0.99);
  measured.server_share = static_cast<double>(server.CpuNs() - cpu) / (flow.seconds * 1e9);
  measured.generator_share = static_cast<double>(BusyCpuNs() - own_cpu) / (flow.seconds * 1e9);
  if (load.watchers > 0) CHECK(watchers.Await(flow.position));
  measured.behind_ms = static_cast<double>(lag.max_ns) / 1e6;
  return measured;
}

void MeasureThroughput(const Run& run, Report* report) {
  struct Way {
    Load load;
    double aim;
    Samples rate = {}, p50 = {}, p99 = {}, behind = {}, server = {}, generator = {};
  };
  constexpr double kBehindMsMax = 250;
  const double seconds = run.quick ? 1 : 4;
  std::vector<Way> ways = {{{4, 16, 50, seconds}, 20'000},
                           {{1, 64, 50, seconds}, 20'000},
                           {{4, 16, 0, seconds}, 40'000},
                           {{1, 64, 0, seconds}, 40'000}};
  for (int i = 0; i < (run.quick ? 1 : 5); ++i) {
    for (Way& way : ways) {
      FilledFolder folder(run.arena.folder, 2, {});
      SamladStage stage(run.arena, &folder);
      CreateStock stock = StockOfSomething(stage.cast().incident(), &stage.cast().ids);
      const Throughput round = ThroughputOf(stage, stage.child(), way.load, &stock);
      way.rate.Add(round.commands_per_second);
      way.p50.Add(round.p50_us);
      way.p99.Add(round.p99_us);
      way.behind.Add(round.behind_ms);
      way.server.Add(round.server_share);
      way.generator.Add(round.generator_share);
    }
  }
  for (const Way& way : ways) {
    const bool watched = way.load.watchers > 0;
    const double behind = way.behind.Quantile(1);
    report->Add({"F4: confirmed commands/s, one room, 64 in flight over " +
                     std::to_string(way.load.connections) +
                     (way.load.connections == 1 ? " connection, " : " connections, ") +
                     (watched ? "50 subscribers watching" : "nobody watching"),
                 Digits(way.rate.Median()) + "; p50 " + Time(way.p50.Median()) + ", p99 " +
                     Time(way.p99.Median()) +
                     (watched ? "; subscribers behind by at most " + Digits(behind) + " ms" : "") +
                     "; server " + Digits(100 * way.server.Median()) + " % of its core" +
                     GeneratorShare(way.generator),
                 "≥ " + Digits(way.aim) + (watched ? ", behind ≤ 250 ms" : ""),
                 way.rate.Median() >= way.aim && behind <= kBehindMsMax, run.CommandFor("f4")});
  }
}

}  // namespace samlad::bench
