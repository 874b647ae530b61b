#pragma once

#include "bench/fanout/follower.h"
#include "bench/fanout/frame_walk.h"

namespace samlad::bench {

// Follows samlad's batches, or the floor's, which speaks the same. Each continues where the one
// before ended, by rules R21 and R25 of PROTOCOL.md.
class BatchFollower : public Follower {
 public:
  explicit BatchFollower(uint64_t position) : Follower(position) {}

  bool Follow(std::string_view message, WebSocket* socket) override;

 protected:
  // The batch fits the position. `position_` is still that before it.
  virtual bool OnBatch(const BatchSeen& batch) = 0;
};

// Of one who sees everything, in a log where no change touches an item that another one touched:
// then even a catch-up leaves nothing out, and each position brings exactly one change.
class WholeFollower : public BatchFollower {
 public:
  explicit WholeFollower(uint64_t position) : BatchFollower(position) {}

 protected:
  bool OnBatch(const BatchSeen& batch) override;

 private:
  uint64_t in_parts_ = 0;  // changes of a catch-up whose last batch has not come
};

// Of one who sees only some of what there is. What that is is known when all is written: `mix()`
// then tells whether it came, all of it and nothing else.
class SightFollower final : public BatchFollower {
 public:
  explicit SightFollower(uint64_t position) : BatchFollower(position) {}

  // Sum of MixOfSeq over the changes that arrived.
  uint64_t mix() const { return mix_; }

 protected:
  bool OnBatch(const BatchSeen& batch) override;

 private:
  uint64_t mix_ = 0;
};

}  // namespace samlad::bench
