#include "server/room/replay.h"

#include <string>

#include "bench/first_figures/figures.h"
#include "bench/kit/clock.h"
#include "bench/kit/samples.h"
#include "server/room/limits.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr double kSeekAimUs = 50'000;

Replay NewReplay(const EventLog* log, const Cast& cast) {
  const RoomLimits limits;
  const ItemId actor = cast.players().front().who.actor;
  const ItemRef part = cast.picture.ParticipationOf(actor);
  return Replay(log, {.incident = cast.incident(),
                      .number = 1,
                      .actor = actor,
                      .participation = ItemId::FromBytesOrNone(part->item().id()),
                      .step_changes_max = limits.replay_step_changes_max,
                      .chunk_bytes = limits.chunk_bytes});
}

double SeekUs(Replay* replay, uint64_t seq) {
  std::vector<FrameRef> frames;
  const int64_t begin = SteadyNs();
  CHECK(replay->Seek(seq, &frames).ok());
  while (replay->unfinished()) CHECK(replay->Continue(&frames).ok());
  CHECK(replay->position() == seq && !frames.empty());
  return static_cast<double>(SteadyNs() - begin) / 1000;
}

void TellSeek(const Setup& setup, const std::string& what, const Samples& us, Report* report) {
  report->Add({what, "p50 " + Time(us.Median()) + ", p99 " + Time(us.Quantile(0.99)), "≤ 50 ms",
               us.Median() <= kSeekAimUs, setup.CommandFor("replay")});
}

void MeasureCold(const Setup& setup, const FilledFolder& folder, Ids* ids, Report* report) {
  Samples us;
  for (int i = 0; i < (setup.quick ? 15 : 60); ++i) {
    DropFileCache(folder.path);
    const std::unique_ptr<RocksLog> log = OpenLog(folder.path);
    Replay replay = NewReplay(log.get(), folder.cast);
    us.Add(SeekUs(&replay, 1 + ids->Number(folder.cast.picture.head())));
  }
  TellSeek(setup, "first seek to a random instant, page cache dropped, log just opened", us,
           report);
}

void MeasureWarm(const Setup& setup, const FilledFolder& folder, Ids* ids, Report* report) {
  const std::unique_ptr<RocksLog> log = OpenLog(folder.path);
  Replay replay = NewReplay(log.get(), folder.cast);
  Samples far, near, picture_at;
  const uint64_t head = folder.cast.picture.head();
  const int times = setup.quick ? 50 : 500;
  for (int i = -times / 10; i < times; ++i) {
    const double us = SeekUs(&replay, 1 + ids->Number(head));
    if (i >= 0) far.Add(us);
  }
  for (int i = 0; i < times; ++i) {
    const uint64_t seq = replay.position() > 1000 ? replay.position() - 1000 : 2000;
    near.Add(SeekUs(&replay, seq));
  }
  for (int i = 0; i < times; ++i) {
    uint64_t visited = 0;
    const int64_t begin = SteadyNs();
    CHECK(log->PictureAt(folder.cast.incident(), 1 + ids->Number(head),
                         [&](uint64_t, std::string_view) { return ++visited > 0; })
              .ok());
    picture_at.Add(static_cast<double>(SteadyNs() - begin) / 1000);
  }
  TellSeek(setup, "seek to a random instant, caches warm", far, report);
  TellSeek(setup, "seek 1,000 changes back", near, report);
  TellSeek(setup, "the log's picture at a random instant, bytes only", picture_at, report);
}

void MeasurePlay(const Setup& setup, const FilledFolder& folder, Report* report) {
  const std::unique_ptr<RocksLog> log = OpenLog(folder.path);
  Replay replay = NewReplay(log.get(), folder.cast);
  std::vector<FrameRef> frames;
  const uint64_t from = setup.many() / 2;
  const uint64_t through = setup.many() * 9 / 10;
  SeekUs(&replay, from);
  const int64_t begin = SteadyNs();
  while (replay.position() < through) {
    frames.clear();
    CHECK(replay.PlayUntil(INT64_MAX, through, &frames).ok());
  }
  const double took_s = static_cast<double>(SteadyNs() - begin) / 1e9;
  report->Add({"replay as fast as it goes, every change in order",
               Digits(static_cast<double>(through - from) / took_s) + " changes/s", "", true,
               setup.CommandFor("replay")});
}

}  // namespace

void MeasureReplay(Setup* setup, Report* report) {
  const FilledFolder* folder = LongLog(setup, report);
  Ids ids(7);
  MeasureCold(*setup, *folder, &ids, report);
  MeasureWarm(*setup, *folder, &ids, report);
  MeasurePlay(*setup, *folder, report);
}

}  // namespace samlad::bench
