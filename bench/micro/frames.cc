// What a change costs on its way out: frames, catch-ups, JSON, and the tree over the log.
#include <benchmark/benchmark.h>

#include "bench/kit/filled_log.h"
#include "server/room/rooms.h"
#include "storage/check.h"
#include "storage/memory_log.h"
#include "storage/merkle.h"

namespace samlad::bench {
namespace {

constexpr int64_t kNowMs = 1'407'153'600'000;

// A log in memory with that many features.
struct Stage {
  explicit Stage(uint64_t items) : cast(2, kNowMs) {
    CHECK(cast.Found(&log).ok());
    CHECK(Fill({.items = items, .changes = items}, &cast, &log).ok());
  }

  std::vector<ItemRef> Features(size_t count) const {
    std::vector<ItemRef> features;
    cast.picture.VisitChangedSince(0, [&](const ItemRef& state) {
      if (state->item().has_feature()) features.push_back(state);
      return features.size() < count;
    });
    return features;
  }

  MemoryLog log;
  Cast cast;
};

std::vector<std::string_view> BytesOf(const std::vector<ItemRef>& states) {
  std::vector<std::string_view> bytes;
  for (const ItemRef& state : states) bytes.push_back(state->bytes);
  return bytes;
}

void MakeFrameOfChanges(benchmark::State& state) {
  const Stage stage(static_cast<uint64_t>(state.range(0)));
  const std::vector<ItemRef> features = stage.Features(static_cast<size_t>(state.range(0)));
  const std::vector<std::string_view> changes = BytesOf(features);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        MakeBatchFrame({stage.cast.incident(), 1, 1 + changes.size()}, changes, {}));
  }
}
BENCHMARK(MakeFrameOfChanges)->Arg(1)->Arg(16)->Arg(200);

void FrameAsJson(benchmark::State& state) {
  const Stage stage(static_cast<uint64_t>(state.range(0)));
  const std::vector<ItemRef> features = stage.Features(static_cast<size_t>(state.range(0)));
  const std::vector<std::string_view> changes = BytesOf(features);
  for (auto _ : state) {
    const FrameRef frame =
        MakeBatchFrame({stage.cast.incident(), 1, 1 + changes.size()}, changes, {});
    benchmark::DoNotOptimize(frame->As(Codec::kJson));
  }
}
BENCHMARK(FrameAsJson)->Arg(1)->Arg(16);

class NoCommits : public Committer {
 public:
  void Start(std::vector<LogAppend>) override { CHECK(false); }
};

class Joiner : public Listener {
 public:
  bool OnBatch(const LogId&, const FrameRef&) override { return true; }
  void OnCatchUp(const LogId&, FrameRef frame, bool more) override {
    bytes += frame->proto().size();
    wants_more = more;
  }
  void OnAnswer(FrameRef) override {}
  void OnWatchEnded(const LogId&, FrameRef) override {}
  void OnPresence(FrameRef) override {}
  size_t bytes = 0;
  bool wants_more = false;
};

// All chunks, from nothing to the head, for the first who joins: those who come after share them.
void CatchUpWhole(benchmark::State& state) {
  Stage stage(static_cast<uint64_t>(state.range(0)));
  NoCommits committer;
  const RoomLimits limits;
  Rooms rooms(&stage.log, &committer, &limits, {});
  CHECK(rooms.Load().ok());
  Room* room = rooms.Find(stage.cast.incident());
  int64_t now_ms = 0;
  for (auto _ : state) {
    // Long enough for the snapshot of the round before to be forgotten.
    room->Tick(now_ms += 2 * limits.snapshot_keep_ms);
    Joiner joiner;
    CHECK(room->Watch(&joiner, {stage.cast.players().front().who.actor}, 0, false));
    while (joiner.wants_more) room->ContinueCatchUp(&joiner);
    room->Unwatch(&joiner);
    state.counters["bytes"] = static_cast<double>(joiner.bytes);
  }
}
BENCHMARK(CatchUpWhole)->Arg(1000)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void MerkleAppend(benchmark::State& state) {
  const Stage stage(1);
  const std::string bytes = stage.Features(1).front()->bytes;
  MerkleTree tree;
  for (auto _ : state) tree.Append(bytes);
  benchmark::DoNotOptimize(tree.Root());
}
BENCHMARK(MerkleAppend);

void MerkleRoot(benchmark::State& state) {
  MerkleTree tree;
  for (int i = 0; i < (1 << 20) - 1; ++i) tree.Append("x");
  for (auto _ : state) benchmark::DoNotOptimize(tree.Root());
}
BENCHMARK(MerkleRoot);

}  // namespace
}  // namespace samlad::bench

BENCHMARK_MAIN();
