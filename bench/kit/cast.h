#pragma once

#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "samlad/v1/frames.pb.h"
#include "server/access/token.h"
#include "server/picture/decide.h"
#include "storage/event_log.h"

namespace samlad::bench {

// Ids that are random and yet the same in every run.
class Ids {
 public:
  explicit Ids(uint64_t seed) : random_(seed) {}

  template <typename AnyId>
  AnyId Next() {
    AnyId id;
    for (size_t i = 0; i < AnyId::kSize; i += 8) {
      const uint64_t word = random_();
      std::memcpy(id.bytes.data() + i, &word, 8);
    }
    return id;
  }
  uint64_t Number(uint64_t below) { return random_() % below; }

 private:
  std::mt19937_64 random_;
};

// Somebody who acts in the benchmark: a duty officer of one actor, with an account.
struct Player {
  Principal who;
  ItemId account;
  ItemId assignment;
};

// The players of a benchmark and the incident that they share: a registry and an incident that the
// rules themselves have made of commands.
//
// Threads: one at a time.
class Cast {
 public:
  // With as many active participants as there are actors, one player each.
  Cast(int actors, int64_t now_ms);

  const LogId& incident() const { return picture.log(); }
  const std::vector<Player>& players() const { return players_; }
  Context ContextOf(const Player& player, int64_t now_ms) const;

  // Writes what the cast has become so far. REQUIRES: called once for a log.
  Status Found(EventLog* log) const;

  // A token that lets the player in, signed with this key.
  static std::string TokenFor(const Player& player, const TokenKey& key, int64_t now_ms);

  Picture registry{kRegistryLog};
  Picture picture;
  Ids ids;
  RuleLimits limits;

 private:
  void Do(const Principal& who, v1::Command command);
  ItemId Register(v1::Item item);
  void Join(const Player& player);

  int64_t now_ms_;
  std::vector<Player> players_;
  std::vector<LogAppend> made_;  // the registry's, the incident's
};

}  // namespace samlad::bench
