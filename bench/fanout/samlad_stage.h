#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bench/fanout/contender.h"
#include "bench/fanout/writer.h"
#include "bench/kit/filled_folder.h"
#include "bench/kit/samlad_process.h"

namespace samlad::bench {

// A samlad held to the servers' core, on a data folder of the benchmark's, with its players.
//
// Threads: one at a time.
class SamladStage {
 public:
  // The folder is not in use, and outlives the stage.
  // `settings`: more flags of samlad.
  SamladStage(const Arena& arena, FilledFolder* folder, const TlsIdentity* tls = nullptr,
              std::vector<std::string> settings = {});

  Cast& cast() const { return folder_->cast; }
  Child& child() { return samlad_->child(); }
  const SamladProcess& process() const { return *samlad_; }
  const std::string& token(size_t player) const { return tokens_[player]; }

  // Stops it as an operator would, and starts it anew on another port.
  void Restart();

  // A connection for this player, welcome.
  WebSocket Connect(size_t player = 0) const;
  // The same, watching the incident and caught up: `*through` is then its position. `index` counts
  // those of all players.
  WebSocket Watch(size_t player, size_t index, uint64_t* through,
                  bool as_across_ethernet = false) const;
  std::deque<Writer> Writers(size_t count, CommandStock* stock, size_t players = 1) const;

 private:
  const SamladProcess::Options options_;
  FilledFolder* const folder_;
  std::vector<std::string> tokens_;
  std::unique_ptr<SamladProcess> samlad_;
};

// Adds subscribers of the first player, who sees everything that the benchmark writes.
void AddWatchers(const SamladStage& stage, size_t count, Subscribers* subscribers);

}  // namespace samlad::bench
