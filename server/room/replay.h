#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "samlad/v1/frames.pb.h"
#include "server/picture/sight.h"
#include "server/room/frame.h"
#include "server/room/limits.h"
#include "storage/event_log.h"

namespace samlad {

// The picture of one log as one actor saw it, at any position, fed from the log. Holds no iterator
// between calls, so a paused replay costs nothing.
//
// Every call leaves the receiver of its frames with exactly the picture at position(), projected to
// the sight as it was then (P4, P5), once the last frame has been applied.
//
// Threads: one at a time, any; reads only the log.
class Replay {
 public:
  struct Options {
    LogId incident;
    uint32_t number = 0;   // goes into each batch
    ItemId actor;          // whose sight
    ItemId participation;  // the item that says when the actor took part
    uint32_t step_changes_max = 0;
    uint32_t chunk_bytes = 0;
  };

  Replay(const EventLog* log, const Options& options) : log_(log), options_(options) {}

  uint64_t position() const { return position_; }
  // recorded_at_ms and scenario_at_ms of the change at position(); 0 before the first.
  int64_t time_ms() const { return time_ms_; }
  int64_t scenario_ms() const { return scenario_ms_; }
  const ItemId& actor() const { return options_.actor; }
  // The highest seq that the actor had been shown by time_ms().
  uint64_t shown_through() const { return shown_through_; }

  // Goes to `seq` by the shorter of the two ways: the changes between, or the whole picture there.
  // The first time the whole picture.
  Status Seek(uint64_t seq, std::vector<FrameRef>* frames);

  // Plays on, change by change, through those recorded at or before `time_ms` and with seq at most
  // `through`; at most step_changes_max of them. `*done` if nothing is left to play up to there.
  Status PlayUntil(int64_t time_ms, uint64_t through, bool* done, std::vector<FrameRef>* frames);
  // The same backward, in steps of several changes: down to the last change recorded at or before
  // `time_ms`, and no further than seq `through`.
  Status PlayBackUntil(int64_t time_ms, uint64_t through, bool* done,
                       std::vector<FrameRef>* frames);

  // Turns an instant into a seq at most `head`: a time is exercise time if the incident's changes
  // carry one, else recorded time.
  static Status Locate(const EventLog& log, const LogId& incident, const v1::Instant& instant,
                       uint64_t head, uint64_t* seq);

 private:
  // Null if the item did not exist at `seq`.
  Status StateAt(const ItemId& item, uint64_t seq, ItemRef* state) const;
  Status TookPart(uint64_t seq, bool* took_part) const;
  Status WholePicture(uint64_t seq, bool took_part, std::vector<FrameRef>* frames);
  Status Between(uint64_t seq, std::vector<FrameRef>* frames);
  Status EveryChange(const std::vector<ItemRef>& steps, uint64_t end,
                     std::vector<FrameRef>* frames);
  Status MoveTo(uint64_t seq);

  const EventLog* log_;
  Options options_;
  bool opened_ = false;
  uint64_t position_ = 0;
  int64_t time_ms_ = 0;
  int64_t scenario_ms_ = 0;
  uint64_t shown_through_ = 0;
};

}  // namespace samlad
