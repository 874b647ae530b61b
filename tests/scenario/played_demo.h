#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "clients/cli/play.h"
#include "clients/cpp/loop.h"
#include "server/gateway/server.h"
#include "storage/rocks_log.h"
#include "tests/scenario/load.h"
#include "tests/storage/temp_folder.h"

namespace samlad {

// What somebody has of an incident: the last change of each item, by the item's id.
using Projection = std::map<std::string, std::string>;

Projection ProjectionOf(const client::Replica& replica);

// A real server on a folder of its own, and a play of the demo against it over real sockets.
class PlayedDemo {
 public:
  PlayedDemo();
  ~PlayedDemo();

  // Once more, as another incident. Pictures of the first play stay.
  cli::Play::Outcome PlayAgain(cli::PlaySummary* summary);

  // A new connection of the person, its picture read from nothing; over JSON.
  Projection FreshPicture(const std::string& login);
  // The picture that the evaluator gets as this actor at a position.
  Projection ReplayedPicture(const std::string& login, const ItemId& actor, uint64_t seq);

  // Ends the server, and reads the log from its folder, change by change.
  std::vector<v1::Change> StopAndReadLog();

  const cli::Scenario& scenario() const { return scenario_; }
  const cli::PlaySummary& summary() const { return summary_; }
  cli::Play::Outcome outcome() const { return outcome_; }
  const std::string& error() const { return error_; }
  // By login: the picture at the end of the play, and how often the person was welcomed.
  const std::map<std::string, Projection>& pictures() const { return pictures_; }
  const std::map<std::string, uint64_t>& welcomes() const { return welcomes_; }
  const std::vector<cli::PlayStep>& steps() const { return steps_; }

 private:
  cli::PlayOptions Options() const;
  std::unique_ptr<cli::PlayPerson> Connect(const std::string& login, cli::PlayMonitor* monitor);

  TempFolder folder_;
  cli::Scenario scenario_;
  std::unique_ptr<RocksLog> log_;
  std::unique_ptr<Server> server_;
  std::thread server_thread_;
  client::Loop loop_;
  cli::PlaySummary summary_;
  cli::Play::Outcome outcome_ = cli::Play::Outcome::kStopped;
  std::string error_;
  std::map<std::string, Projection> pictures_;
  std::map<std::string, uint64_t> welcomes_;
  std::vector<cli::PlayStep> steps_;
};

}  // namespace samlad
