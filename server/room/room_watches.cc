// The part of a room that faces its watchers one by one: catching up, snapshots, presence.

#include <algorithm>
#include <utility>

#include "server/room/room.h"
#include "storage/check.h"

namespace samlad {

bool Room::Watch(Listener* listener, const Sight& sight, uint64_t from, bool deflate) {
  CHECK(from <= released_);
  if (!Participates(picture_, sight.actor)) return false;
  const auto [entry, is_new] = watches_.try_emplace(listener);
  CHECK(is_new);
  WatchState& watch = entry->second;
  watch.listener = listener;
  watch.sight = sight;
  watch.number = ++watch_number_;
  watch.since = picture_.head();
  watch.deflate = deflate;
  watch.position = watch.cursor = from;
  groups_[sight].behind.push_back(listener);
  Want(listener);
  return true;
}

bool Room::IsSettledFor(const ItemId& actor) const {
  const ItemRef participation = picture_.ParticipationOf(actor);
  return !participation || participation->seq() <= released_;
}

uint64_t Room::HeadFor(const Listener* listener) const {
  const WatchState& watch = watches_.at(listener);
  return watch.live ? groups_.at(watch.sight).position : watch.position;
}

uint64_t Room::StartOf(const Sight& sight, uint64_t from) const {
  const ItemRef now = picture_.ParticipationOf(sight.actor);
  if (picture_.is_registry() || from == 0 || (now && now->seq() <= from)) return from;
  if (!now) return 0;
  uint64_t seq = 0;
  std::string bytes;
  const ItemId item = ItemId::FromBytesOrNone(now->item().id());
  if (!log_->ItemAt(id(), item, from, &seq, &bytes).ok()) return 0;
  const ItemRef then = ParseItemState(std::move(bytes));
  CHECK(then);
  return then->item().participation().state() == v1::PARTICIPATION_ENDED ? 0 : from;
}

void Room::ContinueCatchUp(Listener* listener) {
  const auto found = watches_.find(listener);
  if (found != watches_.end() && !found->second.live) Want(listener);
}

void Room::Unwatch(const Listener* listener) {
  const auto found = watches_.find(listener);
  if (found == watches_.end()) return;
  const auto group = groups_.find(found->second.sight);
  std::erase(found->second.live ? group->second.live : group->second.behind, listener);
  if (group->second.empty()) groups_.erase(group);
  watches_.erase(found);
  std::erase(wanting_, listener);
}

// A chunk tells of the picture as it is now. So it is composed where a stage ends, and goes out
// with that stage: at once if nothing is under way, else when the open stage closes.
void Room::Want(Listener* listener) {
  if (!open_.empty()) {
    if (std::find(wanting_.begin(), wanting_.end(), listener) == wanting_.end()) {
      wanting_.push_back(listener);
    }
    return;
  }
  Chunk chunk = Compose(&watches_.at(listener));
  if (flight_) {
    flight_->chunks.push_back(std::move(chunk));
  } else if (!confirmed_.empty()) {
    confirmed_.back().chunks.push_back(std::move(chunk));
  } else {
    Deliver(chunk);
  }
}

// CatchUp(sight, from, to): of each item changed since `from` its latest state, in order of that
// change, and what has left the sight. Because of the order a chunk that ends at the cursor leaves
// nothing behind it: the next one goes on from there, whatever has changed meanwhile. But what lies
// between is no picture, so only the last chunk takes the listener to a new position.
Room::Chunk Room::Compose(WatchState* watch) {
  if (std::optional<Chunk> chunk = ComposeFromSnapshot(watch)) return *std::move(chunk);
  if (watch->cursor == watch->position) watch->began = picture_.head();
  uint64_t cursor = watch->cursor;
  bool more = false;
  std::vector<ItemRef> shown;
  std::vector<ItemId> removed;
  size_t bytes = 0;

  picture_.VisitChangedSince(watch->cursor, [&](const ItemRef& state) {
    if (bytes >= limits_->chunk_bytes) {
      more = true;
      return false;
    }
    cursor = state->seq();
    if (InSight(watch->sight, state->item(), picture_.is_registry())) {
      shown.push_back(state);
      bytes += state->bytes.size();
    } else if (MayHold(*watch, state->item())) {
      removed.push_back(ItemId::FromBytesOrNone(state->item().id()));
      bytes += ItemId::kSize;
    }
    return true;
  });

  std::vector<std::string_view> changes;
  changes.reserve(shown.size());
  for (const ItemRef& state : shown) changes.push_back(state->bytes);
  BatchHeader header{id(), watch->position, watch->position, more};
  header.reset = watch->cursor == 0;
  if (!more) header.through = cursor = picture_.head();
  return {watch->listener, watch->number, MakeBatchFrame(header, changes, removed), cursor, more};
}

// Whoever joins gets the chunks of the snapshot first, as a catch-up that began at its position,
// and then what changed since. If the room has dropped the snapshot meanwhile, or somebody has
// withdrawn something, the catch-up goes on without it from where the last chunk ended: so nobody
// who does not read keeps an old picture in memory, and nobody's withdrawals keep another from ever
// joining (P6, P8).
std::optional<Room::Chunk> Room::ComposeFromSnapshot(WatchState* watch) {
  if (watch->cursor == 0) {
    watch->snapshot = SnapshotOf(watch->sight);
    watch->next_chunk = 0;
  }
  const std::shared_ptr<Snapshot> snapshot = watch->snapshot.lock();
  if (!snapshot || snapshot->position() < narrowed_) {
    watch->snapshot.reset();
    return std::nullopt;
  }
  snapshot->used_at_ms = now_ms_;
  watch->began = snapshot->position();
  const size_t i = watch->next_chunk++;
  const bool last = watch->next_chunk == snapshot->chunks();
  const bool end = last && snapshot->position() == picture_.head();
  if (last) watch->snapshot.reset();
  return Chunk{watch->listener, watch->number, snapshot->Chunk(i, {watch->deflate, end}),
               snapshot->CursorAfter(i), !end};
}

std::shared_ptr<Snapshot> Room::SnapshotOf(const Sight& sight) {
  if (picture_.size() > limits_->snapshot_items_max) return nullptr;
  std::shared_ptr<Snapshot>& snapshot = snapshots_[sight];
  if (!snapshot || snapshot->position() < narrowed_ ||
      picture_.head() - snapshot->position() > limits_->snapshot_tail_changes_max) {
    snapshot = std::make_shared<Snapshot>(picture_, sight, limits_->chunk_bytes);
    ++counters_.snapshots;
  }
  snapshot->used_at_ms = now_ms_;
  const std::shared_ptr<Snapshot> found = snapshot;
  LimitSnapshots();
  return found;
}

void Room::LimitSnapshots() {
  const auto older = [](const auto& a, const auto& b) {
    return a.second->used_at_ms < b.second->used_at_ms;
  };
  size_t bytes = 0;
  for (const auto& [sight, snapshot] : snapshots_) bytes += snapshot->bytes();
  while (bytes > limits_->snapshot_bytes_max) {
    const auto oldest = std::min_element(snapshots_.begin(), snapshots_.end(), older);
    bytes -= oldest->second->bytes();
    snapshots_.erase(oldest);
  }
}

void Room::Tick(int64_t now_ms) {
  now_ms_ = now_ms;
  std::map<uint64_t, FrameRef> frames;
  for (auto& [sight, group] : groups_) Advance(&group, &frames);
  std::erase_if(snapshots_, [&](const auto& entry) {
    return now_ms - entry.second->used_at_ms > limits_->snapshot_keep_ms ||
           now_ms < entry.second->used_at_ms;
  });
  // Their chunks were encoded after they were made.
  LimitSnapshots();
}

// Whether the listener may have a state of this item that is now out of sight: from its position,
// or from an earlier chunk of the same catch-up. Those states are durable, so the log has them; it
// is asked only if the item's sight has changed in the time that matters.
bool Room::MayHold(const WatchState& watch, const v1::Item& item) const {
  const ItemId item_id = ItemId::FromBytesOrNone(item.id());
  const auto shows = [&](std::string_view bytes) {
    const ItemRef state = ParseItemState(std::string(bytes));
    CHECK(state);
    return InSight(watch.sight, state->item(), picture_.is_registry());
  };
  const auto showed_at = [&](uint64_t at) {
    uint64_t seq = 0;
    std::string bytes;
    const Status read = log_->ItemAt(id(), item_id, at, &seq, &bytes);
    // What cannot be read is taken away: better an id too many than an item that was withdrawn.
    return read.ok() ? shows(bytes) : read.code() != Status::Code::kNotFound;
  };
  if (item.sight_seq() > watch.position && item.created_seq() <= watch.position &&
      showed_at(watch.position)) {
    return true;
  }
  if (watch.cursor == watch.position || item.sight_seq() <= watch.began) return false;
  if (showed_at(watch.began)) return true;
  bool held = false;
  const Status read =
      log_->History(id(), item_id, watch.cursor, [&](uint64_t version, std::string_view bytes) {
        held = version > watch.began && shows(bytes);
        return !held;
      });
  return held || !read.ok();
}

void Room::Deliver(const Chunk& chunk) {
  const auto found = watches_.find(chunk.listener);
  if (found == watches_.end() || found->second.number != chunk.watch_number) return;
  WatchState& watch = found->second;
  watch.cursor = chunk.cursor;
  if (!chunk.more) {
    CHECK(chunk.cursor == broadcast_);
    watch.position = chunk.cursor;
    watch.live = true;
    Group& group = groups_.at(watch.sight);
    std::map<uint64_t, FrameRef> frames;
    Advance(&group, &frames);
    std::erase(group.behind, chunk.listener);
    group.live.push_back(chunk.listener);
    ++counters_.catch_ups;
  }
  ++counters_.frames;
  counters_.frame_bytes += chunk.frame->proto().size();
  chunk.listener->OnCatchUp(id(), chunk.frame, chunk.more);
}

void Room::PassPresence(const Listener* from, v1::Presence presence) {
  ItemRef state = picture_.Find(ItemId::FromBytesOrNone(presence.item()));
  // Who sees it by a change that is not durable yet must not learn of that (P1).
  if (state && state->seq() > released_) state.reset();
  v1::ServerMessage message;
  *message.mutable_presence() = std::move(presence);
  const FrameRef whole = MakeFrame(message);
  message.mutable_presence()->clear_item();
  const FrameRef without_item = MakeFrame(message);
  for (const auto& [sight, group] : groups_) {
    const bool sees = state && InSight(sight, state->item(), picture_.is_registry());
    for (const std::vector<Listener*>* listeners : {&group.live, &group.behind}) {
      for (Listener* listener : *listeners) {
        if (listener != from) listener->OnPresence(sees ? whole : without_item);
      }
    }
  }
}

}  // namespace samlad
