// The part of a session that reads what the client says.

#include "server/room/session.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "server/picture/rules.h"
#include "server/picture/validate.h"
#include "server/room/refusals.h"
#include "server/room/session_work.h"

namespace samlad {
namespace {

constexpr size_t kPasswordLengthMin = 8;

// A breach of the schema as the text of a close.
std::string TextOf(const v1::Rejection& breach) {
  return breach.field().empty() ? breach.message() : breach.field() + ": " + breach.message();
}

// Memory of a large message is not kept for the next.
constexpr size_t kKeepFrameBytes = 64 * 1024;

// Validate does not look at what a command came in, which is validated by itself.
bool HasUnknownFields(const google::protobuf::Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

}  // namespace

bool Session::Bucket::Take(double per_second, double burst, int64_t steady_ms) {
  if (at_ms == 0) tokens = burst;
  if (steady_ms > at_ms) {
    if (at_ms != 0) tokens += static_cast<double>(steady_ms - at_ms) * per_second / 1000.0;
    tokens = std::min(tokens, burst);
  }
  at_ms = steady_ms;
  if (tokens < 1) return false;
  tokens -= 1;
  return true;
}

std::shared_ptr<Session> Session::Create(const Surroundings& around, Codec codec, Moment now,
                                         Carrier* carrier) {
  return std::shared_ptr<Session>(new Session(around, codec, now, carrier));
}

Session::Session(const Surroundings& around, Codec codec, Moment now, Carrier* carrier)
    : carrier_(carrier),
      around_(around),
      outbox_(codec),
      codec_(codec),
      now_(now),
      created_at_ms_(now.steady_ms),
      heard_at_ms_(now.steady_ms),
      heartbeat_at_ms_(now.steady_ms) {}

Session::~Session() {
  JournalSeen(0);
  for (const auto& [incident, watched] : watches_) {
    Room* room = around_.rooms->FindLog(incident);
    room->Unwatch(this);
    v1::Presence gone;
    gone.set_incident(incident.str());
    gone.set_person(principal_.person.str());
    gone.set_actor(principal_.actor.str());
    gone.set_gone(true);
    room->PassPresence(this, std::move(gone));
  }
}

void Session::Receive(std::string_view bytes, Moment now) {
  if (close_.code != CloseCode::kNone) return;
  now_ = now;
  heard_at_ms_ = now.steady_ms;
  if (bytes.size() > around_.limits->frame_bytes_max) {
    return Fail(CloseCode::kTooLarge, "This frame is longer than frame_bytes_max.");
  }
  // Decoded into the same memory again and again: some twenty allocations less for a command.
  thread_local v1::ClientFrame kept;
  v1::ClientFrame large;
  v1::ClientFrame& frame = bytes.size() > kKeepFrameBytes ? large : kept;
  std::string error;
  if (!DecodeClientFrame(codec_, bytes, &frame, &error)) {
    return Fail(CloseCode::kMalformed, error);
  }
  if (HasUnknownFields(frame)) {
    return Fail(CloseCode::kMalformed, TextOf(Reject("check.unknown-field")));
  }
  // A frame without messages counts as one, too.
  for (int i = 0; i < std::max(1, frame.messages_size()); ++i) {
    if (!messages_.Take(around_.limits->messages_per_second_max, around_.limits->messages_burst_max,
                        now.steady_ms)) {
      return Fail(CloseCode::kTooFast, "More messages than messages_per_second_max.");
    }
    if (i < frame.messages_size()) Dispatch(frame.messages(i));
    if (close_.code != CloseCode::kNone) return;
  }
}

void Session::Heard(Moment now) {
  now_ = now;
  heard_at_ms_ = now.steady_ms;
}

void Session::Dispatch(const v1::ClientMessage& message) {
  using Kind = v1::ClientMessage::MessageCase;
  const Kind kind = message.message_case();
  if (!welcomed_ && kind != Kind::kHello) {
    return Fail(CloseCode::kOutOfOrder, "Say Hello first.");
  }
  if (kind == Kind::kCommand && !HasUnknownFields(message)) return OnCommand(message.command());
  if (const std::optional<v1::Rejection> breach = Validate(message, "")) {
    return Fail(CloseCode::kMalformed, TextOf(*breach));
  }
  switch (kind) {
    case Kind::kHello:
      return OnHello(message.hello());
    case Kind::kCommand:
      return;
    case Kind::kWatch:
      return OnWatch(message.watch());
    case Kind::kUnwatch:
      return OnUnwatch(message.unwatch());
    case Kind::kSeen:
      return OnSeen(message.seen());
    case Kind::kPresence:
      return OnClientPresence(message.presence());
    case Kind::kPing:
      return SendHeartbeat(message.ping().nonce());
    case Kind::kListIncidents:
      return OnListIncidents(message.list_incidents());
    case Kind::kGetHistory:
      return OnGetHistory(message.get_history());
    case Kind::kReplayOpen:
      return OnReplayOpen(message.replay_open());
    case Kind::kReplaySeek:
      return OnReplaySeek(message.replay_seek());
    case Kind::kReplayPlay:
      return OnReplayPlay(message.replay_play());
    case Kind::kReplayPause:
      return OnReplayPause(message.replay_pause());
    case Kind::kReplayClose:
      replays_.erase(message.replay_close().replay());
      return;
    case Kind::kRefresh:
      return OnRefresh(message.refresh());
    case Kind::MESSAGE_NOT_SET:
      return Fail(CloseCode::kMalformed, "A message says nothing that this server knows.");
  }
}

void Session::OnHello(const v1::Hello& hello) {
  if (welcomed_) return Fail(CloseCode::kOutOfOrder, "Hello was said already.");
  if (!hello.token().empty()) token_ = hello.token();
  deflate_ = hello.deflate() && codec_ == Codec::kProto;
  const std::optional<Authenticated> known = around_.authenticator->Check(token_, now_.wall_ms);
  if (!known) return Fail(CloseCode::kUnauthenticated, "Log in: this token is not valid.");
  welcomed_ = true;
  principal_ = known->who;
  TakeToken(*known);
  checked_at_ms_ = now_.steady_ms;

  const RoomLimits& limits = *around_.limits;
  v1::ServerMessage message;
  v1::Welcome* welcome = message.mutable_welcome();
  welcome->set_server(around_.server_name + "/" SAMLAD_VERSION);
  welcome->set_person(principal_.person.str());
  welcome->set_actor(principal_.actor.str());
  welcome->set_role(principal_.role);
  welcome->set_server_time_ms(now_.wall_ms);
  welcome->set_token_until_ms(known->until_ms);
  welcome->set_heartbeat_interval_ms(limits.heartbeat_interval_ms);
  welcome->mutable_limits()->set_frame_bytes_max(limits.frame_bytes_max);
  welcome->mutable_limits()->set_commands_in_flight_max(limits.commands_in_flight_max);
  welcome->mutable_limits()->set_commands_per_second_max(limits.commands_per_second_max);
  welcome->mutable_limits()->set_watches_max(limits.watches_max);
  welcome->mutable_limits()->set_replays_max(limits.replays_max);
  Send(message);
}

void Session::OnRefresh(const v1::Refresh& refresh) {
  const std::optional<Authenticated> known =
      around_.authenticator->Check(refresh.token(), now_.wall_ms);
  if (!known || !(known->who == principal_)) {
    return Fail(CloseCode::kUnauthenticated, "Log in: the new token is not one of yours.");
  }
  token_ = refresh.token();
  TakeToken(*known);
}

// From here on the steady clock counts as well: a wall clock that jumps back lengthens no login.
void Session::TakeToken(const Authenticated& known) {
  const int64_t left_ms = known.until_ms - now_.wall_ms;
  const int64_t endless_ms = std::numeric_limits<int64_t>::max() - now_.steady_ms;
  token_ends_at_ms_ = now_.steady_ms + std::min(left_ms, endless_ms);
}

bool Session::TokenHolds() const {
  if (now_.steady_ms >= token_ends_at_ms_) return false;
  const std::optional<Authenticated> known = around_.authenticator->Check(token_, now_.wall_ms);
  return known && known->who == principal_;
}

void Session::OnWatch(const v1::Watch& watch) {
  const LogId incident = LogId::FromBytesOrNone(watch.incident());
  if (watches_.contains(incident) || unsettled_.contains(incident)) {
    return Fail(CloseCode::kOutOfOrder, "Watch for an incident that is watched already.");
  }
  if (watches_.size() + unsettled_.size() >= around_.limits->watches_max) {
    return EndWatch(incident, Refuse("watch.limit"));
  }
  BeginWatch(watch);
}

void Session::BeginWatch(const v1::Watch& watch) {
  const LogId incident = LogId::FromBytesOrNone(watch.incident());
  Room* room = around_.rooms->FindLog(incident);
  if (room && !room->IsSettledFor(principal_.actor)) {
    // The answer would tell of a change that may yet be lost (P1).
    unsettled_[incident] = watch;
    around_.rooms->WhenDurable([weak = weak_from_this(), incident] {
      const std::shared_ptr<Session> self = weak.lock();
      if (!self || self->close_.code != CloseCode::kNone) return;
      // Nothing if it was given up meanwhile.
      if (auto asked = self->unsettled_.extract(incident)) self->BeginWatch(asked.mapped());
    });
    return;
  }
  const Sight sight{principal_.actor};
  if (!room || !Participates(room->picture(), sight.actor)) {
    return EndWatch(incident, Reject("incident.not-found", "watch.incident"));
  }
  const uint64_t epoch = around_.rooms->epoch();
  const uint64_t held = watch.epoch() == epoch ? watch.from() : 0;
  if (held > room->released()) {
    // Somebody was shown what this log does not hold: it must have lost its end.
    around_.rooms->AlarmBeyondLog(incident, held);
    return EndWatch(incident, Refuse("watch.beyond-log", "watch.from"));
  }
  const uint64_t from = room->StartOf(sight, held);
  v1::ServerMessage message;
  message.mutable_watching()->set_incident(incident.str());
  message.mutable_watching()->set_epoch(epoch);
  message.mutable_watching()->set_from(from);
  Send(message);
  watches_[incident].waiting = true;
  room->Watch(this, sight, from, deflate_);
}

void Session::OnUnwatch(const v1::Unwatch& unwatch) {
  const LogId incident = LogId::FromBytesOrNone(unwatch.incident());
  unsettled_.erase(incident);
  if (watches_.contains(incident)) {
    JournalSeen(0);
    around_.rooms->FindLog(incident)->Unwatch(this);
    watches_.erase(incident);
  }
  EndWatch(incident, Refuse("watch.unwatched"));
}

void Session::OnCommand(const v1::Command& command) {
  if (const std::optional<v1::Rejection> breach = Validate(command, "")) {
    if (command.command_id().size() != CommandId::kSize) {
      return Fail(CloseCode::kMalformed, TextOf(*breach));
    }
    return Answer(command, *breach);
  }
  if (in_flight_ >= around_.limits->commands_in_flight_max) {
    return Answer(command, Refuse("session.too-many-in-flight"));
  }
  if (!commands_.Take(around_.limits->commands_per_second_max, around_.limits->commands_burst_max,
                      now_.steady_ms)) {
    return Answer(command, Refuse("session.too-fast"));
  }
  ++in_flight_;
  const bool to_registry = LogId::FromBytesOrNone(command.incident()) == kRegistryLog;
  if (command.has_set_password() && to_registry) return HashThenSubmit(command);
  around_.rooms->Submit(command, principal_, weak_from_this(), now_.wall_ms);
}

// The password itself goes no further than this.
void Session::HashThenSubmit(const v1::Command& command) {
  const std::string& password = command.set_password().password();
  if (password.size() < kPasswordLengthMin) {
    --in_flight_;
    return Answer(command, Refuse("password.too-short", "set_password.password"));
  }
  if (hashing_) {
    --in_flight_;
    return Answer(command, Refuse("server.busy"));
  }
  auto hash = std::make_shared<std::string>();
  v1::Command rest = command;
  rest.mutable_set_password()->clear_password();
  const Authenticator* authenticator = around_.authenticator;
  Rooms* rooms = around_.rooms;
  const bool taken = around_.worker->Run(
      [hash, authenticator, password] { *hash = authenticator->HashPassword(password); },
      // Done even if the session is gone by then: the command was taken.
      [hash, rooms, rest, who = principal_, author = weak_from_this(), now_ms = now_.wall_ms] {
        if (const std::shared_ptr<Session> self = author.lock()) self->hashing_ = false;
        rooms->SubmitPasswordHash(rest, *hash, who, author, now_ms);
      });
  hashing_ = taken;
  if (!taken) {
    --in_flight_;
    Answer(command, Refuse("server.busy"));
  }
}

void Session::OnSeen(const v1::Seen& seen) {
  const LogId incident = LogId::FromBytesOrNone(seen.incident());
  auto watched = watches_.find(incident);
  if (watched == watches_.end()) return;
  const uint64_t released = around_.rooms->FindLog(incident)->released();
  watched->second.seen = std::max(watched->second.seen, std::min(seen.through(), released));
}

void Session::JournalSeen(int64_t interval_ms) {
  for (auto& [incident, watched] : watches_) {
    if (watched.seen <= watched.journalled) continue;
    if (now_.steady_ms - watched.journalled_at_ms < interval_ms) continue;
    around_.rooms->JournalSeen(incident,
                               {principal_.actor, principal_.person, now_.wall_ms, watched.seen});
    watched.journalled = watched.seen;
    watched.journalled_at_ms = now_.steady_ms;
  }
}

void Session::OnClientPresence(const v1::Presence& presence) {
  const LogId incident = LogId::FromBytesOrNone(presence.incident());
  if (!watches_.contains(incident)) return;
  v1::Presence passed = presence;
  passed.set_person(principal_.person.str());
  passed.set_actor(principal_.actor.str());
  around_.rooms->FindLog(incident)->PassPresence(this, std::move(passed));
}

// Asked for again before the first list could go out, the same list answers all: what was confirmed
// to this client in the meantime is nothing.
void Session::OnListIncidents(const v1::ListIncidents& list) {
  list_requests_.push_back(list.request());
  if (list_requests_.size() > 1) return;
  v1::ServerMessage message;
  for (v1::IncidentEntry& entry : around_.rooms->ListFor(principal_.actor)) {
    *message.mutable_incident_list()->add_incidents() = std::move(entry);
  }
  around_.rooms->WhenDurable([weak = weak_from_this(), message = std::move(message)]() mutable {
    const std::shared_ptr<Session> self = weak.lock();
    if (!self) return;
    for (const uint64_t request : std::exchange(self->list_requests_, {})) {
      message.mutable_incident_list()->set_request(request);
      self->Send(message);
    }
  });
}

}  // namespace samlad
