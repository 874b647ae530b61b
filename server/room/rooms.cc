#include "server/room/rooms.h"

#include <algorithm>
#include <utility>

#include "server/picture/rules.h"
#include "server/room/refusals.h"
#include "storage/check.h"

namespace samlad {
namespace {

FrameRef RejectionFrame(const v1::Command& command, v1::Rejection rejection) {
  v1::ServerMessage message;
  message.mutable_result()->set_command_id(command.command_id());
  message.mutable_result()->set_incident(command.incident());
  *message.mutable_result()->mutable_rejection() = std::move(rejection);
  return MakeFrame(message);
}

void Answer(const std::weak_ptr<Listener>& author, const FrameRef& frame) {
  if (const std::shared_ptr<Listener> listener = author.lock()) listener->OnAnswer(frame);
}

}  // namespace

Rooms::Rooms(const EventLog* log, Committer* committer, const RoomLimits* limits, Hooks hooks)
    : log_(log), committer_(committer), limits_(limits), hooks_(std::move(hooks)) {
  auto registry = std::make_unique<Room>(kRegistryLog, log_, limits_, nullptr);
  registry_ = registry.get();
  rooms_.emplace(kRegistryLog, std::move(registry));
}

Status Rooms::Load() {
  Status status = registry_->Load();
  if (!status.ok()) return status;
  std::vector<LogHead> heads;
  status = log_->Heads(&heads);
  for (const LogHead& head : heads) {
    if (!status.ok()) break;
    if (head.log == kRegistryLog || head.seq == 0) continue;
    status = Add(head.log)->Load();
  }
  return status;
}

Room* Rooms::Add(const LogId& log) {
  auto room = std::make_unique<Room>(log, log_, limits_, &registry_->picture());
  return rooms_.emplace(log, std::move(room)).first->second.get();
}

Room* Rooms::FindLog(const LogId& log) {
  auto found = rooms_.find(log);
  return found == rooms_.end() ? nullptr : found->second.get();
}

Room* Rooms::Find(const LogId& incident) {
  return incident == kRegistryLog ? nullptr : FindLog(incident);
}

// The room of the command, made if the command opens it. A command that cannot have a room is
// answered here: there is no log yet that could keep the answer.
Room* Rooms::RoomFor(const v1::Command& command, const Principal& who,
                     const std::weak_ptr<Listener>& author, int64_t now_ms) {
  const LogId log = LogId::FromBytesOrNone(command.incident());
  if (Room* room = FindLog(log)) return room;
  std::optional<v1::Rejection> rejection;
  if (!command.has_open_incident()) {
    rejection = Reject("incident.not-found", "incident");
  } else {
    const Context context{who, now_ms, &registry_->picture(), &limits_->rules};
    rejection = Decide(Picture(log), command, context).rejection;
  }
  if (!rejection) return Add(log);
  ++counters_.commands_rejected;
  WhenDurable(
      [author, frame = RejectionFrame(command, std::move(*rejection))] { Answer(author, frame); });
  return nullptr;
}

void Rooms::Submit(const v1::Command& command, const Principal& who, std::weak_ptr<Listener> author,
                   int64_t now_ms) {
  if (stopped_) return;
  Room* room = RoomFor(command, who, author, now_ms);
  if (!room) return;
  const uint64_t head = room->picture().head();
  const Room::Submitted outcome = room->Submit(command, who, author, now_ms);
  counters_.changes += room->picture().head() - head;
  if (outcome == Room::Submitted::kBusy) Busy(command, author);
  Count(outcome);
  Ready(room);
  if (room->has_staged()) hooks_.staged();
}

void Rooms::SubmitPasswordHash(const v1::Command& command, const std::string& hash,
                               const Principal& who, std::weak_ptr<Listener> author,
                               int64_t now_ms) {
  if (stopped_) return;
  const Room::Submitted outcome = registry_->SubmitPasswordHash(command, hash, who, author, now_ms);
  if (outcome == Room::Submitted::kAccepted) ++counters_.changes;
  Count(outcome);
  Ready(registry_);
  if (registry_->has_staged()) hooks_.staged();
}

void Rooms::Busy(const v1::Command& command, const std::weak_ptr<Listener>& author) {
  Answer(author, RejectionFrame(command, Refuse("room.busy")));
}

void Rooms::Count(Room::Submitted outcome) {
  switch (outcome) {
    case Room::Submitted::kAccepted:
      ++counters_.commands_accepted;
      break;
    case Room::Submitted::kRejected:
      ++counters_.commands_rejected;
      break;
    case Room::Submitted::kRepeated:
      ++counters_.commands_repeated;
      break;
    case Room::Submitted::kBusy:
      ++counters_.commands_busy;
      break;
  }
}

void Rooms::JournalSeen(const LogId& incident, const StoredSeen& seen) {
  Room* room = FindLog(incident);
  if (!room || stopped_) return;
  room->JournalSeen(seen);
  Ready(room);
}

void Rooms::Tick(int64_t now_ms) {
  if (stopped_) return;
  for (const auto& [id, room] : rooms_) {
    room->Tick(now_ms);
    if (id == kRegistryLog) continue;
    const uint64_t head = room->picture().head();
    if (room->SubmitDue(now_ms)) {
      counters_.changes += room->picture().head() - head;
      Ready(room.get());
    }
  }
  if (!ready_.empty()) hooks_.staged();
}

void Rooms::WhenDurable(std::function<void()> then) {
  if (!ready_.empty()) {
    when_open_durable_.push_back(std::move(then));
  } else if (!committing_.empty()) {
    when_committed_.push_back(std::move(then));
  } else {
    then();
  }
}

void Rooms::Ready(Room* room) {
  if (!room->has_staged()) return;
  if (std::find(ready_.begin(), ready_.end(), room) == ready_.end()) ready_.push_back(room);
}

// While a commit is under way everything gathers in the open stages; its end starts the next.
void Rooms::Gather() {
  if (stopped_ || !committing_.empty() || ready_.empty()) return;
  committing_ = std::exchange(ready_, {});
  when_committed_ = std::exchange(when_open_durable_, {});
  std::vector<LogAppend> appends;
  appends.reserve(committing_.size());
  for (Room* room : committing_) appends.push_back(room->TakeStage());
  committer_->Start(std::move(appends));
}

void Rooms::Committed(const Status& status) {
  CHECK(!committing_.empty());
  if (!status.ok()) {
    stopped_ = true;
    hooks_.failed(status);
    return;
  }
  ++counters_.commits;
  const std::vector<Room*> released = std::exchange(committing_, {});
  const std::vector<std::function<void()>> waiting = std::exchange(when_committed_, {});
  for (Room* room : released) room->Confirm();
  // The disk works on the next commit while this one is released.
  Gather();
  for (Room* room : released) {
    room->Release();
    if (std::find(confirmed_.begin(), confirmed_.end(), room) == confirmed_.end()) {
      confirmed_.push_back(room);
    }
  }
  for (const std::function<void()>& then : waiting) then();
}

void Rooms::Broadcast() {
  if (stopped_) return;
  for (Room* room : std::exchange(confirmed_, {})) room->Broadcast();
}

std::vector<v1::IncidentEntry> Rooms::ListFor(const ItemId& actor) const {
  std::vector<v1::IncidentEntry> entries;
  for (const auto& [id, room] : rooms_) {
    const ItemRef own = room->picture().ParticipationOf(actor);
    const ItemRef incident = room->picture().Incident();
    if (!own || !incident) continue;
    v1::IncidentEntry entry;
    entry.set_incident(id.str());
    if (own->item().participation().state() != v1::PARTICIPATION_ENDED) {
      entry.set_head(room->picture().head());
      *entry.mutable_item() = incident->item();
      for (const ItemRef& participation : room->picture().Participations()) {
        entry.add_actors(participation->item().participation().actor());
      }
    } else {
      // What it was when the actor's part in it ended.
      uint64_t seq = 0;
      std::string bytes;
      const ItemId item = ItemId::FromBytesOrNone(id.view());
      if (!log_->ItemAt(id, item, own->seq(), &seq, &bytes).ok()) continue;
      const ItemRef then = ParseItemState(std::move(bytes));
      CHECK(then);
      entry.set_head(own->seq());
      *entry.mutable_item() = then->item();
      entry.add_actors(actor.str());
    }
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.incident() < b.incident(); });
  return entries;
}

void Rooms::AlarmBeyondLog(const LogId& log, uint64_t position) {
  ++counters_.positions_beyond_log;
  if (hooks_.position_beyond_log) hooks_.position_beyond_log(log, position);
}

bool Rooms::idle() const { return ready_.empty() && committing_.empty(); }

Room::Counters Rooms::room_counters() const {
  Room::Counters sum;
  for (const auto& [id, room] : rooms_) {
    sum.frames += room->counters().frames;
    sum.frame_bytes += room->counters().frame_bytes;
    sum.catch_ups += room->counters().catch_ups;
    sum.live_refused += room->counters().live_refused;
    sum.snapshots += room->counters().snapshots;
  }
  return sum;
}

}  // namespace samlad
