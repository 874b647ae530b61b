#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "samlad/v1/frames.pb.h"
#include "server/picture/picture.h"
#include "server/picture/sight.h"
#include "server/room/frame.h"
#include "server/room/limits.h"
#include "server/room/snapshot.h"
#include "storage/event_log.h"

namespace samlad {

// Gets what a room releases. All that arrives here is durable and within the sight it was asked
// for.
//
// A listener is called from within calls into its room; it must not call the room back from there.
class Listener {
 public:
  virtual ~Listener() = default;
  // A batch follows in a moment: brings what that will touch into the processor's cache.
  virtual void Prefetch() const {}
  // Live changes. False if there is no space for them: the watch is then no longer live, and gets
  // nothing until ContinueCatchUp.
  virtual bool OnBatch(const LogId& incident, const FrameRef& frame) = 0;
  // One chunk of a catch-up; without `more` the watch is live from here on.
  virtual void OnCatchUp(const LogId& incident, FrameRef frame, bool more) = 0;
  // A CommandResult.
  virtual void OnAnswer(FrameRef frame) = 0;
  // The watch is over; nothing more comes of this incident.
  virtual void OnWatchEnded(const LogId& incident, FrameRef frame) = 0;
  virtual void OnPresence(FrameRef frame) = 0;
};

// The single writer of one log: decides commands in their one order (P2), stages what they become,
// and, once that is durable, releases answers to the authors and changes to the watchers.
//
// The picture runs ahead of the disk; what leaves the room does not. Everything that goes out waits
// in a stage, in order, until the commit that holds what it depends on is confirmed (P1):
//
//   Submit, ContinueCatchUp ... -> open stage -> TakeStage -> in flight -> Confirm -> confirmed
//                                       Release: the answers     Broadcast: the rest <-'
//
// Several stages may be confirmed before they are broadcast together: their changes are then one
// frame.
//
// Threads: one thread, that of its Rooms.
class Room {
 public:
  struct Counters {
    uint64_t frames = 0;
    uint64_t frame_bytes = 0;   // receivers times bytes
    uint64_t catch_ups = 0;     // completed
    uint64_t live_refused = 0;  // a full outbox sent a watcher to catch up
    uint64_t snapshots = 0;     // made; their chunks are shared
  };

  // All pointers outlive the room. `registry` may be the room's own picture.
  Room(const LogId& id, const EventLog* log, const RoomLimits* limits, const Picture* registry);

  // Reads the head picture. REQUIRES: called first, once.
  Status Load();

  const LogId& id() const { return picture_.log(); }
  // Runs ahead of what is durable: for deciding, not for showing.
  const Picture& picture() const { return picture_; }
  // The last change that is durable; what clients are told is the head.
  uint64_t released() const { return released_; }

  // Decides a command. The answer goes to `author`, if it still lives, when it is durable. A
  // command known already gets its old answer (P3).
  enum class Submitted { kAccepted, kRejected, kRepeated, kBusy };
  Submitted Submit(const v1::Command& command, const Principal& who, std::weak_ptr<Listener> author,
                   int64_t now_ms);
  Submitted SubmitPasswordHash(const v1::Command& command, const std::string& hash,
                               const Principal& who, std::weak_ptr<Listener> author,
                               int64_t now_ms);
  // What time brings; true if it changed something.
  bool SubmitDue(int64_t now_ms);
  void JournalSeen(const StoredSeen& seen);

  // Starts a watch at `from`, a position in this log that the listener holds (0: none). False if
  // the sight does not take part. The first chunk follows by itself; after each chunk with `more`,
  // and after a refused batch, the listener calls ContinueCatchUp when it has space. `deflate`: the
  // listener reads compressed frames. REQUIRES: the listener does not watch this room.
  bool Watch(Listener* listener, const Sight& sight, uint64_t from, bool deflate);
  // REQUIRES: no chunk is on its way to it.
  void ContinueCatchUp(Listener* listener);
  // Whether the actor takes part is durable; else nobody may be told yet.
  bool IsSettledFor(const ItemId& actor) const;
  // The head as this watcher is told it: the position up to which it was sent everything. One that
  // catches up stands still until it is through, and must not take that for a gap (R27).
  // REQUIRES: it watches.
  uint64_t HeadFor(const Listener* listener) const;
  // Where a listener goes on that says it holds the picture at `from`: there, or at 0 if the actor
  // did not take part then and so can hold nothing. REQUIRES: from <= released().
  uint64_t StartOf(const Sight& sight, uint64_t from) const;
  // Nothing of this room reaches the listener after this, but for answers. Does nothing if it does
  // not watch. A listener that watches is unwatched before it dies.
  void Unwatch(const Listener* listener);
  size_t watchers() const { return watches_.size(); }

  // Passes it to the other watchers; the item looked at only to those who see it.
  void PassPresence(const Listener* from, v1::Presence presence);

  // Something waits for a commit.
  bool has_staged() const { return !open_.empty(); }
  // Closes the open stage and hands over what must be made durable.
  // REQUIRES: has_staged(), and no stage in flight.
  LogAppend TakeStage();
  // The stage in flight is durable; the next one may be taken. Then, to be called next: Release
  // gives the authors their answers.
  void Confirm();
  void Release();
  // Sends the watchers what was confirmed since the last time.
  void Broadcast();

