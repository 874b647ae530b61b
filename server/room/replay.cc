#include "server/room/replay.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace samlad {
namespace {

Status Unreadable(const LogId& log, uint64_t seq) {
  return Status(Status::Code::kDamaged, "Change " + std::to_string(seq) + " of log " + ToHex(log) +
                                            " cannot be read. Run 'samla verify'.");
}

// Gathers a way from one position to another into frames of about chunk_bytes.
class FrameMaker {
 public:
  FrameMaker(BatchHeader header, uint32_t chunk_bytes, std::vector<FrameRef>* frames)
      : header_(header), through_(header.through), chunk_bytes_(chunk_bytes), frames_(frames) {}

  void Add(ItemRef state) {
    bytes_ += state->bytes.size();
    shown_.push_back(std::move(state));
    if (bytes_ >= chunk_bytes_) Cut(/*more=*/true);
  }
  void Remove(const ItemId& item) { removed_.push_back(item); }

  // The last frame: after it the receiver's picture is that at `through`.
  void Finish() { Cut(/*more=*/false); }

 private:
  void Cut(bool more) {
    std::vector<std::string_view> changes;
    changes.reserve(shown_.size());
    for (const ItemRef& state : shown_) changes.push_back(state->bytes);
    header_.more = more;
    // A position counts only when it is complete.
    header_.through = more ? header_.from : through_;
    frames_->push_back(MakeBatchFrame(header_, changes, removed_));
    header_.reset = false;
    shown_.clear();
    removed_.clear();
    bytes_ = 0;
  }

  BatchHeader header_;
  uint64_t through_;
  uint32_t chunk_bytes_;
  std::vector<FrameRef>* frames_;
  std::vector<ItemRef> shown_;
  std::vector<ItemId> removed_;
  size_t bytes_ = 0;
};

bool Shows(const v1::Item& item, const ItemId& actor) {
  return !item.has_account() && InAudience(item, actor);
}
bool Shows(const ItemState& state, const ItemId& actor) { return Shows(state.item(), actor); }

// A state of that item that shows to nobody.
ItemRef Hidden(const std::string& item) {
  v1::Change change;
  change.mutable_item()->set_id(item);
  return MakeItemState(std::move(change));
}

}  // namespace

Status Replay::StateAt(const ItemId& item, uint64_t seq, ItemRef* state) const {
  state->reset();
  if (seq == 0) return Status();
  uint64_t found = 0;
  std::string bytes;
  Status status = log_->ItemAt(options_.incident, item, seq, &found, &bytes);
  if (status.code() == Status::Code::kNotFound) return Status();
  if (!status.ok()) return status;
  *state = ParseItemState(std::move(bytes));
  return *state ? Status() : Unreadable(options_.incident, found);
}

Status Replay::TookPart(uint64_t seq, bool* took_part) const {
  ItemRef participation;
  Status status = StateAt(options_.participation, seq, &participation);
  *took_part =
      participation && participation->item().participation().state() != v1::PARTICIPATION_ENDED;
  return status;
}

Status Replay::Seek(uint64_t seq, std::vector<FrameRef>* frames) {
  bool before = false;
  bool after = false;
  Status status = TookPart(position_, &before);
  if (status.ok()) status = TookPart(seq, &after);
  if (!status.ok()) return status;
  const uint64_t distance = seq > position_ ? seq - position_ : position_ - seq;
  // Someone who left sees nothing, someone who comes sees everything: that is no short way.
  const bool whole =
      !opened_ || unfinished_ || distance > options_.step_changes_max || before != after || !after;
  if (whole) {
    status = BeginWholePicture(seq, after);
    return status.ok() ? Continue(frames) : status;
  }
  status = Between(seq, frames);
  return status.ok() ? MoveTo(seq) : status;
}

Status Replay::BeginWholePicture(uint64_t seq, bool took_part) {
  opened_ = false;
  unfinished_ = true;
  way_end_ = seq;
  way_sent_ = 0;
  way_.clear();
  return took_part ? log_->PictureSeqsAt(options_.incident, seq, &way_) : Status();
}

