#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cpp/backoff.h"
#include "clients/cpp/close_meaning.h"
#include "clients/cpp/codec.h"
#include "clients/cpp/pending_commands.h"
#include "clients/cpp/replays.h"
#include "clients/cpp/replica.h"
#include "clients/cpp/requests.h"
#include "clients/cpp/watches.h"
#include "samlad/v1/frames.pb.h"
#include "storage/id.h"

namespace samlad::client {

// Gets what the conversation brings. Every call comes from within a call into the conversation;
// the observer may call it back from there (Send, Watch, Unwatch ...), but not destroy it.
class Observer {
 public:
  virtual ~Observer() = default;

  // The server knows who we are; also after each reconnect.
  virtual void OnWelcome(const v1::Welcome& welcome) { (void)welcome; }
  // The picture changed by this batch, which is applied already; replica.replay() tells live
  // pictures from replays. A batch with `reset`, or one that follows a change of epoch, starts from
  // nothing.
  virtual void OnPicture(const Replica& replica, const v1::Batch& batch) {
    (void)replica, (void)batch;
  }
  // The watch is over, and why; the replica is gone.
  virtual void OnWatchEnded(const LogId& incident, const v1::Rejection& why) {
    (void)incident, (void)why;
  }
  // The one answer to a command.
  virtual void OnResult(const v1::CommandResult& result) { (void)result; }
  virtual void OnPresence(const v1::Presence& presence) { (void)presence; }
  virtual void OnIncidents(const v1::IncidentList& list) { (void)list; }
  // One page of the answer to GetHistory. No change comes twice, whatever happened to the
  // connection.
  virtual void OnHistory(const v1::History& page) { (void)page; }
  // Where the replay stands, after the pictures that lead there. With a rejection it is gone.
  virtual void OnReplay(const v1::ReplayStatus& status) { (void)status; }
  // The token ends within token_warning_ms: get another and Refresh.
  virtual void OnTokenEnding(int64_t token_until_ms) { (void)token_until_ms; }
  // The connection is lost, and will be tried again in `pause_ms`. `why` is a sentence.
  virtual void OnRetry(const std::string& why, int64_t pause_ms) { (void)why, (void)pause_ms; }
  // The end: the person has to do something. `why` is a sentence.
  virtual void OnStopped(uint16_t code, const std::string& why) { (void)code, (void)why; }
};

struct ConversationOptions {
  Codec codec = Codec::kProto;
  // From login. A client says who it is in Hello and in no other place.
  std::string token;
  // Name and version of the program, for the server's log.
  std::string client_name = "samlad-client";
  // Seeds the jitter of the pauses between connections.
  uint64_t seed = 1;
  Backoff::Bounds backoff;
  // A connection that lived this long counts as good: the next pause is short again.
  int64_t settled_after_ms = 2'000;
  // Hello is answered within this, or the connection is given up.
  int64_t welcome_timeout_ms = 10'000;
  // OnTokenEnding comes this long before the end.
  int64_t token_warning_ms = 5 * 60 * 1000;
  PendingCommands::Bounds commands;
  Watches::Bounds watches;
  Requests::Bounds requests;
  Replays::Bounds replays;
};

// The client's side of the conversation that proto/PROTOCOL.md numbers, from Hello to Goodbye and
// over every reconnect, without a socket: whoever owns it brings connections, frames and the time,
// and carries away what TakeOutgoing gives.
//
//   kWaiting --OnConnected--> kGreeting --Welcome--> kLive
//      ^                          |                    |
//      +---- retry ---------------+--------------------+---- stop ---> kStopped
//
// What is asked for outlives the connection: commands are kept until they are answered and sent
// again under the same id (P3), watches resume where they stand (P4), replays and requests are
// asked anew.
//
// Threads: one thread at a time.
// Times are milliseconds of any clock that does not go back.
class Conversation {
 public:
  enum class State { kWaiting, kGreeting, kLive, kStopped };

  // The observer outlives the conversation.
  Conversation(ConversationOptions options, Observer* observer);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  // The transport's side. ------------------------------------------------------------------------

