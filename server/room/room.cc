#include "server/room/room.h"

#include <algorithm>
#include <utility>

#include "server/room/refusals.h"
#include "storage/check.h"

namespace samlad {
namespace {

FrameRef AnswerFrame(v1::CommandResult result) {
  v1::ServerMessage message;
  *message.mutable_result() = std::move(result);
  return MakeFrame(message);
}

FrameRef WatchEndedFrame(const LogId& incident, v1::Rejection why) {
  v1::ServerMessage message;
  message.mutable_watch_ended()->set_incident(incident.str());
  *message.mutable_watch_ended()->mutable_why() = std::move(why);
  return MakeFrame(message);
}

// The actor whose participation `after` ends.
std::optional<ItemId> EndedActor(const ItemState& after) {
  if (!after.item().has_participation()) return std::nullopt;
  const v1::Participation& participation = after.item().participation();
  if (participation.state() != v1::PARTICIPATION_ENDED) return std::nullopt;
  return ItemId::FromBytes(participation.actor());
}

bool Shows(const ItemState& state, const Sight& sight, bool registry) {
  if (state.item().has_account()) return false;
  return registry || InAudience(state.item(), sight.actor);
}

}  // namespace

Room::Room(const LogId& id, const EventLog* log, const RoomLimits* limits, const Picture* registry)
    : picture_(id), log_(log), limits_(limits), registry_(registry ? registry : &picture_) {}

Status Room::Load() {
  std::string broken;
  uint64_t last = 0;
  int64_t last_ms = 0;
  Status status = log_->PictureAt(id(), UINT64_MAX, [&](uint64_t seq, std::string_view bytes) {
    ItemRef state = ParseItemState(std::string(bytes));
    if (!state || state->seq() != seq) {
      broken = "Change " + std::to_string(seq) + " of log " + ToHex(id()) +
               " cannot be read. Run 'samla verify' on the data folder.";
      return false;
    }
    if (seq > last) {
      last = seq;
      last_ms = state->change.recorded_at_ms();
    }
    picture_.Apply(std::move(state));
    return true;
  });
  if (!status.ok()) return status;
  if (!broken.empty()) return Status(Status::Code::kDamaged, broken);
  picture_.SetHead(last, last_ms);
  released_ = last;
  open_.from = last;
  return status;
}

// ---- Commands

Room::Submitted Room::Submit(const v1::Command& command, const Principal& who,
                             std::weak_ptr<Listener> author, int64_t now_ms) {
  if (const std::optional<Submitted> again = AnswerAgain(command, author)) return *again;
  if (open_.commands >= limits_->staged_commands_max || open_.bytes >= limits_->staged_bytes_max) {
    return Submitted::kBusy;
  }
  const Context context{who, now_ms, registry_, &limits_->rules};
  return Conclude(command, Decide(picture_, command, context), std::move(author));
}

Room::Submitted Room::SubmitPasswordHash(const v1::Command& command, const std::string& hash,
                                         const Principal& who, std::weak_ptr<Listener> author,
                                         int64_t now_ms) {
  if (const std::optional<Submitted> again = AnswerAgain(command, author)) return *again;
  const Context context{who, now_ms, registry_, &limits_->rules};
  return Conclude(command, DecidePasswordHash(picture_, command, hash, context), std::move(author));
}

Room::Submitted Room::Conclude(const v1::Command& command, Verdict verdict,
                               std::weak_ptr<Listener> author) {
  v1::CommandResult result;
  result.set_command_id(command.command_id());
  result.set_incident(command.incident());
  const bool rejected = verdict.rejection.has_value();
  if (rejected) {
    *result.mutable_rejection() = std::move(*verdict.rejection);
  } else {
    result.mutable_accepted()->set_first_seq(picture_.head() + 1);
    ApplyAndStage(std::move(verdict.changes));
    result.mutable_accepted()->set_last_seq(picture_.head());
    if (verdict.so_far) *result.mutable_so_far() = std::move(*verdict.so_far);
  }

  const CommandId id = CommandId::FromBytesOrNone(command.command_id());
  std::string stored = result.SerializeAsString();
  FrameRef frame = AnswerFrame(std::move(result));
  Remember(id, frame);
  open_.bytes += stored.size();
  ++open_.commands;
  open_.append.answers.push_back({id, std::move(stored)});
  open_.answers.push_back({std::move(author), std::move(frame)});
  return rejected ? Submitted::kRejected : Submitted::kAccepted;
}

bool Room::SubmitDue(int64_t now_ms) {
  const Context context{{ItemId{}, ItemId{}, v1::SYSTEM}, now_ms, registry_, &limits_->rules};
  std::vector<v1::Change> changes = DecideDue(picture_, context);
  if (changes.empty()) return false;
  ApplyAndStage(std::move(changes));
  return true;
}

void Room::JournalSeen(const StoredSeen& seen) { open_.append.seen.push_back(seen); }

void Room::ApplyAndStage(std::vector<v1::Change> changes) {
  for (v1::Change& change : changes) {
    CHECK(change.seq() == picture_.head() + 1);
    ItemRef after = MakeItemState(std::move(change));
    const ItemId item = ItemId::FromBytesOrNone(after->item().id());
    open_.append.changes.push_back(
        {after->seq(), after->change.recorded_at_ms(), item, after->bytes});
    open_.bytes += after->bytes.size();
    ItemRef before = picture_.Apply(after);
    std::optional<ItemId> ends = EndedActor(*after);
    open_.steps.push_back({std::move(before), std::move(after), ends});
  }
}

Status Room::KnownAnswer(const CommandId& command, FrameRef* answer) const {
  if (auto found = answers_.find(command); found != answers_.end()) {
    *answer = found->second;
    return Status();
  }
  std::string bytes;
  Status status = log_->Answer(id(), command, &bytes);
  if (status.code() == Status::Code::kNotFound) return Status();
  if (!status.ok()) return status;
  v1::CommandResult result;
  CHECK(result.ParseFromString(bytes));
  *answer = AnswerFrame(std::move(result));
  return status;
}

std::optional<Room::Submitted> Room::AnswerAgain(const v1::Command& command,
                                                 const std::weak_ptr<Listener>& author) {
  FrameRef known;
  if (!KnownAnswer(CommandId::FromBytesOrNone(command.command_id()), &known).ok()) {
    v1::CommandResult result;
    result.set_command_id(command.command_id());
    result.set_incident(command.incident());
    *result.mutable_rejection() = Refuse("storage.unreadable");
    SendAnswer(author, AnswerFrame(std::move(result)));
    return Submitted::kRejected;
  }
  if (!known) return std::nullopt;
  SendAnswer(author, std::move(known));
  return Submitted::kRepeated;
}

void Room::Remember(const CommandId& command, FrameRef frame) {
  answers_.emplace(command, std::move(frame));
  answers_order_.push_back(command);
  // What is staged is not in the log yet, so it must not be forgotten: the setting is kept above
  // what two stages can hold.
  const size_t keep =
      std::max<size_t>(limits_->recent_answers_max, 2 * size_t{limits_->staged_commands_max});
  while (answers_order_.size() > keep) {
    answers_.erase(answers_order_.front());
    answers_order_.pop_front();
  }
}

// An old answer may still be on its way to the disk; it waits for whatever is.
void Room::SendAnswer(std::weak_ptr<Listener> author, FrameRef frame) {
  if (!open_.empty()) {
    open_.answers.push_back({std::move(author), std::move(frame)});
  } else if (flight_) {
    flight_->answers.push_back({std::move(author), std::move(frame)});
  } else if (std::shared_ptr<Listener> listener = author.lock()) {
    listener->OnAnswer(std::move(frame));
  }
}

// ---- Watches

bool Room::Watch(Listener* listener, const Sight& sight, uint64_t from) {
  CHECK(!watches_.contains(listener));
  CHECK(from <= released_);
  if (!Participates(picture_, sight.actor)) return false;
  auto watch = std::make_unique<WatchState>(
      WatchState{listener, sight, ++watch_number_, from, from, 0, /*live=*/false});
  groups_[sight].push_back(watch.get());
  watches_.emplace(listener, std::move(watch));
  Want(listener);
  return true;
}

bool Room::IsSettledFor(const ItemId& actor) const {
  const ItemRef participation = picture_.ParticipationOf(actor);
  return !participation || participation->seq() <= released_;
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
  return EndedActor(*then) ? 0 : from;
}

void Room::ContinueCatchUp(Listener* listener) {
  auto found = watches_.find(listener);
  if (found != watches_.end() && !found->second->live) Want(listener);
}

void Room::Unwatch(const Listener* listener) {
  auto found = watches_.find(listener);
  if (found == watches_.end()) return;
  auto group = groups_.find(found->second->sight);
  std::erase(group->second, found->second.get());
  if (group->second.empty()) groups_.erase(group);
  watches_.erase(found);
  std::erase(wanting_, listener);
}

// A chunk tells of the picture as it is now. So it is composed where a stage ends, and goes out
// with that stage: at once if nothing is open, else when the open stage closes.
void Room::Want(Listener* listener) {
  if (!open_.empty()) {
    if (std::find(wanting_.begin(), wanting_.end(), listener) == wanting_.end()) {
      wanting_.push_back(listener);
    }
    return;
  }
  Chunk chunk = Compose(watches_.at(listener).get());
  if (flight_) {
    flight_->chunks.push_back(std::move(chunk));
  } else {
    Deliver(chunk);
  }
}

// CatchUp(sight, from, to): of each item changed since `from` its latest state, in order of that
// change, and what has left the sight. Because of the order a chunk that ends at the cursor leaves
// nothing behind it: the next one goes on from there, whatever has changed meanwhile. But what lies
// between is no picture, so only the last chunk takes the listener to a new position.
Room::Chunk Room::Compose(WatchState* watch) const {
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
    if (Shows(*state, watch->sight, picture_.is_registry())) {
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

// Whether the listener may have a state of this item that is now out of sight: from its position,
// or from an earlier chunk of the same catch-up. Those states are durable, so the log has them; it
// is asked only if the item's sight has changed in the time that matters.
bool Room::MayHold(const WatchState& watch, const v1::Item& item) const {
  const ItemId item_id = ItemId::FromBytesOrNone(item.id());
  const auto shows = [&](std::string_view bytes) {
    const ItemRef state = ParseItemState(std::string(bytes));
    CHECK(state);
    return Shows(*state, watch.sight, picture_.is_registry());
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
  auto found = watches_.find(chunk.listener);
  if (found == watches_.end() || found->second->number != chunk.watch_number) return;
  found->second->cursor = chunk.cursor;
  found->second->live = !chunk.more;
  if (!chunk.more) found->second->position = chunk.cursor;
  ++counters_.frames;
  counters_.frame_bytes += chunk.frame->proto().size();
  if (!chunk.more) ++counters_.catch_ups;
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
    const bool sees = state && Shows(*state, sight, picture_.is_registry());
    for (const WatchState* watch : group) {
      if (watch->listener != from) watch->listener->OnPresence(sees ? whole : without_item);
    }
  }
}

// ---- Stages

LogAppend Room::TakeStage() {
  CHECK(!flight_);
  CHECK(!open_.empty());
  flight_ = std::exchange(open_, Stage{});
  open_.from = picture_.head();
  for (Listener* listener : std::exchange(wanting_, {})) {
    flight_->chunks.push_back(Compose(watches_.at(listener).get()));
  }
  flight_->append.log = id();
  return std::move(flight_->append);
}

void Room::Confirm() {
  CHECK(flight_ && !confirmed_);
  confirmed_ = std::exchange(flight_, std::nullopt);
  if (!confirmed_->steps.empty()) released_ = confirmed_->steps.back().after->seq();
}

// Answers first: a confirmation does not wait behind the fan-out.
void Room::Release() {
  CHECK(confirmed_);
  const Stage stage = *std::exchange(confirmed_, std::nullopt);
  for (const Answer& answer : stage.answers) {
    if (const std::shared_ptr<Listener> author = answer.to.lock()) author->OnAnswer(answer.frame);
  }
  if (!stage.steps.empty()) Broadcast(stage);
  for (const Chunk& chunk : stage.chunks) Deliver(chunk);
}

// `marks` has a letter a step: c the change is shown, r it removes the item, - neither. Equal marks
// and ends make equal frames.
struct Room::Part {
  std::string marks;
  uint64_t through = 0;
  bool ends = false;
};

Room::Part Room::PartOf(const Stage& stage, const Sight& sight) const {
  Part part;
  for (const Step& step : stage.steps) {
    const bool after = Shows(*step.after, sight, picture_.is_registry());
    const bool before = step.before && Shows(*step.before, sight, picture_.is_registry());
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

void Room::Broadcast(const Stage& stage) {
  // One frame per distinct part: usually one for all.
  std::map<std::string, FrameRef> frames;
  std::vector<Sight> ended;
  for (const auto& [sight, group] : groups_) {
    const Part part = PartOf(stage, sight);
    FrameRef& frame = frames[part.marks];
    if (!frame) {
      std::vector<std::string_view> changes;
      // Changes apply before removals, so an item that came back is not among the removed.
      std::map<ItemId, bool> gone;
      for (size_t i = 0; i < part.marks.size(); ++i) {
        const ItemState& after = *stage.steps[i].after;
        if (part.marks[i] == 'c') changes.push_back(after.bytes);
        if (part.marks[i] != '-' && part.marks.find('r') != std::string::npos) {
          gone[ItemId::FromBytesOrNone(after.item().id())] = part.marks[i] == 'r';
        }
      }
      std::vector<ItemId> removed;
      for (const auto& [item, is_gone] : gone) {
        if (is_gone) removed.push_back(item);
      }
      frame = MakeBatchFrame({id(), stage.from, part.through}, changes, removed);
    }
    for (WatchState* watch : group) {
      if (!watch->live) continue;
      CHECK(watch->position == stage.from);
      if (watch->listener->OnBatch(id(), frame)) {
        watch->position = watch->cursor = part.through;
        ++counters_.frames;
        counters_.frame_bytes += frame->proto().size();
      } else {
        watch->live = false;
        ++counters_.live_refused;
      }
    }
    if (part.ends) ended.push_back(sight);
  }
  for (const Sight& sight : ended) EndWatches(sight);
}

void Room::EndWatches(const Sight& sight) {
  const FrameRef frame = WatchEndedFrame(id(), Refuse("watch.ended"));
  const Group group = groups_.at(sight);
  for (const WatchState* watch : group) {
    Listener* listener = watch->listener;
    Unwatch(listener);
    listener->OnWatchEnded(id(), frame);
  }
}

}  // namespace samlad
