#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/sim_client.h"

namespace samlad::simulation {

struct SceneOptions {
  uint64_t seed = 1;
  uint64_t actors = 4;
  uint64_t persons_per_actor = 2;
  int64_t duration_ms = 20'000;
  // About one command of each person in so long.
  int64_t pause_ms = 400;
  // How many times a command is sent, at the most.
  uint64_t copies_max = 3;
  bool replays = true;
  Faults faults;
  RoomLimits limits;
};

// One incident, lived through by several persons at once, in virtual time: they write, revise,
// hide, withdraw, leave and come back, while what the fault model says goes wrong. Then the faults
// stop, and everybody must come to see the same.
class Scene {
 public:
  explicit Scene(const SceneOptions& options);
  ~Scene();

  void Run();

  // Everything that was not as promised; empty if all was well.
  std::vector<std::string> breaches() const;
  uint64_t trace() const { return world_.trace(); }
  const Oracle& oracle() const { return oracle_; }
  const MemoryLog& log() const { return log_; }
  const SimServer& server() const { return *server_; }
  uint64_t accepted() const;
  uint64_t rejected() const;
  uint64_t pictures_checked() const;
  uint64_t replays_checked() const;
  std::map<std::string, uint64_t> rejections() const;

 private:
  void SetUp();
  void Submit(const v1::Command& command, const Principal& who);
  void Act(size_t person);
  v1::Command NewCommand(const std::string& reason);
  v1::Command RandomCommand(const SimClient& client);
  void RandomAudience(v1::Item* item);
  void CheckEnd();

  SceneOptions options_;
  World world_;
  MemoryLog log_;
  std::unique_ptr<SimServer> server_;
  Oracle oracle_;
  LogId incident_;
  Faults active_;  // none until Run, and none again at its end
  std::vector<ItemId> actors_;
  std::vector<std::unique_ptr<SimClient>> clients_;
  std::vector<std::string> breaches_;
  bool ending_ = false;
};

}  // namespace samlad::simulation
