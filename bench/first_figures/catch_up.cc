#include <vector>

#include "bench/first_figures/figures.h"
#include "bench/kit/clock.h"
#include "bench/kit/samlad_process.h"
#include "bench/kit/samples.h"
#include "server/gateway/clock.h"
#include "server/room/rooms.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr uint64_t kItems = 10'000;
constexpr double kAimUs = 5000;

// Takes chunks and keeps none.
class Joiner : public Listener {
 public:
  bool OnBatch(const LogId&, const FrameRef&) override { return true; }
  void OnCatchUp(const LogId&, FrameRef frame, bool more) override {
    ++frames;
    bytes += frame->proto().size();
    wants_more = more;
  }
  void OnAnswer(FrameRef) override {}
  void OnWatchEnded(const LogId&, FrameRef) override {}
  void OnPresence(FrameRef) override {}

  int frames = 0;
  size_t bytes = 0;
  bool wants_more = false;
};

class NoCommits : public Committer {
 public:
  void Start(std::vector<LogAppend>) override { CHECK(false); }
};

void MeasureInProcess(const Setup& setup, const FilledFolder& folder, int rounds, Report* report) {
  const std::unique_ptr<RocksLog> log = OpenLog(folder.path);
  NoCommits committer;
  const RoomLimits limits;
  Rooms rooms(log.get(), &committer, &limits, {});
  CHECK(rooms.Load().ok());
  Room* room = rooms.Find(folder.cast.incident());
  Samples us;
  Joiner last;
  for (int i = 0; i < rounds; ++i) {
    Joiner joiner;
    // Long enough for the snapshot of the round before to be forgotten: this is the first who
    // joins.
    room->Tick(int64_t{2} * limits.snapshot_keep_ms * (i + 1));
    const int64_t begin = ThreadCpuNs();
    CHECK(room->Watch(&joiner, {folder.cast.players().front().who.actor}, 0, false));
    while (joiner.wants_more) room->ContinueCatchUp(&joiner);
    us.Add(static_cast<double>(ThreadCpuNs() - begin) / 1000);
    room->Unwatch(&joiner);
    last = joiner;
  }
  report->Add({"catch-up of 10,000 items, composing all chunks, in-process",
               "p50 " + Time(us.Median()) + ", p99 " + Time(us.Quantile(0.99)) + " CPU", "≤ 5 ms",
               us.Median() <= kAimUs, setup.CommandFor("catch-up")});
  report->Note("a catch-up of " + Digits(static_cast<double>(room->picture().size())) +
               " items is " + Digits(static_cast<double>(last.bytes) / 1e6) + " MB in " +
               std::to_string(last.frames) + " frames.");
}

// Each client connects and says Hello before the clock of the server's CPU is read.
void MeasureOverSockets(const Setup& setup, const FilledFolder& folder, int clients,
                        Report* report) {
  const std::string token =
      Cast::TokenFor(folder.cast.players().front(), KeyOf(folder.path), WallMs());
  SamladProcess samlad({setup.program, folder.path});
  Samples cpu_us, wall_us;
  for (int i = 0; i < clients; ++i) {
    WebSocket socket = samlad.Connect(token);
    const int64_t cpu = samlad.child().CpuNs();
    const int64_t begin = SteadyNs();
    samlad.WatchOn(&socket, folder.cast.incident());
    wall_us.Add(static_cast<double>(SteadyNs() - begin) / 1000);
    cpu_us.Add(static_cast<double>(samlad.child().CpuNs() - cpu) / 1000);
  }
  report->Add({"catch-up of 10,000 items over a socket, all of the server's CPU",
               "p50 " + Time(cpu_us.Median()) + ", p99 " + Time(cpu_us.Quantile(0.99)) + " CPU",
               "≤ 5 ms", cpu_us.Median() <= kAimUs, setup.CommandFor("catch-up")});
  report->Note("from Watch to the whole picture, over the socket, decoding included: p50 " +
               Time(wall_us.Median()) + ".");
}

}  // namespace

void MeasureCatchUp(Setup* in, Report* report) {
  const Setup& setup = *in;
  FilledFolder folder(setup.folder, 2, {.items = kItems, .changes = kItems});
  const int times = setup.quick ? 30 : 200;
  MeasureInProcess(setup, folder, times, report);
  MeasureOverSockets(setup, folder, times, report);
}

}  // namespace samlad::bench
