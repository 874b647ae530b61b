// F5: what a delivery costs when twenty actors each see something else.
#include <algorithm>
#include <array>
#include <vector>

#include "bench/fanout/batch_follower.h"
#include "bench/fanout/figures.h"
#include "bench/kit/commands.h"
#include "server/gateway/clock.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr size_t kSights = 20;
constexpr size_t kSubscribersEach = 50;
constexpr size_t kSubscribers = kSights * kSubscribersEach;
constexpr size_t kAudiences = 512;

// Who of the actors sees an item, a bit for each.
using Sights = uint32_t;

// The first player writes, so its actor sees everything; of the others each with even odds.
Sights DrawAudience(Ids* ids) { return 1u | static_cast<Sights>(ids->Number(1u << kSights)); }

// What must have arrived when all is written.
class Expected {
 public:
  explicit Expected(std::vector<Sights> audiences) : audiences_(std::move(audiences)) {}

  void Add(const Writer::Confirmed& confirmed) {
    for (size_t sight = 0; sight < kSights; ++sight) {
      if ((audiences_[confirmed.tag] >> sight & 1) == 0) continue;
      mix_[sight] += MixOfSeq(confirmed.position);
      last_[sight] = std::max(last_[sight], confirmed.position);
    }
  }
  // The last change that each of the sights saw.
  std::vector<uint64_t> last() const { return {last_.begin(), last_.end()}; }

  // Every subscriber got what is in its sight, all of it, once, and nothing else.
  void Check(const Subscribers& subscribers) const {
    for (size_t i = 0; i < subscribers.size(); ++i) {
      const auto& follower = static_cast<const SightFollower&>(subscribers.follower(i));
      CHECK(follower.mix() == mix_[subscribers.group(i)]);
    }
  }

 private:
  const std::vector<Sights> audiences_;
  std::array<uint64_t, kSights> mix_ = {};
  std::array<uint64_t, kSights> last_ = {};
};

// A server, its twenty sights and the commands for them.
struct Scene {
  explicit Scene(const Arena& arena) : folder(arena.folder, kSights, {}), stage(arena, &folder) {
    Cast& cast = folder.cast;
    std::vector<Sights> audiences;
    std::vector<v1::Command> commands;
    for (size_t i = 0; i < kAudiences; ++i) {
      audiences.push_back(DrawAudience(&cast.ids));
      v1::Command command = CreateSomething(cast.incident(), WallMs(), &cast.ids);
      v1::Audience* audience = command.mutable_create()->mutable_item()->mutable_audience();
      audience->set_kind(v1::NAMED_ACTORS);
      for (size_t sight = 1; sight < kSights; ++sight) {
        if ((audiences.back() >> sight & 1) == 0) continue;
        audience->add_actors(cast.players()[sight].who.actor.str());
      }
      commands.push_back(std::move(command));
    }
    expected = std::make_unique<Expected>(std::move(audiences));
    stock = std::make_unique<CreateStock>(commands, &cast.ids);
    // The sights take turns, as they would among those who call.
    for (size_t i = 0; i < kSubscribers; ++i) {
      const size_t sight = i % kSights;
      uint64_t through = 0;
      WebSocket socket = stage.Watch(sight, i, &through);
      subscribers.Add(std::move(socket), std::make_unique<SightFollower>(through), sight);
    }
  }

  FilledFolder folder;
  SamladStage stage;
  std::unique_ptr<Expected> expected;
  std::unique_ptr<CreateStock> stock;
  Poller poller;
  Subscribers subscribers{&poller};
};

Cost SightsOneByOne(const Arena& arena, size_t times) {
  constexpr size_t kWarming = 20;
  Scene scene(arena);
  Writer writer = std::move(scene.stage.Writers(1, scene.stock.get()).front());
  const auto change = [&] {
    writer.Send(1);
    writer.AwaitAll([&](const Writer::Confirmed& confirmed) { scene.expected->Add(confirmed); });
    CHECK(scene.subscribers.AwaitEach(scene.expected->last()));
  };
  for (size_t i = 0; i < kWarming; ++i) change();
  const Meter meter(scene.stage.child(), scene.subscribers);
  for (size_t i = 0; i < times; ++i) change();
  const Cost cost = meter.Read();
  scene.expected->Check(scene.subscribers);
  return cost;
}

Cost SightsStorm(const Arena& arena, double seconds) {
  Scene scene(arena);
  std::deque<Writer> writers = scene.stage.Writers(kStormWriters, scene.stock.get());
  const Meter meter(scene.stage.child(), scene.subscribers);
  WriteFlatOut(&writers, 1, seconds, &scene.poller,
               [&](const Writer::Confirmed& confirmed) { scene.expected->Add(confirmed); });
  CHECK(scene.subscribers.AwaitEach(scene.expected->last()));
  const Cost cost = meter.Read();
  scene.expected->Check(scene.subscribers);
  return cost;
}

struct Compared {
  Samples sights, whole, ratio, share, changes;

  void Add(const Cost& ours, const Cost& others) {
    sights.Add(ours.us_per_delivery);
    whole.Add(others.us_per_delivery);
    ratio.Add(ours.us_per_delivery / others.us_per_delivery);
    share.Add(ours.generator_share);
    changes.Add(ours.changes_per_message);
  }
};

void Tell(const Run& run, const std::string& figure, const std::string& how,
          const Compared& compared, Report* report) {
  constexpr double kAim = 1.5;
  report->Add({"F5: CPU per delivery, 20 sights of 50 subscribers, random audiences, " + how,
               "20 sights " + Digits(compared.sights.Median()) + " µs at " +
                   Digits(compared.changes.Median()) + " changes a message, one sight (" + figure +
                   ") " + Digits(compared.whole.Median()) + " µs: " +
                   Digits(compared.ratio.Median()) + " ×" + GeneratorShare(compared.share),
               "≤ 1.5 × " + figure, compared.ratio.Median() <= kAim, run.CommandFor("f5")});
}

}  // namespace

void MeasureSights(const Run& run, Report* report) {
  const size_t times = run.quick ? 50 : 500;
  const double seconds = run.quick ? 1 : 6;
  Compared calm, storm;
  for (int i = 0; i < (run.quick ? 1 : 5); ++i) {
    calm.Add(SightsOneByOne(run.arena, times),
             OneByOneOf(StartSamlad(run.arena), {kSubscribers, 1, times}));
    storm.Add(SightsStorm(run.arena, seconds), StormOf(run.arena, kSubscribers, seconds).cost);
  }
  Tell(run, "F1", "changes one by one", calm, report);
  Tell(run, "F2", "16 writers as fast as confirmed", storm, report);
}

}  // namespace samlad::bench
