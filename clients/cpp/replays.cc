#include "clients/cpp/replays.h"

#include <utility>

namespace samlad::client {

uint32_t Replays::Open(const LogId& incident, const ItemId& as_actor, const v1::Instant& at) {
  if (held_.size() >= bounds_.replays_max) return 0;
  const uint32_t number = next_number_++;
  Held& held = held_[number];
  held.replica = std::make_shared<Replica>(incident, number, bounds_.items_max);
  held.as_actor = as_actor;
  held.target = at;
  return number;
}

void Replays::Call(const Held& held, v1::ClientMessage message) {
  // What is asked of a replay that is not open on this connection goes into its opening.
  if (held.asked && calls_.size() < bounds_.calls_max) calls_.push_back(std::move(message));
}

void Replays::Seek(uint32_t replay, const v1::Instant& to) {
  const auto found = held_.find(replay);
  if (found == held_.end()) return;
  found->second.target = to;
  found->second.arrived = false;
  v1::ClientMessage message;
  message.mutable_replay_seek()->set_replay(replay);
  *message.mutable_replay_seek()->mutable_to() = to;
  Call(found->second, std::move(message));
}

void Replays::Play(const v1::ReplayPlay& play) {
  const auto found = held_.find(play.replay());
  if (found == held_.end()) return;
  found->second.plays = true;
  found->second.play = play;
  // Not before the opening is answered: its own status would pass for the end of the play.
  if (found->second.opened) SendPlay(&found->second);
}

void Replays::SendPlay(Held* held) {
  held->play_sent = true;
  v1::ClientMessage message;
  *message.mutable_replay_play() = held->play;
  Call(*held, std::move(message));
}

void Replays::Pause(uint32_t replay) {
  const auto found = held_.find(replay);
  if (found == held_.end()) return;
  found->second.plays = false;
  v1::ClientMessage message;
  message.mutable_replay_pause()->set_replay(replay);
  Call(found->second, std::move(message));
}

void Replays::Close(uint32_t replay) {
  const auto found = held_.find(replay);
  if (found == held_.end()) return;
  v1::ClientMessage message;
  message.mutable_replay_close()->set_replay(replay);
  Call(found->second, std::move(message));
  held_.erase(found);
}

std::shared_ptr<const Replica> Replays::Find(uint32_t replay) const {
  const auto found = held_.find(replay);
  return found == held_.end() ? nullptr : found->second.replica;
}

void Replays::OnConnectionLost() {
  calls_.clear();
  for (auto& [number, held] : held_) {
    held.asked = held.opened = held.play_sent = false;
    held.replica->Clear();
  }
}

void Replays::AppendTo(Outgoing* outgoing) {
  for (const v1::ClientMessage& call : calls_) outgoing->Add(call);
  calls_.clear();
  for (auto& [number, held] : held_) {
    if (held.asked) continue;
    v1::ClientMessage message;
    v1::ReplayOpen* open = message.mutable_replay_open();
    open->set_replay(number);
    open->set_incident(held.replica->incident().str());
    if (!held.as_actor.is_none()) open->set_as_actor(held.as_actor.str());
    *open->mutable_at() = held.target;
    outgoing->Add(message);
    held.asked = true;
  }
}

BatchOutcome Replays::OnBatch(const v1::Batch& batch, std::shared_ptr<const Replica>* replica) {
  const auto found = held_.find(batch.replay());
  if (found == held_.end() || !found->second.asked) return BatchOutcome::kIgnored;
  Held& held = found->second;
  if (batch.incident() != held.replica->incident().view()) return BatchOutcome::kMalformed;
  const BatchOutcome outcome = held.replica->Apply(batch);
  if (outcome != BatchOutcome::kApplied) return outcome;
  if (held.arrived && held.replica->complete()) held.target.set_seq(held.replica->position());
  *replica = held.replica;
  return outcome;
}

bool Replays::OnStatus(v1::ReplayStatus* status) {
  const auto found = held_.find(status->replay());
  if (found == held_.end() || !found->second.asked) return false;
  Held& held = found->second;
  if (status->has_rejection()) {
    held_.erase(found);
    return true;
  }
  // A status on the way to a seek may still tell of the place before it.
  if (!held.target.has_seq() || held.target.seq() == status->seq() ||
      held.target.seq() > status->head()) {
    held.arrived = true;
  }
  if (held.arrived) held.target.set_seq(status->seq());
  const bool first = !held.opened;
  held.opened = true;
  if (held.plays && first) {
    SendPlay(&held);
    status->set_state(v1::REPLAY_PLAYING);
  } else if (held.plays && held.play_sent && status->state() != v1::REPLAY_PLAYING) {
    held.plays = false;
  }
  return true;
}

}  // namespace samlad::client
