#pragma once

#include <optional>
#include <vector>

#include "server/room/replay.h"
#include "server/room/session.h"

// What a session has under way on its Worker. While `busy`, the worker's thread alone touches what
// is under "the worker's"; the session waits for the step to be done.
namespace samlad {

struct Session::RunningReplay {
  RunningReplay(const EventLog* log, const Replay::Options& options)
      : number(options.number), incident(options.incident), replay(log, options) {}

  const uint32_t number;
  const LogId incident;

  // What is to be done next.
  std::optional<v1::Instant> seek;
  bool playing = false;
  double speed = 0;  // 0: as fast as the wire takes it
  bool backward = false;
  std::optional<v1::Instant> until;
  // Log time runs from here: the log's clock and the steady one at the moment play began.
  struct Anchor {
    int64_t log_ms = 0;
    int64_t now_ms = 0;
  };
  std::optional<Anchor> anchor;
  // Counts seeks and plays: what a step says of an order that holds no longer is not heeded.
  uint64_t orders = 0;
  bool busy = false;

  // The worker's.
  Replay replay;
  Status status;
  bool at_end = false;  // nothing left to play, as the log stands
  bool sought = false;
  uint64_t end_seq = 0;
  std::optional<Anchor> counted_from;
  std::vector<FrameRef> frames;
};

struct Session::RunningHistory {
  uint64_t request = 0;
  LogId incident;
  ItemId item;
  ItemId participation;
  uint64_t through = 0;
  bool busy = false;
  bool any = false;  // a page has gone out

  // The worker's.
  uint64_t next = 1;
  Status status;
  v1::ServerMessage page;
};

}  // namespace samlad
