#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bench/fanout/subscribers.h"
#include "bench/kit/child.h"

namespace samlad::bench {

// A server that puts changes, or messages, before many subscribers: started for one round, with its
// subscribers, and ended with it.
class Contender {
 public:
  virtual ~Contender() = default;

  // Connects so many more subscribers. False, with the reason, if that is refused.
  virtual bool AddSubscribers(size_t count, Subscribers* subscribers, std::string* error) = 0;
  // Sends so many changes that belong together, and returns the position that every subscriber has
  // reached when it has them all. May be called again before they have.
  virtual uint64_t Send(size_t changes) = 0;
  virtual Child& child() = 0;
};

// What stays the same over all rounds of a run.
struct Arena {
  std::string samlad;  // paths of the programs
  std::string floor;
  std::string folder;  // data folders are made in it
  std::string peers;   // the folder of what the peers need (bench/peers)
};

constexpr int kServerCore = 0;
constexpr int kGeneratorCore = 1;

// The loopback address that the subscriber of this index calls from: each has ports for so many.
std::string CallingAddress(size_t index);

enum class Changes {
  kUsual,  // some 300 bytes, as people write them in a large fire
  kShort,  // some 200 bytes, as the messages of the peers
};

// The floor (bench/floor): nothing stored, nothing filtered. It passes on batches of changes as
// samlad sends them, all the changes of one Send in one.
std::unique_ptr<Contender> StartFloor(const Arena& arena);
// Samlad: durable, filtered by sight, resumable. Each change is a command that is confirmed; those
// of one Send are in flight at once.
std::unique_ptr<Contender> StartSamlad(const Arena& arena, Changes changes = Changes::kUsual);

// The peers, and the floor, with messages of 200 bytes (numbered.h). Null, with the reason, if it
// is not installed or does not start.
std::unique_ptr<Contender> StartNumberedFloor(const Arena& arena, std::string* error);
std::unique_ptr<Contender> StartNats(const Arena& arena, std::string* error);
std::unique_ptr<Contender> StartMosquitto(const Arena& arena, std::string* error);
std::unique_ptr<Contender> StartNchan(const Arena& arena, std::string* error);
std::unique_ptr<Contender> StartWs(const Arena& arena, std::string* error);

}  // namespace samlad::bench
