#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/room/session.h"
#include "storage/memory_log.h"
#include "tests/room/commands.h"

namespace samlad::room_test {

// A disk that syncs when told.
class HandCommitter : public Committer {
 public:
  void Start(std::vector<LogAppend> appends) override;
  bool waiting() const { return waiting_.has_value(); }
  const std::vector<LogAppend>& appends() const { return *waiting_; }
  std::vector<LogAppend> Take();
  uint64_t started() const { return started_; }

 private:
  std::optional<std::vector<LogAppend>> waiting_;
  uint64_t started_ = 0;
};

// Work is done when told.
class HandWorker : public Worker {
 public:
  bool Run(std::function<void()> work, std::function<void()> done) override;
  // Does what waits, the work and then what follows; false if there was none.
  bool Step();
  // Does the work of the first, but what follows comes later.
  void WorkOnly();
  size_t waiting() const { return jobs_.size(); }
  // What waits is never done, as when the process dies.
  void Forget() { jobs_.clear(); }
  // From now on it takes no work.
  bool full = false;

 private:
  struct Job {
    std::function<void()> work;
    std::function<void()> done;
  };
  std::deque<Job> jobs_;
};

class FakeAuthenticator : public Authenticator {
 public:
  std::optional<Authenticated> Check(std::string_view token, int64_t now_ms) override;
  std::string HashPassword(const std::string& password) const override;
  void Admit(const std::string& token, const Principal& who, int64_t until_ms = INT64_MAX) {
    admitted_[token] = {who, until_ms};
  }
  void Withdraw(const std::string& token) { admitted_.erase(token); }
  mutable uint64_t hashed = 0;

 private:
  std::map<std::string, Authenticated> admitted_;
};

// Rooms on a log in memory; disk, worker and clocks are moved by hand. One registry, with as many
// actors as asked for.
class House {
 public:
  explicit House(const RoomLimits& limits = {}, size_t actors = 3);
  ~House();
  // Another house, on a copy of the log: what happens here does not happen there.
  House(const House& other);

  // The process dies, with whatever was not committed, and another starts on the same log. Sessions
  // must be gone.
  void Restart();
  // The same on another log, which outlives the house.
  void RestartOn(const EventLog* log);

  Rooms& rooms() { return *rooms_; }
  const Session::Surroundings& around() const { return around_; }

  // One commit, as far as one waits; what it holds becomes durable and is released.
  void Commit();
  void FailCommit();
  // Commits and works until nothing is left to do.
  void Settle();
  // Time goes on by both clocks. The rooms tick; sessions are ticked by whoever holds them.
  void Advance(int64_t ms);

  Principal Person(size_t actor, v1::Role role = v1::DUTY_OFFICER);
  const ItemId& actor(size_t number) const { return actors_.at(number); }

  // An incident opened by actor 0; all others are invited and have accepted.
  LogId Open(v1::IncidentKind kind = v1::DISTURBANCE);
  LogId OpenAlone(v1::IncidentKind kind = v1::DISTURBANCE);
  void Invite(const LogId& incident, size_t actor);
  void Join(const LogId& incident, size_t actor);
  void End(const LogId& incident, size_t actor);
  ItemRef ParticipationOf(const LogId& incident, size_t actor);

  // Straight into the rooms and onto the disk.
  v1::CommandResult Do(const Principal& who, const v1::Command& command);
  v1::CommandResult Do(const Principal& who, const LogId& incident, const std::string& verb);
  // The same; CHECKs that it was accepted. Returns the seq of its last change.
  uint64_t Accept(const Principal& who, const LogId& incident, const std::string& verb);
  // Creates, successfully.
  ItemId Create(const Principal& who, const LogId& incident, const std::string& body);

  v1::Command NewCommand(const LogId& incident, const std::string& verb);
  // All changes of all logs, one after the other: equal only if nothing has changed.
  std::string Everything() const;
  uint64_t HeadOf(const LogId& incident) const;

  Ids ids;
  RoomLimits limits;
  MemoryLog log{7};
  HandCommitter committer;
  HandWorker worker;
  FakeAuthenticator authenticator;
  Moment now{1'407'153'600'000, 50'000};  // 2014-08-04 12:00 UTC
  std::vector<Status> failures;
  std::vector<std::pair<LogId, uint64_t>> beyond_log;

 private:
  std::vector<ItemId> actors_;
  std::unique_ptr<Rooms> rooms_;
  Session::Surroundings around_;
};

}  // namespace samlad::room_test
