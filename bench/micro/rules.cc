// The pure core: what one command costs before it reaches a disk or a socket.
#include <benchmark/benchmark.h>

#include "bench/kit/commands.h"
#include "server/picture/validate.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr int64_t kNowMs = 1'407'153'600'000;

// A cast whose picture holds that many features; the players that came before are few beside them.
struct Stage {
  explicit Stage(int64_t items) : cast(2, kNowMs) {
    for (int64_t i = 0; i < items; ++i) {
      Put(CreateFeature(cast.incident(), kNowMs, &cast.ids));
    }
  }

  Verdict DecideOne(const v1::Command& command) const {
    return Decide(cast.picture, command, cast.ContextOf(cast.players().front(), kNowMs));
  }
  ItemRef Put(const v1::Command& command) {
    Verdict verdict = DecideOne(command);
    CHECK(!verdict.rejection && verdict.changes.size() == 1);
    ItemRef state = MakeItemState(std::move(verdict.changes.front()));
    cast.picture.Apply(state);
    return state;
  }

  Cast cast;
};

void ValidateCommand(benchmark::State& state) {
  Stage stage(0);
  const v1::Command command = CreateFeature(stage.cast.incident(), kNowMs, &stage.cast.ids);
  for (auto _ : state) benchmark::DoNotOptimize(Validate(command, ""));
  state.counters["bytes"] = static_cast<double>(command.ByteSizeLong());
}
BENCHMARK(ValidateCommand);

void DecodeCommand(benchmark::State& state) {
  Stage stage(0);
  const std::string bytes =
      EncodeCommand(CreateFeature(stage.cast.incident(), kNowMs, &stage.cast.ids));
  for (auto _ : state) {
    v1::ClientFrame frame;
    CHECK(frame.ParseFromString(bytes));
    benchmark::DoNotOptimize(frame);
  }
}
BENCHMARK(DecodeCommand);

void DecideCreateFeature(benchmark::State& state) {
  Stage stage(state.range(0));
  const v1::Command command = CreateFeature(stage.cast.incident(), kNowMs, &stage.cast.ids);
  for (auto _ : state) benchmark::DoNotOptimize(stage.DecideOne(command));
}
BENCHMARK(DecideCreateFeature)->Arg(1000)->Arg(100'000);

void DecideReviseFeature(benchmark::State& state) {
  Stage stage(state.range(0));
  const ItemRef item = stage.Put(CreateFeature(stage.cast.incident(), kNowMs, &stage.cast.ids));
  const v1::Command command =
      ReviseFeature(stage.cast.incident(), ItemId::FromBytesOrNone(item->item().id()), item->seq(),
                    kNowMs, &stage.cast.ids);
  for (auto _ : state) benchmark::DoNotOptimize(stage.DecideOne(command));
}
BENCHMARK(DecideReviseFeature)->Arg(1000)->Arg(100'000);

// The change's bytes, made once in its life.
void EncodeChange(benchmark::State& state) {
  Stage stage(0);
  const Verdict verdict =
      stage.DecideOne(CreateFeature(stage.cast.incident(), kNowMs, &stage.cast.ids));
  const v1::Change& change = verdict.changes.front();
  for (auto _ : state) {
    std::string bytes;
    CHECK(change.SerializeToString(&bytes));
    benchmark::DoNotOptimize(bytes);
  }
  state.counters["bytes"] = static_cast<double>(change.ByteSizeLong());
}
BENCHMARK(EncodeChange);

// A new state of an item picked at random. The changes are made ahead, in rounds of as many as
// there are items.
void ApplyChange(benchmark::State& state) {
  Stage stage(state.range(0));
  std::vector<v1::Change> changes;
  stage.cast.picture.VisitChangedSince(0, [&](const ItemRef& item) {
    if (item->item().has_feature()) changes.push_back(item->change);
    return true;
  });
  std::vector<ItemRef> states;
  for (auto _ : state) {
    if (states.empty()) {
      state.PauseTiming();
      for (size_t i = 0; i < changes.size(); ++i) {
        v1::Change change = changes[i];
        // Given away from the back, so the seqs go down.
        change.set_seq(stage.cast.picture.head() + changes.size() - i);
        states.push_back(MakeItemState(std::move(change)));
      }
      state.ResumeTiming();
    }
    benchmark::DoNotOptimize(stage.cast.picture.Apply(std::move(states.back())));
    states.pop_back();
  }
}
BENCHMARK(ApplyChange)->Arg(1000)->Arg(100'000);

void ParseState(benchmark::State& state) {
  Stage stage(0);
  const std::string bytes =
      stage.Put(CreateFeature(stage.cast.incident(), kNowMs, &stage.cast.ids))->bytes;
  for (auto _ : state) benchmark::DoNotOptimize(ParseItemState(bytes));
}
BENCHMARK(ParseState);

}  // namespace
}  // namespace samlad::bench
