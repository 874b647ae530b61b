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
// Once the frames of a call have been applied, the receiver has exactly the picture at position(),
// projected to the sight as it was then (P4, P5); unless the way is unfinished(), which costs a
// receiver of a large picture no more than a piece of it at a time (P8).
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

  // Goes to `seq` by the shorter of the two ways: the changes between, or the whole picture there,
  // whose first piece it makes. The first time, and from an unfinished way, the whole picture.
  Status Seek(uint64_t seq, std::vector<FrameRef>* frames);
  // The rest of a whole picture is still to come: Continue makes the next piece.
  bool unfinished() const { return unfinished_; }
  // REQUIRES: unfinished().
  Status Continue(std::vector<FrameRef>* frames);

  // Plays on, change by change, through those recorded at or before `time_ms` and with seq at most
  // `through`; at most step_changes_max of them.
  Status PlayUntil(int64_t time_ms, uint64_t through, std::vector<FrameRef>* frames);
  // The same backward, in steps of several changes: down to the last change recorded at or before
  // `time_ms`, and no further than seq `through`.
  Status PlayBackUntil(int64_t time_ms, uint64_t through, std::vector<FrameRef>* frames);

  // Turns an instant into a seq at most `head`: a time is exercise time if the incident's changes
  // carry one, else recorded time.
  static Status Locate(const EventLog& log, const LogId& incident, const v1::Instant& instant,
                       uint64_t head, uint64_t* seq);

 private:
  // Null if the item did not exist at `seq`.
  Status StateAt(const ItemId& item, uint64_t seq, ItemRef* state) const;
  Status TookPart(uint64_t seq, bool* took_part) const;
  Status BeginWholePicture(uint64_t seq, bool took_part);
  Status Between(uint64_t seq, std::vector<FrameRef>* frames);
  Status EveryChange(const std::vector<ItemRef>& steps, uint64_t end,
                     std::vector<FrameRef>* frames);
  Status MoveTo(uint64_t seq);

  const EventLog* log_;
  Options options_;
  bool opened_ = false;
  uint64_t position_ = 0;
  // A whole picture under way: where it leads, its changes, and how many of them are sent.
  bool unfinished_ = false;
  uint64_t way_end_ = 0;
  std::vector<uint64_t> way_;
  size_t way_sent_ = 0;
  int64_t time_ms_ = 0;
  int64_t scenario_ms_ = 0;
  uint64_t shown_through_ = 0;
};

}  // namespace samlad
