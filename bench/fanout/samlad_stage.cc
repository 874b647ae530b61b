#include "bench/fanout/samlad_stage.h"

#include <utility>

#include "bench/fanout/batch_follower.h"
#include "server/gateway/clock.h"

namespace samlad::bench {

SamladStage::SamladStage(const Arena& arena, FilledFolder* folder, const TlsIdentity* tls,
                         std::vector<std::string> settings)
    : options_({.program = arena.samlad,
                .folder = folder->path,
                .core = kServerCore,
                .settings = std::move(settings),
                .tls = tls}),
      folder_(folder) {
  const TokenKey key = KeyOf(folder->path);
  for (const Player& player : folder->cast.players()) {
    tokens_.push_back(Cast::TokenFor(player, key, WallMs()));
  }
  samlad_ = std::make_unique<SamladProcess>(options_);
}

void SamladStage::Restart() {
  samlad_->child().Stop();
  samlad_ = std::make_unique<SamladProcess>(options_);
}

WebSocket SamladStage::Connect(size_t player) const { return samlad_->Connect(tokens_[player]); }

WebSocket SamladStage::Watch(size_t player, size_t index, uint64_t* through,
                             bool as_across_ethernet) const {
  WebSocket::Target from;
  from.from = CallingAddress(index);
  from.as_across_ethernet = as_across_ethernet;
  return samlad_->Watch(tokens_[player], folder_->cast.incident(), from, through);
}

std::deque<Writer> SamladStage::Writers(size_t count, CommandStock* stock, size_t players) const {
  std::deque<Writer> writers;
  for (size_t i = 0; i < count; ++i) writers.emplace_back(Connect(i % players), stock);
  return writers;
}

void AddWatchers(const SamladStage& stage, size_t count, Subscribers* subscribers) {
  for (size_t i = 0; i < count; ++i) {
    uint64_t through = 0;
    WebSocket socket = stage.Watch(0, subscribers->size(), &through);
    subscribers->Add(std::move(socket), std::make_unique<WholeFollower>(through));
  }
}

}  // namespace samlad::bench
