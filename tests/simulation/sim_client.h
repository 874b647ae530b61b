#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "clients/cpp/conversation.h"
#include "server/picture/types.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/sim_server.h"
#include "tests/simulation/world.h"

namespace samlad::simulation {

// A person at a client: the real client conversation, and an eye that holds everything it is sent
// against the oracle. A breach is a sentence in `breaches`.
class SimClient : public client::Observer {
 public:
  SimClient(World* world, SimServer* server, const Oracle* oracle, const Faults* faults,
            const LogId& incident, const Principal& who, const std::string& token);
  ~SimClient() override;

  // Watches the incident from now on, and again whenever the watch has ended.
  void Begin();
  // Sends a command; it is sent `copies` times in all, whatever happens to the links.
  void Ask(v1::Command command, uint64_t copies);
  // Opens a replay somewhere, plays and seeks in it for a while.
  void BrowseHistory(const ItemId& as_actor);
  // Stops reading for so long.
  void Pause(int64_t pause_us) { paused_until_us_ = world_->now_us() + pause_us; }
  void CutLink();

  const Principal& who() const { return who_; }
  const client::Replica* replica() const { return conversation_.Find(incident_); }
  bool watching() const { return watching_; }
  size_t waiting() const { return asked_.size() - answered_.size(); }
  // Links keep the order, so what is missing between two batches the server left out.
  uint64_t gaps() const { return conversation_.gaps(); }
  uint64_t accepted() const { return accepted_; }
  uint64_t rejected() const { return rejected_; }
  uint64_t pictures_checked() const { return pictures_checked_; }
  uint64_t replays_checked() const { return replays_checked_; }
  const std::map<std::string, uint64_t>& rejections() const { return rejections_; }
  // Holds the replica, if it is complete, against the oracle.
  void CheckPicture(const client::Replica& replica);

  std::vector<std::string> breaches;

 private:
  void Turn();
  void Connect();
  bool OnMessage(const std::string& bytes);
  void CheckMessage(const v1::ServerMessage& message);
  void Breach(const std::string& what);

  void OnWelcome(const v1::Welcome& welcome) override;
  void OnPicture(const client::Replica& replica, const v1::Batch& batch) override;
  void OnWatchEnded(const LogId& incident, const v1::Rejection& why) override;
  void OnResult(const v1::CommandResult& result) override;
  void OnReplay(const v1::ReplayStatus& status) override;
  void OnStopped(uint16_t code, const std::string& why) override;

  World* world_;
  SimServer* server_;
  const Oracle* oracle_;
  const Faults* faults_;
  LogId incident_;
  Principal who_;
  client::Conversation conversation_;
  SimServer::LinkId link_ = 0;
  bool connecting_ = false;
  // Messages of links that were given up come from an earlier number.
  uint64_t attempt_ = 0;
  int64_t paused_until_us_ = 0;
  bool watching_ = false;
  std::map<std::string, v1::Command> asked_;
  std::map<std::string, std::string> answered_;  // by command id: the first answer
  std::map<uint32_t, std::string> replay_as_;    // by number: whose sight
  uint64_t accepted_ = 0;
  uint64_t rejected_ = 0;
  uint64_t pictures_checked_ = 0;
  uint64_t replays_checked_ = 0;
  std::map<std::string, uint64_t> rejections_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace samlad::simulation
