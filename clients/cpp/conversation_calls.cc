// The user's side of a conversation: what is asked for is noted here, and said by TakeOutgoing.

#include "clients/cpp/conversation.h"

namespace samlad::client {

bool Conversation::Watch(const LogId& incident) { return watches_.Add(incident); }

void Conversation::Unwatch(const LogId& incident) {
  watches_.Remove(incident);
  presence_due_.erase(incident);
}

const Replica* Conversation::Find(const LogId& incident) const {
  return watches_.Find(incident).get();
}

void Conversation::Shown(const LogId& incident, uint64_t through) {
  watches_.Shown(incident, through);
}

bool Conversation::Send(const v1::Command& command) { return commands_.Add(command); }

void Conversation::ShowPresence(const v1::Presence& presence) {
  const LogId incident = LogId::FromBytesOrNone(presence.incident());
  if (state_ == State::kLive && watches_.Find(incident)) presence_due_[incident] = presence;
}

uint64_t Conversation::ListIncidents() { return requests_.Add(v1::ListIncidents()); }

uint64_t Conversation::GetHistory(const LogId& incident, const ItemId& item) {
  v1::GetHistory get;
  get.set_incident(incident.str());
  get.set_item(item.str());
  return requests_.Add(std::move(get));
}

uint32_t Conversation::OpenReplay(const LogId& incident, const ItemId& as_actor,
                                  const v1::Instant& at) {
  return replays_.Open(incident, as_actor, at);
}

void Conversation::SeekReplay(uint32_t replay, const v1::Instant& to) { replays_.Seek(replay, to); }

void Conversation::PlayReplay(const v1::ReplayPlay& play) { replays_.Play(play); }

void Conversation::PauseReplay(uint32_t replay) { replays_.Pause(replay); }

void Conversation::CloseReplay(uint32_t replay) { replays_.Close(replay); }

const Replica* Conversation::FindReplay(uint32_t replay) const {
  return replays_.Find(replay).get();
}

void Conversation::Refresh(const std::string& token, int64_t token_until_ms) {
  options_.token = token;
  if (state_ != State::kLive) return;
  refresh_due_ = true;
  welcome_.set_token_until_ms(token_until_ms);
  WarnOfTokenEnd();
}

}  // namespace samlad::client
