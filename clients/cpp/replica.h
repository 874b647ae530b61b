#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "samlad/v1/frames.pb.h"
#include "storage/id.h"

namespace samlad::client {

// What became of a batch.
enum class BatchOutcome {
  kApplied,
  kIgnored,    // of a watch or a replay that is over
  kGap,        // it starts somewhere else than the replica stands: resume
  kMalformed,  // no batch that a server makes (an id of a wrong length, changes out of order)
  kTooLarge,   // more than items_max items
};

// The client's picture of one incident: its items, each as its last change left it, at one position
// of the log. A pure function of the batches applied: no socket, no clock.
//
// A live replica follows the log forward and only forward; a replay's replica goes wherever its
// batches lead.
//
// Threads: none of its own; one thread at a time.
// Invariants: a batch is applied whole or not at all (Atomic). A live replica takes each change at
// most once and in the log's order (Unique, Ordered; P2), and when complete() it is exactly the
// picture at position(), as far as it may be seen (P4).
class Replica {
 public:
  using ChangeRef = std::shared_ptr<const v1::Change>;
  using Items = std::map<ItemId, ChangeRef>;

  // `replay` is 0 for the live picture.
  explicit Replica(const LogId& incident, uint32_t replay = 0, size_t items_max = 2'000'000)
      : incident_(incident), replay_(replay), items_max_(items_max) {}

  // Only kApplied changes the replica; kIgnored is never the outcome here.
  // REQUIRES: the batch is of this incident and this replay.
  BatchOutcome Apply(const v1::Batch& batch);

  // What the server says of the position held (Watching): a new epoch, or 0 as the place to go on
  // from, makes the replica forget, and so does a catch-up that was broken off. False if the server
  // would go on from a place where the replica does not stand; then it has forgotten everything,
  // and has to be watched from 0.
  bool Rebase(uint64_t epoch, uint64_t from);

  // Forgets every item and the position.
  void Clear();

  const LogId& incident() const { return incident_; }
  uint32_t replay() const { return replay_; }
  // (epoch, position) is where a new watch resumes (Resumable); 0 and 0 at first.
  uint64_t epoch() const { return epoch_; }
  uint64_t position() const { return position_; }
  // The items are those of position(), all of them: no chunk of a catch-up is outstanding.
  bool complete() const { return complete_; }

  // In order of id.
  const Items& items() const { return items_; }
  // The item's last change; null if there is none in sight.
  ChangeRef Find(const ItemId& id) const;
  // The incident itself; null until it has arrived, and in the registry.
  const v1::Incident* incident_item() const;

  // One line for each item, in order of id: id, seq, kind and a hash of the change. Equal replicas
  // have equal dumps, whatever way led there. Position and epoch are not part of it.
  std::string Dump() const;
  // A 64-bit hash of Dump().
  uint64_t Digest() const;

 private:
  BatchOutcome Check(const v1::Batch& batch) const;

  LogId incident_;
  uint32_t replay_;
  size_t items_max_;
  uint64_t epoch_ = 0;
  uint64_t position_ = 0;
  bool complete_ = false;
  Items items_;
};

// 64-bit FNV-1a, the hash in Dump and Digest.
uint64_t StableHash(std::string_view bytes);

// The name of the item's body in the schema ("feature", "decision" ...); "none" if it has none.
std::string_view KindOf(const v1::Item& item);

}  // namespace samlad::client
