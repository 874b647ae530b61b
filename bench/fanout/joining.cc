// F6: many clients that come at once, to join a large picture and to resume after a restart.
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <vector>

#include "bench/fanout/crowd.h"
#include "bench/fanout/figures.h"
#include "bench/kit/clock.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr uint64_t kItems = 10'000;
constexpr int kActors = 4;
constexpr size_t kJoining = 2000;
constexpr size_t kResuming = 5000;
// What those who resume have missed.
constexpr uint64_t kMissed = 20;
constexpr double kAimSeconds = 10;

std::vector<PictureParts> PicturesOf(const Cast& cast, uint64_t from) {
  std::vector<PictureParts> pictures;
  for (const Player& player : cast.players()) {
    pictures.emplace_back(cast.picture, player.who.actor, from);
  }
  return pictures;
}

// The server has done what there was to do, such as seeing that a crowd has gone.
void AwaitRest(const Child& server) {
  constexpr useconds_t kPauseUs = 200'000;
  constexpr int64_t kRestNs = 10'000'000;
  for (int64_t before = -kRestNs, now = server.CpuNs(); now - before >= kRestNs;
       now = server.CpuNs()) {
    before = now;
    usleep(kPauseUs);
  }
}

// Milliseconds to compress it once, as quickly as zlib can.
double DeflateMs(const std::string& plain) {
  uLongf size = compressBound(plain.size());
  std::string deflated(size, '\0');
  const int64_t begin = ThreadCpuNs();
  CHECK(compress2(reinterpret_cast<Bytef*>(deflated.data()), &size,
                  reinterpret_cast<const Bytef*>(plain.data()), plain.size(),
                  Z_BEST_SPEED) == Z_OK);
  return static_cast<double>(ThreadCpuNs() - begin) / 1e6;
}

uint64_t EpochOf(const SamladStage& stage) {
  WebSocket socket = stage.Connect();
  v1::ClientFrame frame;
  v1::Watch* watch = frame.add_messages()->mutable_watch();
  watch->set_incident(stage.cast().incident().str());
  socket.Send(frame.SerializeAsString());
  uint64_t epoch = 0;
  while (epoch == 0) {
    CHECK(socket.Receive([&](std::string_view bytes) {
      Piece piece;
      while (TakePiece(&bytes, &piece)) {
        WatchingSeen watching;
        if (piece.kind != v1::ServerMessage::kWatchingFieldNumber) continue;
        CHECK(ReadWatching(piece.body, &watching));
        epoch = watching.epoch;
      }
    }));
  }
  return epoch;
}

// Of the rounds of one crowd.
struct Crowds {
  Samples live_s, server_us, bare_us, share, bytes;

  void Add(const Crowd::Outcome& outcome, const Crowd::Outcome& bare) {
    live_s.Add(outcome.all_live_s);
    server_us.Add(outcome.server_us_each);
    bare_us.Add(bare.server_us_each);
    share.Add(outcome.generator_share);
    bytes.Add(outcome.bytes_each);
  }
};

// What joining takes over and above a connection that says nothing is measured on the same server,
// just before.
Crowd::Outcome ComeBare(SamladStage* stage, std::vector<PictureParts>* pictures, size_t clients) {
  const Crowd::Outcome bare = Crowd(stage, pictures, {.clients = clients, .bare = true}).Come();
  AwaitRest(stage->child());
  return bare;
}

struct Snapshots {
  uint64_t different = 0;
  bool all_deflated = true;
  double deflate_ms = 0;
};

void TellJoining(const Run& run, const Crowds& joined, const Snapshots& snapshots, Report* report) {
  const std::string command = run.CommandFor("f6");
  const double each_ms = joined.server_us.Median() / 1000;
  report->Add({"F6: " + Count(kJoining) + " clients join a picture of " + Count(kItems) +
                   " items at once, 4 sights",
               "all live in " + Digits(joined.live_s.Quantile(1)) + " s; " + Digits(each_ms) +
                   " ms of server CPU and " + Digits(joined.bytes.Median() / 1e3) +
                   " kB each (a bare upgrade " + Time(joined.bare_us.Median()) + ")" +
                   GeneratorShare(joined.share),
               "≤ 10 s", joined.live_s.Quantile(1) <= kAimSeconds, command});
  report->Add({"F6: a whole picture is encoded and compressed once per sight",
               std::string(snapshots.all_deflated ? "deflated" : "NOT DEFLATED") + "; " +
                   Count(snapshots.different) +
                   " messages unlike those of the first client of the sight; deflating it once " +
                   "takes " + Digits(snapshots.deflate_ms) + " ms here, a join cost the server " +
                   Digits(each_ms) + " ms",
               "once per sight",
               snapshots.all_deflated && snapshots.different == 0 && each_ms < snapshots.deflate_ms,
               command});
}

void MeasureJoining(const Run& run, FilledFolder* folder, Report* report) {
  Crowds joined;
  Snapshots snapshots;
  for (int i = 0; i < (run.quick ? 1 : 3); ++i) {
    SamladStage stage(run.arena, folder);
    std::vector<PictureParts> pictures = PicturesOf(folder->cast, 0);
    const Crowd::Outcome bare = ComeBare(&stage, &pictures, kJoining);
    const Crowd::Outcome outcome = Crowd(&stage, &pictures, {.clients = kJoining}).Come();
    joined.Add(outcome, bare);
    snapshots.all_deflated = snapshots.all_deflated && outcome.plain_parts == 0;
    snapshots.deflate_ms = DeflateMs(pictures.front().plain());
    for (const PictureParts& picture : pictures) snapshots.different += picture.different();
  }
  TellJoining(run, joined, snapshots, report);
}

void MeasureResuming(const Run& run, FilledFolder* folder, Report* report) {
  constexpr double kAimUs = 60;
  Crowds resumed;
  Samples beyond_us;
  for (int i = 0; i < (run.quick ? 1 : 3); ++i) {
    SamladStage stage(run.arena, folder);
    const uint64_t epoch = EpochOf(stage);
    const uint64_t from = folder->cast.picture.head() - kMissed;
    std::vector<PictureParts> pictures = PicturesOf(folder->cast, from);
    stage.Restart();
    const Crowd::Outcome bare = ComeBare(&stage, &pictures, kResuming);
    const Crowd::Outcome outcome =
        Crowd(&stage, &pictures, {.clients = kResuming, .epoch = epoch, .from = from}).Come();
    resumed.Add(outcome, bare);
    beyond_us.Add(outcome.server_us_each - bare.server_us_each);
  }
  report->Add({"F6: " + Count(kResuming) +
                   " clients reconnect after a restart and resume, 20 changes missed",
               "all live in " + Digits(resumed.live_s.Quantile(1)) + " s; server CPU per resume " +
                   Digits(beyond_us.Median()) + " µs beyond a bare upgrade of " +
                   Time(resumed.bare_us.Median()) + GeneratorShare(resumed.share),
               "≤ 10 s, ≤ 60 µs beyond the bare upgrade",
               resumed.live_s.Quantile(1) <= kAimSeconds && beyond_us.Median() <= kAimUs,
               run.CommandFor("f6")});
}

}  // namespace

void MeasureJoining(const Run& run, Report* report) {
  FilledFolder folder(run.arena.folder, kActors, {.items = kItems, .changes = kItems});
  MeasureJoining(run, &folder, report);
  MeasureResuming(run, &folder, report);
  report->Note(
      "F6: of the first client of each sight every change is compared with the picture "
      "there should be; of the others the bytes with those of the first.");
}

}  // namespace samlad::bench
