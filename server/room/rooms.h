#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "server/room/limits.h"
#include "server/room/ports.h"
#include "server/room/room.h"

namespace samlad {

// All rooms of the server, the registry's among them, and the group commit that they share: while
// one commit is under way, whatever the rooms stage gathers for the next.
//
// Threads: one thread, that of the rooms.
// Invariants: P1, P9: nothing is released before its commit was confirmed, and after one failed
// nothing is released ever again.
class Rooms {
 public:
  // What the rooms tell the one who runs them.
  struct Hooks {
    // Something waits for a commit: the owner calls Gather at the end of this turn, so that all
    // that came in one turn shares one sync. May be called from within any call but Gather.
    std::function<void()> staged;
    // A commit failed. Called once; the caller stops the process.
    std::function<void(const Status&)> failed;
    // A client was shown more than this log holds, so the log must have lost its end.
    std::function<void(const LogId&, uint64_t position)> position_beyond_log;
  };

  // All pointers outlive the rooms.
  Rooms(const EventLog* log, Committer* committer, const RoomLimits* limits, Hooks hooks);

  // Reads the head pictures of all logs.
  Status Load();

  Room& registry() { return *registry_; }
  // Null if there is no such incident. Never the registry.
  Room* Find(const LogId& incident);
  // The incident's room or the registry's, by the id that commands use; null if there is none.
  Room* FindLog(const LogId& log);

  // Decides a command; the answer reaches `author` when it is durable.
  // REQUIRES: the command passed Validate, and is no SetPassword.
  void Submit(const v1::Command& command, const Principal& who, std::weak_ptr<Listener> author,
              int64_t now_ms);
  void SubmitPasswordHash(const v1::Command& command, const std::string& hash, const Principal& who,
                          std::weak_ptr<Listener> author, int64_t now_ms);
  // Runs `then` once everything decided up to now is durable; at once if it is.
  void WhenDurable(std::function<void()> then);
  // Writes to the seen journal with the next commit, at the next Tick at the latest.
  void JournalSeen(const LogId& incident, const StoredSeen& seen);

  // What time brings: call it every second or so.
  void Tick(int64_t now_ms);

  // Starts a commit of what waits for one, unless one is under way; its end starts the next.
  void Gather();
  // The commit that Committer::Start was given is durable, or failed. Answers reach their authors
  // from within; the owner may send them on their way before the changes follow by Broadcast.
  void Committed(const Status& status);
  // Sends all watchers what has become durable since the last time. To be called after each
  // Committed, at once or a little later: then several commits go out as one frame.
  void Broadcast();

  // The incidents that the actor takes or took part in, for the person to choose from.
  std::vector<v1::IncidentEntry> ListFor(const ItemId& actor) const;

  const EventLog& log() const { return *log_; }
  uint64_t epoch() const { return log_->epoch(); }
  bool failed() const { return stopped_; }
  // Nothing staged and no commit under way.
  bool idle() const;
  template <typename Visitor>
  void VisitRooms(Visitor visit) const {
    for (const auto& [id, room] : rooms_) visit(*room);
  }

  // Counters since the start, for metrics.
  struct Counters {
    uint64_t commits = 0;
    uint64_t commands_accepted = 0;
    uint64_t commands_rejected = 0;
    uint64_t commands_repeated = 0;
    uint64_t commands_busy = 0;
    uint64_t changes = 0;
    uint64_t positions_beyond_log = 0;
  };
  const Counters& counters() const { return counters_; }
  // A client holds a position that this log has not reached.
  void AlarmBeyondLog(const LogId& log, uint64_t position);
  // The rooms' own counters, added up.
  Room::Counters room_counters() const;

 private:
  void Ready(Room* room);
  Room* Add(const LogId& log);
  Room* RoomFor(const v1::Command& command, const Principal& who,
                const std::weak_ptr<Listener>& author, int64_t now_ms);
  void Count(Room::Submitted outcome);
  void Busy(const v1::Command& command, const std::weak_ptr<Listener>& author);

  const EventLog* log_;
  Committer* committer_;
  const RoomLimits* limits_;
  Hooks hooks_;
  bool stopped_ = false;
  Counters counters_;
  std::unordered_map<LogId, std::unique_ptr<Room>> rooms_;
  Room* registry_ = nullptr;
  // Rooms with something to commit, and those in the commit under way.
  std::vector<Room*> ready_;
  std::vector<Room*> committing_;
  // Those with something to broadcast.
  std::vector<Room*> confirmed_;
  // What waits for the stages that are open, and for those under way.
  std::vector<std::function<void()>> when_open_durable_;
  std::vector<std::function<void()>> when_committed_;
};

}  // namespace samlad