  // Takes positions past what was hidden, and drops snapshots that nobody asks for any more. Call
  // it every second or so.
  void Tick(int64_t now_ms);
  const Counters& counters() const { return counters_; }

 private:
  // An item before and after one change. `ends` is the actor whose participation the change ended.
  struct Step {
    ItemRef before;
    ItemRef after;
    std::optional<ItemId> ends;
  };
  struct Answer {
    std::weak_ptr<Listener> to;
    FrameRef frame;
  };
  struct WatchState {
    Listener* listener = nullptr;
    Sight sight;
    // Told apart from an earlier watch of the same listener.
    uint64_t number = 0;
    // The head when it began. An end of the actor's part before that, not broadcast yet, is none of
    // this watch.
    uint64_t since = 0;
    bool deflate = false;
    // Has everything that was broadcast. The rest is of no meaning then.
    bool live = false;
    // The listener has the whole picture at `position`.
    uint64_t position = 0;
    // A catch-up has sent all that last changed up to `cursor`; it began when the head was `began`.
    uint64_t cursor = 0;
    uint64_t began = 0;
    // It gets these chunks first, from this one on, as long as the room holds them.
    std::weak_ptr<Snapshot> snapshot;
    size_t next_chunk = 0;
  };
  // A chunk, composed at the picture that its stage makes durable.
  struct Chunk {
    Listener* listener;
    uint64_t watch_number;
    FrameRef frame;
    uint64_t cursor;
    bool more;
  };
  struct Stage {
    LogAppend append;
    // Position before its first step.
    uint64_t from = 0;
    std::vector<Step> steps;
    std::vector<Answer> answers;
    std::vector<Chunk> chunks;
    uint32_t commands = 0;
    uint64_t bytes = 0;
    bool empty() const { return steps.empty() && answers.empty() && append.seen.empty(); }
  };
  // The watchers of equal sight, in the order in which they became what they are. They get equal
  // bytes; what a broadcast touches of them is this list.
  struct Group {
    std::vector<Listener*> live;
    std::vector<Listener*> behind;
    // Where the live ones stand: before all that their sight has not shown them anything of.
    uint64_t position = 0;
    bool empty() const { return live.empty() && behind.empty(); }
  };
  // What one group gets of a stage.
  struct Part;

  Submitted Conclude(const v1::Command& command, Verdict verdict, std::weak_ptr<Listener> author);
  // The answer to a command that was decided before; null if it was not. Not ok() if the log could
  // not tell: then it must not be decided.
  Status KnownAnswer(const CommandId& command, FrameRef* answer) const;
  // Gives a known answer again, or says that the log cannot tell. nullopt if it is a new command.
  std::optional<Submitted> AnswerAgain(const v1::Command& command,
                                       const std::weak_ptr<Listener>& author);
  void Remember(const CommandId& command, FrameRef frame);
  void SendAnswer(std::weak_ptr<Listener> author, FrameRef frame);
  void ApplyAndStage(std::vector<v1::Change> changes);
  void Want(Listener* listener);
  Chunk Compose(WatchState* watch);
  // The next chunk of the watch's snapshot, which it is given if it has none. nullopt if the
  // picture is too large for one, or the watch is past it.
  std::optional<Chunk> ComposeFromSnapshot(WatchState* watch);
  std::shared_ptr<Snapshot> SnapshotOf(const Sight& sight);
  void LimitSnapshots();
  bool MayHold(const WatchState& watch, const v1::Item& item) const;
  void Deliver(const Chunk& chunk);
  void Send(uint64_t from, const std::vector<Step>& steps);
  void SendTo(Group* group, const FrameRef& frame, uint64_t through);
  // One frame serves all groups of a position: it is kept in `frames`.
  void Advance(Group* group, std::map<uint64_t, FrameRef>* frames);
  Part PartOf(const std::vector<Step>& steps, const Sight& sight) const;
  FrameRef FrameOf(const Part& part, uint64_t from, const std::vector<Step>& steps) const;
  // Ends those that began before the change `seq`, which ended the actor's part.
  void EndWatches(const Sight& sight, uint64_t seq);

  Picture picture_;
  const EventLog* log_;
  const RoomLimits* limits_;
  const Picture* registry_;
  uint64_t released_ = 0;
  Counters counters_;
  Stage open_;
  std::optional<Stage> flight_;
  // Not broadcast yet: from broadcast_ to released_. A chunk goes out with the stage at whose end
  // it was composed.
  std::deque<Stage> confirmed_;
  // Everything up to here was broadcast.
  uint64_t broadcast_ = 0;
  // The last change that took an item out of somebody's sight: what was gathered before must not be
  // sent after it (P6).
  uint64_t narrowed_ = 0;
  // Watches that wait for the open stage to close before their next chunk can be composed.
  std::vector<Listener*> wanting_;
  std::unordered_map<const Listener*, WatchState> watches_;
  // The same by sight. Whatever goes to many goes in this order, which does not depend on
  // addresses, so that a simulation repeats.
  std::map<Sight, Group> groups_;
  std::map<Sight, std::shared_ptr<Snapshot>> snapshots_;
  int64_t now_ms_ = 0;
  uint64_t watch_number_ = 0;
  std::unordered_map<CommandId, FrameRef> answers_;
  std::deque<CommandId> answers_order_;
};

}  // namespace samlad
