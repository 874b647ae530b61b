#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/picture/types.h"
#include "server/room/frame.h"
#include "storage/event_log.h"

// What the rooms ask of the world around them. The server gives threads and accounts, the simulator
// gives virtual ones.
namespace samlad {

// One moment by two clocks. The wall clock may jump; what is waited for goes by the steady one.
struct Moment {
  int64_t wall_ms = 0;    // since 1970-01-01 UTC
  int64_t steady_ms = 0;  // since some instant; never goes back
};

// Carries what a session says to its client: the connection, as the session sees it.
class Carrier {
 public:
  virtual ~Carrier() = default;
  // SendNow follows in a moment; as Listener::Prefetch.
  virtual void Prefetch() const {}
  // Sends this frame now. False, and nothing is sent, if bytes that it took before still wait; the
  // session sees to its own outbox. A carrier whose link is lost may say true. It must not call the
  // session back from there.
  virtual bool SendNow(const FrameRef& frame) = 0;
  // The outbox went from empty to not empty, or close() was set: to be looked after later, not from
  // within.
  virtual void Wake() = 0;
};

// Makes a commit durable without holding up the caller.
class Committer {
 public:
  virtual ~Committer() = default;
  // Later, on the caller's thread and never from within Start, Rooms::Committed is called with how
  // it went. One commit is under way at a time.
  virtual void Start(std::vector<LogAppend> appends) = 0;
};

// Runs work that takes long (reading old pictures, hashing passwords) elsewhere.
class Worker {
 public:
  virtual ~Worker() = default;
  // Runs `work` on some thread, then `done` on the caller's, never from within Run. False if too
  // much waits already; then neither runs.
  virtual bool Run(std::function<void()> work, std::function<void()> done) = 0;
};

struct Authenticated {
  Principal who;
  int64_t until_ms = 0;
};

// Knows who holds a token.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // nullopt if the token is not valid at `now_ms`, or its person's assignment has ended. Costs
  // microseconds; asked again and again while a session lives, so that withdrawals take hold.
  virtual std::optional<Authenticated> Check(std::string_view token, int64_t now_ms) = 0;
  // argon2id. Slow by intent: call it on a Worker. Safe on any thread.
  virtual std::string HashPassword(const std::string& password) const = 0;
};

}  // namespace samlad