Status Replay::Continue(std::vector<FrameRef>* frames) {
  BatchHeader header{options_.incident, 0, 0, /*more=*/true};
  header.reset = way_sent_ == 0;
  header.replay = options_.number;
  // One change is parsed at a time, into the same place: a thousand that live together cost more to
  // free than to read.
  v1::Change change;
  std::string shown;
  std::vector<size_t> ends;
  uint64_t broken = 0;
  // Cut by what is shown and by how many changes there are: what is hidden must not show in where a
  // piece ends (P5).
  const size_t sent_before = way_sent_;
  const std::span<const uint64_t> rest = std::span(way_).subspan(way_sent_);
  Status status =
      log_->ReadSeqs(options_.incident, rest, [&](uint64_t seq, std::string_view bytes) {
        if (shown.size() >= options_.chunk_bytes) return false;
        if (way_sent_ - sent_before >= options_.step_changes_max) return false;
        ++way_sent_;
        if (!ParseChange(bytes, &change)) broken = seq;
        if (broken == 0 && Shows(change.item(), options_.actor)) {
          shown.append(bytes);
          ends.push_back(shown.size());
        }
        return broken == 0;
      });
  if (!status.ok()) return status;
  if (broken) return Unreadable(options_.incident, broken);

  unfinished_ = way_sent_ < way_.size();
  if (!unfinished_) {
    header.more = false;
    header.through = way_end_;
    way_ = {};
  }
  std::vector<std::string_view> changes;
  changes.reserve(ends.size());
  size_t begin = 0;
  for (size_t end : ends) {
    changes.push_back(std::string_view(shown).substr(begin, end - begin));
    begin = end;
  }
  frames->push_back(MakeBatchFrame(header, changes, {}));
  if (unfinished_) return status;
  opened_ = true;
  return MoveTo(way_end_);
}

// The items that changed on the way, each as it is at the end of it.
Status Replay::Between(uint64_t seq, std::vector<FrameRef>* frames) {
  const bool forward = seq >= position_;
  const uint64_t low = std::min(seq, position_);
  const uint64_t high = std::max(seq, position_);
  std::map<ItemId, ItemRef> touched;  // with the last state on the way
  uint64_t broken = 0;
  Status status =
      log_->Read(options_.incident, low + 1, high, [&](uint64_t change, std::string_view bytes) {
        ItemRef state = ParseItemState(std::string(bytes));
        if (!state) {
          broken = change;
          return false;
        }
        touched[ItemId::FromBytesOrNone(state->item().id())] = std::move(state);
        return true;
      });
  if (!status.ok()) return status;
  if (broken) return Unreadable(options_.incident, broken);

  FrameMaker maker({options_.incident, position_, seq, false, false, options_.number},
                   options_.chunk_bytes, frames);
  for (auto& [item, last] : touched) {
    ItemRef before;
    ItemRef after;
    status = StateAt(item, low, forward ? &before : &after);
    if (!status.ok()) return status;
    (forward ? after : before) = std::move(last);
    if (after && Shows(*after, options_.actor)) {
      maker.Add(std::move(after));
    } else if (before && Shows(*before, options_.actor)) {
      maker.Remove(item);
    }
  }
  maker.Finish();
  return Status();
}

Status Replay::MoveTo(uint64_t seq) {
  position_ = seq;
  time_ms_ = 0;
  scenario_ms_ = 0;
  shown_through_ = 0;
  if (seq == 0) return Status();
  bool broken = true;
  Status status = log_->Read(options_.incident, seq, seq, [&](uint64_t, std::string_view bytes) {
    if (ItemRef state = ParseItemState(std::string(bytes))) {
      time_ms_ = state->change.recorded_at_ms();
      scenario_ms_ = state->change.scenario_at_ms();
      broken = false;
    }
    return false;
  });
  if (!status.ok()) return status;
  if (broken) return Unreadable(options_.incident, seq);
  return log_->SeenAt(options_.incident, options_.actor, time_ms_, &shown_through_);
}

