// The part of a room that sends its watchers what has become durable.

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "server/room/refusals.h"
#include "server/room/room.h"
#include "storage/check.h"

namespace samlad {
namespace {

FrameRef WatchEndedFrame(const LogId& incident, v1::Rejection why) {
  v1::ServerMessage message;
  message.mutable_watch_ended()->set_incident(incident.str());
  *message.mutable_watch_ended()->mutable_why() = std::move(why);
  return MakeFrame(message);
}

}  // namespace

// `marks` has a letter a step: c the change is shown, r it removes the item, - neither. Equal marks
// make equal frames.
struct Room::Part {
  std::string marks;
  uint64_t through = 0;
  bool ends = false;

  bool ShowsNothing() const { return !ends && marks.find_first_not_of('-') == std::string::npos; }
};

// Stages with a chunk in between go out apart: who becomes live by it gets what comes after.
void Room::Broadcast() {
  while (!confirmed_.empty()) {
    Stage stage = std::move(confirmed_.front());
    confirmed_.pop_front();
    while (stage.chunks.empty() && !confirmed_.empty()) {
      Stage& next = confirmed_.front();
      std::move(next.steps.begin(), next.steps.end(), std::back_inserter(stage.steps));
      stage.chunks = std::move(next.chunks);
      confirmed_.pop_front();
    }
    if (!stage.steps.empty()) Send(stage.from, stage.steps);
    for (const Chunk& chunk : stage.chunks) Deliver(chunk);
  }
}

void Room::Send(uint64_t from, const std::vector<Step>& steps) {
  CHECK(from == broadcast_);
  broadcast_ = steps.back().after->seq();
  // One frame per distinct part and position: usually one for all.
  std::map<std::pair<uint64_t, std::string>, FrameRef> frames;
  std::vector<std::pair<Sight, uint64_t>> ended;
  for (auto& [sight, group] : groups_) {
    const Part part = PartOf(steps, sight);
    // What is hidden costs nothing and tells nobody when it happened; positions follow in Tick.
    if (part.ShowsNothing()) continue;
    if (!group.live.empty()) {
      FrameRef& frame = frames[{group.position, part.marks}];
      if (!frame) frame = FrameOf(part, group.position, steps);
      SendTo(&group, frame, part.through);
    }
    if (part.ends) ended.emplace_back(sight, part.through);
  }
  for (const auto& [sight, seq] : ended) EndWatches(sight, seq);
}

// Each send goes deep into the system and leaves little of ours in the cache, so the next receiver
// would cost a chain of misses, one after the other. Asked for some at a time beforehand, those of
// several receivers overlap.
void Room::SendTo(Group* group, const FrameRef& frame, uint64_t through) {
  constexpr size_t kAhead = 8;
  size_t kept = 0;
  for (size_t i = 0; i < group->live.size(); ++i) {
    if (i % kAhead == 0) {
      for (size_t j = i; j < std::min(i + kAhead, group->live.size()); ++j) {
        group->live[j]->Prefetch();
      }
    }
    Listener* listener = group->live[i];
    if (listener->OnBatch(id(), frame)) {
      group->live[kept++] = listener;
      continue;
    }
    WatchState& watch = watches_.at(listener);
    watch.live = false;
    watch.position = watch.cursor = group->position;
    group->behind.push_back(listener);
    ++counters_.live_refused;
  }
  group->live.resize(kept);
  group->position = through;
  counters_.frames += kept;
  counters_.frame_bytes += kept * frame->proto().size();
}

// Tells those who saw nothing of it that the log has gone on.
void Room::Advance(Group* group, std::map<uint64_t, FrameRef>* frames) {
  if (group->position != broadcast_ && !group->live.empty()) {
    FrameRef& frame = (*frames)[group->position];
    if (!frame) frame = MakeBatchFrame({id(), group->position, broadcast_}, {}, {});
    SendTo(group, frame, broadcast_);
  }
  group->position = broadcast_;
}

Room::Part Room::PartOf(const std::vector<Step>& steps, const Sight& sight) const {
  const bool registry = picture_.is_registry();
  Part part;
  for (const Step& step : steps) {
    const bool after = InSight(sight, step.after->item(), registry);
    const bool before = !after && step.before && InSight(sight, step.before->item(), registry);
    part.marks.push_back(after ? 'c' : before ? 'r' : '-');
    part.through = step.after->seq();
    if (step.ends == sight.actor) {
      // What comes after a withdrawal in the log is no longer theirs, in the same commit too (P6).
      part.ends = true;
      break;
    }
  }
  return part;
}

FrameRef Room::FrameOf(const Part& part, uint64_t from, const std::vector<Step>& steps) const {
  const bool removes = part.marks.find('r') != std::string::npos;
  std::vector<std::string_view> changes;
  // Changes apply before removals, so an item that came back is not among the removed.
  std::map<ItemId, bool> gone;
  for (size_t i = 0; i < part.marks.size(); ++i) {
    const ItemState& after = *steps[i].after;
    if (part.marks[i] == 'c') changes.push_back(after.bytes);
    if (removes && part.marks[i] != '-') {
      gone[ItemId::FromBytesOrNone(after.item().id())] = part.marks[i] == 'r';
    }
  }
  std::vector<ItemId> removed;
  for (const auto& [item, is_gone] : gone) {
    if (is_gone) removed.push_back(item);
  }
  return MakeBatchFrame({id(), from, part.through}, changes, removed);
}

void Room::EndWatches(const Sight& sight, uint64_t seq) {
  const FrameRef frame = WatchEndedFrame(id(), Refuse("watch.ended"));
  const Group group = groups_.at(sight);
  for (const std::vector<Listener*>& listeners : {group.live, group.behind}) {
    for (Listener* listener : listeners) {
      if (watches_.at(listener).since >= seq) continue;
      Unwatch(listener);
      listener->OnWatchEnded(id(), frame);
    }
  }
}

}  // namespace samlad
