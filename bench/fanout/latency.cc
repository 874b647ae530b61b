// F3: how long a change takes at a calm pace, to its writer and to the last of its subscribers.
#include <algorithm>
#include <functional>

#include "bench/fanout/figures.h"
#include "bench/kit/clock.h"
#include "bench/kit/sync_probe.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr size_t kSubscribers = 1000;
constexpr int64_t kIntervalNs = 50'000'000;
// Between two looks at whether the writer has been answered: an answer that came while subscribers
// were read is not seen much later than it came.
constexpr int kEventsBetween = 16;

double Microseconds(int64_t ns) { return static_cast<double>(ns) / 1000; }

// Calls `change` every 50 ms, and `between` in the middle of each pause.
void AtCalmPace(int times, Poller* poller, const std::function<void()>& change,
                const std::function<void()>& between) {
  int64_t next = SteadyNs();
  const auto rest_until = [&](int64_t then) {
    for (int64_t now = SteadyNs(); now < then; now = SteadyNs()) {
      poller->Poll(static_cast<int>((then - now) / 1'000'000));
    }
  };
  for (int i = 0; i < times; ++i) {
    next += kIntervalNs;
    rest_until(next - kIntervalNs / 2);
    between();
    rest_until(next);
    change();
  }
}

// Microseconds from the floor's publisher's send to its last subscriber.
Samples FloorFanOut(const Arena& arena, int times) {
  Poller poller(kEventsBetween);
  Subscribers subscribers(&poller);
  const std::unique_ptr<Contender> floor = StartFloor(arena);
  std::string error;
  CHECK(floor->AddSubscribers(kSubscribers, &subscribers, &error));
  Samples us;
  const auto change = [&] {
    const int64_t begin = SteadyNs();
    CHECK(subscribers.Await(floor->Send(1)));
    us.Add(Microseconds(SteadyNs() - begin));
  };
  AtCalmPace(times, &poller, change, [] {});
  return us;
}

struct Latencies {
  Samples confirmed_us;
  Samples last_us;
  Samples sync_us;
};

// In the pauses the disk itself is asked for a write of the same size: at the same pace, for a disk
// that rests in between may answer otherwise than one that does not.
Latencies SamladLatencies(const Arena& arena, int times) {
  FilledFolder folder(arena.folder, 2, {});
  SamladStage stage(arena, &folder);
  SyncProbe probe(folder.temp.path(), CommitBytes(1));
  CreateStock stock = StockOfSomething(stage.cast().incident(), &stage.cast().ids);
  Writer writer = std::move(stage.Writers(1, &stock).front());
  Poller poller(kEventsBetween);
  Subscribers subscribers(&poller);
  AddWatchers(stage, kSubscribers, &subscribers);
  int64_t begin = 0;
  Latencies all;
  const auto read_answer = [&] {
    writer.Read(
        [&](const Writer::Confirmed&) { all.confirmed_us.Add(Microseconds(SteadyNs() - begin)); });
  };
  poller.Add(writer.fd(), read_answer);
  uint64_t position = subscribers.follower(0).position();
  const auto change = [&] {
    subscribers.Expect({++position});
    begin = SteadyNs();
    writer.Send(1);
    bool arrived = false;
    while (!arrived || writer.in_flight() > 0) {
      CHECK(poller.Poll(60'000) && !subscribers.failed());
      if (writer.in_flight() > 0) read_answer();
      if (arrived || !subscribers.all_arrived()) continue;
      arrived = true;
      all.last_us.Add(Microseconds(SteadyNs() - begin));
    }
  };
  AtCalmPace(times, &poller, change, [&] { all.sync_us.Add(probe.Write()); });
  return all;
}

}  // namespace

void MeasureLatency(const Run& run, Report* report) {
  constexpr double kSyncsAim = 2;
  constexpr double kFanOutsAim = 1.2;
  const int rounds = run.quick ? 1 : 5;
  const int times = run.quick ? 60 : 400;
  Samples confirmed, last, sync, fan_out, syncs, fan_outs;
  for (int i = 0; i < rounds; ++i) {
    const Samples floor = FloorFanOut(run.arena, times);
    const Latencies ours = SamladLatencies(run.arena, times);
    syncs.Add(ours.confirmed_us.Median() / ours.sync_us.Median());
    fan_outs.Add((ours.last_us.Median() - ours.confirmed_us.Median()) / floor.Median());
    fan_out.Add(floor);
    confirmed.Add(ours.confirmed_us);
    last.Add(ours.last_us);
    sync.Add(ours.sync_us);
  }
  const std::string command = run.CommandFor("f3");
  report->Add({"F3: write to confirmed, 20 changes/s, 1,000 subscribers",
               "p50 " + Time(confirmed.Median()) + ", p99 " + Time(confirmed.Quantile(0.99)) +
                   "; fdatasync p50 " + Time(sync.Median()) + ", p99 " + Time(sync.Quantile(0.99)) +
                   "; p50 is " + Digits(syncs.Median()) + " ×",
               "p50 ≤ 2 × fdatasync", syncs.Median() <= kSyncsAim, command});
  report->Add({"F3: write to the last subscriber, 20 changes/s, 1,000 subscribers",
               "p50 " + Time(last.Median()) + ", p99 " + Time(last.Quantile(0.99)) +
                   "; the floor's fan-out p50 " + Time(fan_out.Median()) + ", p99 " +
                   Time(fan_out.Quantile(0.99)) + "; p50 is confirmed + " +
                   Digits(fan_outs.Median()) + " fan-outs",
               "p50 ≤ confirmed + 1.2 floor fan-outs", fan_outs.Median() <= kFanOutsAim, command});
  report->Note(
      "F3: the generator reads one subscriber after the other, for the floor as for samlad: an "
      "arrival is when it was read. fdatasync is probed in the pauses, at the same pace.");
}

}  // namespace samlad::bench
