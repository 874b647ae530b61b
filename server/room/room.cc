#include "server/room/room.h"

#include <algorithm>
#include <utility>

#include "server/room/refusals.h"
#include "storage/check.h"

namespace samlad {
namespace {

// The actor whose participation `after` ends.
std::optional<ItemId> EndedActor(const ItemState& after) {
  if (!after.item().has_participation()) return std::nullopt;
  const v1::Participation& participation = after.item().participation();
  if (participation.state() != v1::PARTICIPATION_ENDED) return std::nullopt;
  return ItemId::FromBytes(participation.actor());
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
  released_ = broadcast_ = last;
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
  FrameRef frame = MakeResultFrame(stored);
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
    if (before && after->item().sight_seq() == after->seq() &&
        !AudienceWithin(before->item(), after->item())) {
      narrowed_ = after->seq();
    }
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
  *answer = MakeResultFrame(bytes);
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
    SendAnswer(author, MakeResultFrame(result.SerializeAsString()));
    return Submitted::kRejected;
  }
  if (!known) return std::nullopt;
  SendAnswer(author, std::move(known));
  return Submitted::kRepeated;
}

void Room::Remember(const CommandId& command, FrameRef frame) {
  answers_.emplace(command, std::move(frame));
  answers_order_.push_back(command);
  // What is staged is not in the log yet, so it must not be forgotten.
  const size_t staged = size_t{open_.commands} + 1 + (flight_ ? flight_->commands : 0);
  while (answers_order_.size() > limits_->recent_answers_max + staged) {
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

// ---- Stages

LogAppend Room::TakeStage() {
  CHECK(!flight_);
  CHECK(!open_.empty());
  flight_ = std::exchange(open_, Stage{});
  open_.from = picture_.head();
  for (Listener* listener : std::exchange(wanting_, {})) {
    flight_->chunks.push_back(Compose(&watches_.at(listener)));
  }
  flight_->append.log = id();
  return std::move(flight_->append);
}

void Room::Confirm() {
  CHECK(flight_);
  if (!flight_->steps.empty()) released_ = flight_->steps.back().after->seq();
  confirmed_.push_back(*std::exchange(flight_, std::nullopt));
}

// Apart from the broadcast, so that a confirmation does not wait behind the fan-out.
void Room::Release() {
  CHECK(!confirmed_.empty());
  for (const Answer& answer : std::exchange(confirmed_.back().answers, {})) {
    if (const std::shared_ptr<Listener> author = answer.to.lock()) author->OnAnswer(answer.frame);
  }
}

}  // namespace samlad
