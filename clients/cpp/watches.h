#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "clients/cpp/outgoing.h"
#include "clients/cpp/replica.h"
#include "samlad/v1/frames.pb.h"
#include "storage/id.h"

namespace samlad::client {

// The incidents that the client follows, each with its replica. On every new connection each watch
// is asked for again from the position that its replica holds (Resumable).
//
// Threads: one thread at a time.
class Watches {
 public:
  struct Bounds {
    size_t watches_max = 64;
    size_t items_max = 2'000'000;
    // Seen is reported at most this often for each incident.
    int64_t seen_interval_ms = 1'000;
  };
  explicit Watches(const Bounds& bounds) : bounds_(bounds) {}

  bool Add(const LogId& incident);
  void Remove(const LogId& incident);
  // Null if there is none.
  std::shared_ptr<const Replica> Find(const LogId& incident) const;
  void Shown(const LogId& incident, uint64_t through);

  void OnConnectionLost();
  // Adds Watch, Unwatch and Seen as far as they are due.
  void AppendTo(Outgoing* outgoing, int64_t now_ms);
  std::optional<int64_t> due_at_ms() const;

  BatchOutcome OnWatching(const v1::Watching& watching);
  // Sets batch->reset if the replica was emptied since the last one.
  BatchOutcome OnBatch(v1::Batch* batch, std::shared_ptr<const Replica>* replica);
  // True if a watch ended that the client still wanted.
  bool OnWatchEnded(const v1::WatchEnded& ended);
  // A heartbeat of the server's own (not the echo of a Ping). True if a replica stands behind a
  // head that was told two heartbeats ago, and has not moved since.
  bool OnHeartbeat(const v1::Heartbeat& heartbeat);

 private:
  struct Told {
    uint64_t head = 0;
    uint64_t position = 0;
  };
  struct Watched {
    std::shared_ptr<Replica> replica;
    bool asked = false;     // Watch was sent on this connection
    bool answered = false;  // Watching came; batches count from here
    bool emptied = false;   // the replica forgot what the observer knew
    Told last, before_last;
    uint64_t shown = 0;
    uint64_t reported = 0;
    int64_t reported_at_ms = INT64_MIN / 2;
  };

  // The watch that a message from the server is about; null if it is about none of ours.
  Watched* Wanted(const LogId& incident);

  Bounds bounds_;
  std::map<LogId, Watched> watches_;
  std::set<LogId> unwatch_due_;
  // Unwatch sent on this connection and not yet answered, by incident.
  std::map<LogId, uint32_t> endings_awaited_;
};

}  // namespace samlad::client
