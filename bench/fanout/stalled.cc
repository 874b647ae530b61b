// F7: subscribers that stop reading: what they make the server hold, and what the others notice.
#include <algorithm>
#include <vector>

#include "bench/fanout/batch_follower.h"
#include "bench/fanout/figures.h"
#include "bench/fanout/poller.h"
#include "bench/kit/clock.h"
#include "bench/kit/histogram.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr size_t kSubscribers = 1000;
constexpr size_t kStalled = 100;
constexpr int64_t kChangesPerSecond = 300;

// When each position was due to be sent, and how long the deliveries took from then on.
struct Deliveries {
  uint64_t base = 0;
  std::vector<int64_t> due_ns;  // of the position base + 1 + index
  std::unique_ptr<Histogram> us = std::make_unique<Histogram>();
};

class TimedFollower final : public WholeFollower {
 public:
  TimedFollower(uint64_t position, Deliveries* deliveries)
      : WholeFollower(position), deliveries_(deliveries) {}

 protected:
  bool OnBatch(const BatchSeen& batch) override {
    const int64_t now = SteadyNs();
    for (uint64_t seq = batch.from + 1; !batch.more && seq <= batch.through; ++seq) {
      const uint64_t index = seq - deliveries_->base - 1;
      if (index >= deliveries_->due_ns.size()) return false;
      deliveries_->us->Add(static_cast<uint64_t>(now - deliveries_->due_ns[index]) / 1000);
    }
    return WholeFollower::OnBatch(batch);
  }

 private:
  Deliveries* const deliveries_;
};

// A stretch of changes at an even pace, whether or not the ones before have arrived: what is late
// is counted from when it was due. The stalled are group 0, the others group 1.
struct Stretch {
  double p50_us = 0;
  double p99_us = 0;
  double grown_bytes = 0;  // anonymous memory of the server
  double server_share = 0;
  double generator_share = 0;
};

class Scene {
 public:
  explicit Scene(const Arena& arena)
      : folder_(arena.folder, 2, {}),
        stage_(arena, &folder_),
        stock_(StockOfSomething(folder_.cast.incident(), &folder_.cast.ids)),
        writer_(std::move(stage_.Writers(1, &stock_).front())) {
    for (size_t i = 0; i < kSubscribers; ++i) {
      uint64_t through = 0;
      WebSocket socket = stage_.Watch(0, i, &through, i < kStalled);
      deliveries_.base = through;
      std::unique_ptr<Follower> follower;
      if (i < kStalled) {
        follower = std::make_unique<WholeFollower>(through);
      } else {
        follower = std::make_unique<TimedFollower>(through, &deliveries_);
      }
      subscribers_.Add(std::move(socket), std::move(follower), i < kStalled ? 0 : 1);
    }
    poller_.Add(writer_.fd(), [this] { writer_.Read({}); });
  }

  Stretch Run(double seconds) {
    deliveries_.us = std::make_unique<Histogram>();
    const int64_t before = stage_.child().AnonymousBytes();
    const int64_t cpu = stage_.child().CpuNs();
    const int64_t own_cpu = BusyCpuNs();
    const int64_t begin = SteadyNs();
    const auto changes = static_cast<int64_t>(seconds * kChangesPerSecond);
    for (int64_t i = 0; i < changes; ++i) {
      const int64_t due = begin + i * 1'000'000'000 / kChangesPerSecond;
      for (int64_t now = SteadyNs(); now < due; now = SteadyNs()) {
        poller_.Poll(static_cast<int>((due - now) / 1'000'000));
        CHECK(!subscribers_.failed());
      }
      deliveries_.due_ns.push_back(due);
      writer_.Send(1);
    }
    const auto took_ns = static_cast<double>(SteadyNs() - begin);
    Stretch stretch;
    stretch.server_share = static_cast<double>(stage_.child().CpuNs() - cpu) / took_ns;
    stretch.generator_share = static_cast<double>(BusyCpuNs() - own_cpu) / took_ns;
    CHECK(subscribers_.AwaitEach({0, last_position()}));
    stretch.grown_bytes = static_cast<double>(stage_.child().AnonymousBytes() - before);
    stretch.p50_us = static_cast<double>(deliveries_.us->Quantile(0.5));
    stretch.p99_us = static_cast<double>(deliveries_.us->Quantile(0.99));
    return stretch;
  }

  void Stall() { subscribers_.Stall(kStalled); }
  // Seconds until those who were stalled have everything.
  double Converge() {
    const int64_t begin = SteadyNs();
    subscribers_.GoOn(kStalled);
    CHECK(subscribers_.Await(last_position()));
    return static_cast<double>(SteadyNs() - begin) / 1e9;
  }

 private:
  uint64_t last_position() const { return deliveries_.base + deliveries_.due_ns.size(); }

  FilledFolder folder_;
  SamladStage stage_;
  CreateStock stock_;
  Writer writer_;
  Poller poller_;
  Deliveries deliveries_;
  Subscribers subscribers_{&poller_};
};

}  // namespace

void MeasureStalled(const Run& run, Report* report) {
  constexpr double kAimBytes = 256 * 1024;
  constexpr double kAimWorse = 1.1;
  const uint64_t seconds = run.quick ? 10 : 60;
  Scene scene(run.arena);
  scene.Run(1);
  const Stretch calm = scene.Run(static_cast<double>(seconds));
  scene.Stall();
  const Stretch stalled = scene.Run(static_cast<double>(seconds));
  const double converged_s = scene.Converge();
  const double each = (stalled.grown_bytes - calm.grown_bytes) / kStalled;
  const double worse = stalled.p99_us / calm.p99_us;
  const std::string what =
      "F7: 100 of 1,000 subscribers stop reading for " + Count(seconds) + " s, 300 changes/s: ";
  const std::string command = run.CommandFor("f7");
  Samples share;
  share.Add(stalled.generator_share);
  report->Add({what + "memory held for each",
               Digits(each / 1024) + " kB (the server grew by " +
                   Digits(stalled.grown_bytes / 1e6) + " MB, by " + Digits(calm.grown_bytes / 1e6) +
                   " MB in an equal stretch without them); they have everything " +
                   Digits(converged_s) + " s after they go on",
               "≤ 256 kB", each <= kAimBytes, command});
  report->Add({what + "write to the other 900",
               "p50 " + Time(stalled.p50_us) + ", p99 " + Time(stalled.p99_us) +
                   "; in an equal stretch without them p50 " + Time(calm.p50_us) + ", p99 " +
                   Time(calm.p99_us) + ": " + Digits(worse) + " ×; server " +
                   Digits(100 * stalled.server_share) + " % of its core" + GeneratorShare(share),
               "p99 ≤ 1.1 ×", worse <= kAimWorse, command});
}

}  // namespace samlad::bench
