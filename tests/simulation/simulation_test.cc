// Deterministic simulation: real rooms, sessions, outboxes and client conversations on simulated
// links, disk and clocks. The number of seeds comes from SAMLAD_SEEDS; one seed alone from
// SAMLAD_SEED, to look at what went wrong.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/simulation/scene.h"

namespace samlad::simulation {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// Under the sanitizers each seed takes ten times as long.
#ifdef __SANITIZE_ADDRESS__
constexpr uint64_t kSeeds = 150;
#else
constexpr uint64_t kSeeds = 1000;
#endif

// A different mix of troubles for each seed.
SceneOptions Troubled(uint64_t seed) {
  World chance(seed * 7919 + 1);
  SceneOptions options;
  options.seed = seed;
  options.actors = chance.Pick(2, 5);
  options.persons_per_actor = chance.Pick(1, 3);
  options.duration_ms = static_cast<int64_t>(chance.Pick(3'000, 12'000));
  options.pause_ms = static_cast<int64_t>(chance.Pick(100, 600));
  options.faults.drop_link_one_in = chance.OneIn(2) ? chance.Pick(20, 300) : 0;
  options.faults.slow_reader_one_in = chance.OneIn(2) ? chance.Pick(5, 200) : 0;
  options.faults.crash_every_ms = chance.OneIn(2) ? chance.Pick(1'500, 8'000) : 0;
  options.faults.clock_jump_one_in = chance.OneIn(4) ? chance.Pick(10, 100) : 0;
  options.faults.sync_us_max = chance.OneIn(4) ? 500'000 : 20'000;
  options.limits.outbox_bytes_max = static_cast<uint32_t>(chance.Pick(4'000, 60'000));
  options.limits.chunk_bytes = static_cast<uint32_t>(chance.Pick(500, 8'000));
  options.limits.replay_step_changes_max = static_cast<uint32_t>(chance.Pick(3, 200));
  if (chance.OneIn(4)) options.faults.slow_reader_ms_max = 15'000;
  options.limits.heartbeat_interval_ms = 8000;
  options.limits.recent_answers_max = 64;
  options.limits.staged_commands_max = chance.OneIn(4) ? 8 : 10'000;
  options.limits.commands_in_flight_max = chance.OneIn(4) ? 2 : 256;
  return options;
}

std::string Story(const Scene& scene) {
  std::string story;
  for (const std::string& breach : scene.breaches()) story += breach + "\n";
  return story;
}

TEST(Simulation, P2P3P4P5P6P8HoldWhateverGoesWrong) {
  const uint64_t only = FromEnvironment("SAMLAD_SEED", 0);
  const uint64_t first = only ? only : 1;
  const uint64_t last = only ? only : FromEnvironment("SAMLAD_SEEDS", kSeeds);
  uint64_t accepted = 0;
  uint64_t rejected = 0;
  uint64_t pictures = 0;
  uint64_t replays = 0;
  uint64_t crashes = 0;
  uint64_t failed = 0;
  std::map<std::string, uint64_t> rejections;
  for (uint64_t seed = first; seed <= last && failed < 5; ++seed) {
    Scene scene(Troubled(seed));
    scene.Run();
    if (!scene.breaches().empty()) {
      ++failed;
      ADD_FAILURE() << "seed " << seed << ":\n" << Story(scene);
    }
    accepted += scene.accepted();
    rejected += scene.rejected();
    pictures += scene.pictures_checked();
    replays += scene.replays_checked();
    crashes += scene.server().crashes();
    for (const auto& [rule, count] : scene.rejections()) rejections[rule] += count;
  }
  std::printf(
      "%lu seeds: %lu accepted, %lu rejected, %lu pictures and %lu replays held against the "
      "oracle, %lu crashes\n",
      last - first + 1, accepted, rejected, pictures, replays, crashes);
  for (const auto& [rule, count] : rejections) std::printf("  %8lu %s\n", count, rule.c_str());
  // A simulation in which nothing happens proves nothing.
  if (!only && last >= 100) {
    EXPECT_GT(accepted, 20 * last);
    EXPECT_GT(pictures, 20 * last);
    EXPECT_GT(replays, last);
    EXPECT_GT(crashes, last / 4);
    EXPECT_GT(rejections.size(), 5u);
  }
}

TEST(Simulation, SameSeedSameTrace) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Scene first(Troubled(seed));
    first.Run();
    Scene second(Troubled(seed));
    second.Run();
    EXPECT_EQ(first.trace(), second.trace()) << "seed " << seed;
    EXPECT_EQ(first.oracle().head(), second.oracle().head());
  }
}

}  // namespace
}  // namespace samlad::simulation
