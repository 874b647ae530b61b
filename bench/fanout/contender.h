#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bench/fanout/subscribers.h"
#include "bench/kit/child.h"

namespace samlad::bench {

// A server that puts changes before many subscribers: started for one round, with its subscribers,
// and ended with it.
class Contender {
 public:
  virtual ~Contender() = default;

  // Sends so many changes that belong together, and returns the position that every subscriber has
  // reached when it has them all. May be called again before they have.
  virtual uint64_t Send(size_t changes) = 0;
  // Connects one more subscriber.
  virtual void AddSubscriber(Subscribers* subscribers) = 0;
  virtual Child& child() = 0;
};

// What stays the same over all rounds of a run.
struct Arena {
  std::string samlad;  // paths of the programs
  std::string floor;
  std::string folder;  // data folders are made in it
};

constexpr int kServerCore = 0;
constexpr int kGeneratorCore = 1;

// The floor (bench/floor): nothing stored, nothing filtered.
std::unique_ptr<Contender> StartFloor(const Arena& arena);
// Samlad: durable, filtered by sight, resumable. Each change is a command that is confirmed.
std::unique_ptr<Contender> StartSamlad(const Arena& arena);

// Samlad under as many writers as fast as they are confirmed.
struct Storm {
  double seconds = 0;
  uint64_t confirmed = 0;
  // The last position that a writer was told.
  uint64_t position = 0;
};
// REQUIRES: `samlad` was made by StartSamlad, and its subscribers are read by `poller`.
Storm WriteAsFastAsConfirmed(Contender* samlad, Poller* poller, size_t writers, double seconds);

}  // namespace samlad::bench