  State state() const { return state_; }
  // When to connect; nullopt while there is a connection, and when stopped. An owner that has begun
  // to connect does not begin again until OnClosed.
  std::optional<int64_t> wants_connection_at_ms() const;
  // REQUIRES: state() is kWaiting.
  void OnConnected(int64_t now_ms);
  // One whole WebSocket message. Ignored unless connected.
  void OnFrame(std::string_view bytes, int64_t now_ms);
  // The connection is gone, or could not be made (kCloseLinkBroken, or a code and sentence of the
  // owner's own).
  void OnClosed(uint16_t code, std::string_view text, int64_t now_ms);
  // Pings, timeouts, pacing, Seen. Call it when tick_at_ms() has come, or every 100 ms or so.
  void Tick(int64_t now_ms);
  // The latest time by which Tick does something useful.
  int64_t tick_at_ms() const;
  // WebSocket messages to write, in order; empty if there is nothing to say now. An owner takes
  // them when it can write, and not before: what is not taken is not yet made. Ask again after
  // every call to anything here.
  std::vector<std::string> TakeOutgoing(int64_t now_ms);
  // The conversation is done with this connection: close it, then call OnClosed (whatever the
  // code).
  bool wants_close() const { return wants_close_; }

  // The user's side: may be called in any state; what needs a connection waits for one.
  // -------------

  // Makes or keeps the live picture of an incident (kRegistryLog: of the registry) in step.
  // False if watches_max is reached.
  bool Watch(const LogId& incident);
  void Unwatch(const LogId& incident);
  // The live picture; null if it is not watched. Valid until the next call to anything here.
  const Replica* Find(const LogId& incident) const;
  // The user has been shown everything up to `through`; told to the server at most once a second.
  void Shown(const LogId& incident, uint64_t through);

  // Keeps the command until OnResult brings its answer. False, and nothing kept, if too much waits
  // for answers already, or if a command with this id does.
  // REQUIRES: command_id has 16 bytes.
  bool Send(const v1::Command& command);
  size_t pending_commands() const { return commands_.size(); }

  // What the user looks at, now. Not kept over a reconnect.
  void ShowPresence(const v1::Presence& presence);

  // The number comes back in the answer; 0 if requests_max wait already.
  uint64_t ListIncidents();
  uint64_t GetHistory(const LogId& incident, const ItemId& item);

  // Opens a replay, paused at `at`; its number comes back in batches and in OnReplay. 0 if there
  // are too many. `as_actor` none: the own actor's sight.
  uint32_t OpenReplay(const LogId& incident, const ItemId& as_actor, const v1::Instant& at);
  void SeekReplay(uint32_t replay, const v1::Instant& to);
  // `play.replay` names the replay.
  void PlayReplay(const v1::ReplayPlay& play);
  void PauseReplay(uint32_t replay);
  void CloseReplay(uint32_t replay);
  // Null if it is not open.
  const Replica* FindReplay(uint32_t replay) const;

  // A new token for the same person, and when it ends (the server's clock); used from here on.
  void Refresh(const std::string& token, int64_t token_until_ms);

  // Ends it for good, from the client's side: state() is kStopped, OnStopped is called.
  void Stop(uint16_t code, const std::string& why);

  // What the server last said of itself; empty before the first Welcome.
  const v1::Welcome& welcome() const { return welcome_; }
  // How many times a connection was welcomed.
  uint64_t welcomes() const { return welcomes_; }
  // How many times a gap was found, by a batch or by a heartbeat, and cured by resuming.
  uint64_t gaps() const { return gaps_; }

 private:
  void Dispatch(v1::ServerMessage* message);
  void OnWelcome(const v1::Welcome& welcome);
  void OnBatch(v1::Batch* batch);
  void WarnOfTokenEnd();
  // Gives up this connection, for what code and sentence say; another follows if the code allows.
  void Abandon(uint16_t code, std::string_view why);
  void FoundGap();
  void Unreadable(std::string_view what);
  int64_t heartbeat_interval_ms() const;

  ConversationOptions options_;
  Observer* observer_;
  State state_ = State::kWaiting;
  int64_t now_ms_ = 0;

  Backoff backoff_;
  int64_t connect_at_ms_ = 0;
  int64_t connected_at_ms_ = 0;
  int64_t welcomed_at_ms_ = 0;
  int64_t heard_at_ms_ = 0;
  int64_t said_at_ms_ = 0;
  bool wants_close_ = false;
  // Why this connection ends, as far as it is known before it does.
  std::optional<v1::Goodbye> goodbye_;

  bool hello_due_ = false;
  bool ping_due_ = false;
  bool refresh_due_ = false;
  uint64_t ping_nonce_ = 0;
  // The latest of each incident; lost with the connection.
  std::map<LogId, v1::Presence> presence_due_;
  v1::Welcome welcome_;
  uint64_t welcomes_ = 0;
  uint64_t gaps_ = 0;
  // 0 if there is nothing to warn of.
  int64_t token_warning_at_ms_ = 0;

  PendingCommands commands_;
  Watches watches_;
  Requests requests_;
  Replays replays_;
};

}  // namespace samlad::client