Status Replay::PlayUntil(int64_t time_ms, uint64_t through, std::vector<FrameRef>* frames) {
  uint64_t end = position_;
  uint64_t bytes_shown = 0;
  uint64_t broken = 0;
  std::vector<ItemRef> steps;
  const uint64_t limit = std::min<uint64_t>(through, position_ + options_.step_changes_max);
  Status status = log_->Read(options_.incident, position_ + 1, limit,
                             [&](uint64_t seq, std::string_view bytes) {
                               ItemRef state = ParseItemState(std::string(bytes));
                               if (!state) {
                                 broken = seq;
                                 return false;
                               }
                               if (state->change.recorded_at_ms() > time_ms) return false;
                               if (bytes_shown >= options_.chunk_bytes) return false;
                               end = seq;
                               if (Shows(*state, options_.actor)) {
                                 bytes_shown += bytes.size();
                                 steps.push_back(std::move(state));
                               } else {
                                 // Neither its size nor its content matters from here on.
                                 steps.push_back(Hidden(state->item().id()));
                               }
                               return true;
                             });
  if (!status.ok()) return status;
  if (broken) return Unreadable(options_.incident, broken);
  if (end == position_) return Status();

  bool before = false;
  bool takes_part = true;
  status = TookPart(position_, &before);
  if (!status.ok()) return status;
  for (const ItemRef& state : steps) {
    takes_part =
        takes_part && ItemId::FromBytesOrNone(state->item().id()) != options_.participation;
  }
  // Nobody sees the way through a change of their own participation change by change.
  if (!before || !takes_part) return Seek(end, frames);
  status = EveryChange(steps, end, frames);
  return status.ok() ? MoveTo(end) : status;
}

Status Replay::EveryChange(const std::vector<ItemRef>& steps, uint64_t end,
                           std::vector<FrameRef>* frames) {
  std::map<ItemId, bool> shown;  // as of the step before
  std::map<ItemId, bool> gone;
  FrameMaker maker({options_.incident, position_, end, false, false, options_.number},
                   options_.chunk_bytes, frames);
  for (const ItemRef& state : steps) {
    const ItemId item = ItemId::FromBytesOrNone(state->item().id());
    const bool after = Shows(*state, options_.actor);
    auto known = shown.find(item);
    if (known == shown.end()) {
      ItemRef before;
      Status status = StateAt(item, position_, &before);
      if (!status.ok()) return status;
      known = shown.emplace(item, before && Shows(*before, options_.actor)).first;
    }
    if (after) {
      maker.Add(state);
      gone.erase(item);
    } else if (known->second) {
      gone[item] = true;
    }
    known->second = after;
  }
  for (const auto& [item, unused] : gone) maker.Remove(item);
  maker.Finish();
  return Status();
}

Status Replay::PlayBackUntil(int64_t time_ms, uint64_t through, std::vector<FrameRef>* frames) {
  uint64_t target = position_;
  bool reached = false;
  const uint64_t step = std::min<uint64_t>(position_, options_.step_changes_max);
  const uint64_t low = std::max(position_ - step, through);
  Status status = log_->ReadBackward(options_.incident, low + 1, position_,
                                     [&](uint64_t seq, std::string_view bytes) {
                                       const ItemRef state = ParseItemState(std::string(bytes));
                                       reached = state && state->change.recorded_at_ms() <= time_ms;
                                       if (!reached) target = seq - 1;
                                       return !reached;
                                     });
  if (!status.ok()) return status;
  return target == position_ ? Status() : Seek(target, frames);
}

Status Replay::Locate(const EventLog& log, const LogId& incident, const v1::Instant& instant,
                      uint64_t head, uint64_t* seq) {
  *seq = head;
  if (instant.at_case() == v1::Instant::kSeq) *seq = std::min(head, instant.seq());
  if (instant.at_case() != v1::Instant::kTimeMs || head == 0) return Status();

  auto time_at = [&](uint64_t at, int64_t* recorded, int64_t* scenario) {
    bool found = false;
    Status status = log.Read(incident, at, at, [&](uint64_t, std::string_view bytes) {
      if (const ItemRef state = ParseItemState(std::string(bytes))) {
        *recorded = state->change.recorded_at_ms();
        *scenario = state->change.scenario_at_ms();
        found = true;
      }
      return false;
    });
    return !status.ok() ? status : found ? status : Unreadable(incident, at);
  };
  int64_t recorded = 0;
  int64_t scenario = 0;
  Status status = time_at(head, &recorded, &scenario);
  if (!status.ok()) return status;
  const bool by_scenario = scenario != 0;
  // Both clocks only move forward, so the changes are in order of either.
  uint64_t low = 0;
  uint64_t high = head;
  while (low < high) {
    const uint64_t middle = high - (high - low) / 2;
    status = time_at(middle, &recorded, &scenario);
    if (!status.ok()) return status;
    if ((by_scenario ? scenario : recorded) <= instant.time_ms()) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  *seq = low;
  return Status();
}

}  // namespace samlad
