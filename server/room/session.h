#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/room/close_code.h"
#include "server/room/limits.h"
#include "server/room/outbox.h"
#include "server/room/ports.h"
#include "server/room/replay.h"
#include "server/room/room.h"
#include "server/room/rooms.h"

namespace samlad {

// One connection's conversation, as proto/PROTOCOL.md numbers it: from Hello to Goodbye, without a
// socket. Whoever owns it brings frames and the time, and carries away what lies in the outbox.
//
// Threads: that of its Rooms.
// Invariants: what is pushed to the outbox is durable (P1) and in the principal's sight (P5, P6);
// the outbox stays within its limits, else close() says why (P8).
class Session : public Listener, public std::enable_shared_from_this<Session> {
 public:
  struct Surroundings {
    Rooms* rooms = nullptr;
    Authenticator* authenticator = nullptr;
    Worker* worker = nullptr;
    const RoomLimits* limits = nullptr;
    std::string server_name = "samlad";
  };

  // `carrier` may be called from within any call that leads here, until Detach. `around` and what
  // it names outlive the session.
  static std::shared_ptr<Session> Create(const Surroundings& around, Codec codec, Moment now,
                                         Carrier* carrier);
  // The connection is over: its carrier is not called again.
  void Detach() { carrier_ = nullptr; }
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // A whole message from the client. Nothing is read after close() is set.
  void Receive(std::string_view bytes, Moment now);
  // A token that came with the handshake (a cookie): a Hello without a token means this one.
  void PresentToken(std::string token) { token_ = std::move(token); }
  // A message that is no protocol message came by (WebSocket ping or pong): the peer lives.
  void Heard(Moment now);

  // Timeouts, heartbeats, running replays, withdrawn tokens. Call it every 50 ms or so.
  void Tick(Moment now);

  // The owner took frames from the outbox and the transport is done with them: the session may fill
  // it again (catch-up, replay, history).
  void Drained(Moment now);

  Outbox& outbox() { return outbox_; }
  // Set once the connection is to be closed, after what is in the outbox has been written.
  const Close& close() const { return close_; }
  // The server goes down: says Goodbye and sets close().
  void GoAway(uint32_t retry_after_ms);
  // none before Welcome.
  const Principal& principal() const { return principal_; }

  // Listener:
  void Prefetch() const override;
  bool OnBatch(const LogId& incident, const FrameRef& frame) override;
  void OnCatchUp(const LogId& incident, FrameRef frame, bool more) override;
  void OnAnswer(FrameRef frame) override;
  void OnWatchEnded(const LogId& incident, FrameRef frame) override;
  void OnPresence(FrameRef frame) override;

 private:
  struct Bucket {
    double tokens = 0;
    int64_t at_ms = 0;
    // Takes one; false if there is none. REQUIRES: rates in tokens per second.
    bool Take(double per_second, double burst, int64_t steady_ms);
  };
  struct Watched {
    bool live = false;     // else a catch-up is under way
    bool waiting = false;  // the room owes a chunk
    uint64_t seen = 0;
    uint64_t journalled = 0;
    int64_t journalled_at_ms = 0;
  };
  struct RunningReplay;
  struct RunningHistory;

  Session(const Surroundings& around, Codec codec, Moment now, Carrier* carrier);

  void Dispatch(const v1::ClientMessage& message);
  void OnHello(const v1::Hello& hello);
  void OnWatch(const v1::Watch& watch);
  void BeginWatch(const v1::Watch& watch);
  void OnUnwatch(const v1::Unwatch& unwatch);
  void OnCommand(const v1::Command& command);
  void OnSeen(const v1::Seen& seen);
  void OnClientPresence(const v1::Presence& presence);
  void OnListIncidents(const v1::ListIncidents& list);
  void OnGetHistory(const v1::GetHistory& get);
  void OnReplayOpen(const v1::ReplayOpen& open);
  void OnReplaySeek(const v1::ReplaySeek& seek);
  void OnReplayPlay(const v1::ReplayPlay& play);
  void OnReplayPause(const v1::ReplayPause& pause);
  void OnRefresh(const v1::Refresh& refresh);
  void TakeToken(const Authenticated& known);
  bool TokenHolds() const;
  void HashThenSubmit(const v1::Command& command);

  void Send(const v1::ServerMessage& message);
  void Push(FrameRef frame);
  void Wake();
  void Answer(const v1::Command& command, v1::Rejection rejection);
  void EndWatch(const LogId& incident, v1::Rejection why);
  void Fail(CloseCode code, std::string text);
  void SendHeartbeat(uint64_t nonce);
  // The outbox is drained so far that more may be made for it.
  bool HasSpace() const;
  void Refill();

  // The room of the incident if this principal's actor takes or took part in it, and how far its
  // log is open to it: to the head, or to where its part ended.
  Room* OpenToReplay(const LogId& incident, uint64_t* through);
  // Why this principal may not replay with the sight of `actor`; nullopt if it may.
  std::optional<v1::Rejection> WhyNotAs(const ItemId& actor, const Room& room) const;
  RunningReplay* FindReplay(uint32_t number);
  void RefuseReplay(uint32_t number, v1::Rejection rejection);
  // By value: the replay may be taken out of replays_ on the way.
  void RunReplay(std::shared_ptr<RunningReplay> running);
  // A step is done that was begun when `order` was the last of its orders.
  void OnReplayStep(std::shared_ptr<RunningReplay> running, uint64_t order);
  void RunHistory();
  // Writes down what was seen, of each incident that was last written so long ago.
  void JournalSeen(int64_t interval_ms);

  // What a broadcast touches comes first.
  Carrier* carrier_;
  const Surroundings& around_;
  Outbox outbox_;
  Close close_;
  const Codec codec_;
  bool deflate_ = false;
  Moment now_;
  // By the steady clock.
  const int64_t created_at_ms_;
  int64_t heard_at_ms_;
  int64_t heartbeat_at_ms_;
  int64_t checked_at_ms_ = 0;
  bool welcomed_ = false;
  std::string token_;
  Principal principal_;
  int64_t token_ends_at_ms_ = 0;  // by the steady clock
  uint32_t in_flight_ = 0;
  Bucket commands_;
  Bucket messages_;
  std::map<LogId, Watched> watches_;
  // Asked for, but whether the actor takes part is not durable yet.
  std::map<LogId, v1::Watch> unsettled_;
  std::map<uint32_t, std::shared_ptr<RunningReplay>> replays_;
  std::vector<std::shared_ptr<RunningHistory>> histories_;
  // Lists of incidents that wait for a commit.
  std::vector<uint64_t> list_requests_;
  // A password of this session is being hashed; one at a time, as it costs so much.
  bool hashing_ = false;
};

}  // namespace samlad
