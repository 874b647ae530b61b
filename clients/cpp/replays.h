#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>

#include "clients/cpp/outgoing.h"
#include "clients/cpp/replica.h"
#include "samlad/v1/frames.pb.h"
#include "storage/id.h"

namespace samlad::client {

// The replays that the client holds, each with the replica that its batches lead. On a new
// connection each is opened again where it stood, and plays on if it was playing; its first batch
// is then a `reset` to the picture that the replica showed already.
//
// Threads: one thread at a time.
class Replays {
 public:
  struct Bounds {
    size_t replays_max = 16;
    size_t items_max = 2'000'000;
    // Calls (seek, play, pause) that wait to be sent.
    size_t calls_max = 1'000;
  };

  explicit Replays(const Bounds& bounds) : bounds_(bounds) {}

  // The replay's number; 0 if there are too many.
  uint32_t Open(const LogId& incident, const ItemId& as_actor, const v1::Instant& at);
  void Seek(uint32_t replay, const v1::Instant& to);
  void Play(const v1::ReplayPlay& play);
  void Pause(uint32_t replay);
  void Close(uint32_t replay);
  std::shared_ptr<const Replica> Find(uint32_t replay) const;

  void OnConnectionLost();
  void AppendTo(Outgoing* outgoing);

  BatchOutcome OnBatch(const v1::Batch& batch, std::shared_ptr<const Replica>* replica);
  // True if the replay is open. With a rejection it is closed. PAUSED is made PLAYING while the
  // replay is only being opened again to play on, so that PAUSED always means that it has come to
  // rest.
  bool OnStatus(v1::ReplayStatus* status);

 private:
  struct Held {
    std::shared_ptr<Replica> replica;
    ItemId as_actor;
    // Where to open it again: what was asked for, until the replay stands there.
    v1::Instant target;
    bool arrived = false;
    bool asked = false;   // ReplayOpen was sent on this connection
    bool opened = false;  // and answered
    // Set from Play until it has come to its end; then the server is to be told, or was.
    bool plays = false;
    bool play_sent = false;
    v1::ReplayPlay play;
  };

  void Call(const Held& held, v1::ClientMessage message);
  void SendPlay(Held* held);

  Bounds bounds_;
  std::map<uint32_t, Held> held_;
  // What is to be said of replays that are open on this connection.
  std::deque<v1::ClientMessage> calls_;
  uint32_t next_number_ = 1;
};

}  // namespace samlad::client
