// The part of a session that fills its outbox: answers, changes, heartbeats, and what time brings.

#include <utility>

#include "server/picture/utf8.h"
#include "server/room/session.h"
#include "server/room/session_work.h"

namespace samlad {
namespace {

constexpr uint32_t kSilentHeartbeats = 3;
// How often a session asks whether its token still holds: a withdrawal closes it within this.
constexpr int64_t kTokenCheckIntervalMs = 500;
// RFC 6455, section 5.5: a control frame carries at most 125 bytes, two of them the code.
constexpr size_t kCloseTextBytesMax = 123;

}  // namespace

void Session::Send(const v1::ServerMessage& message) { Push(MakeFrame(message)); }

void Session::Wake() {
  if (carrier_) carrier_->Wake();
}

void Session::Push(FrameRef frame) {
  if (close_.code != CloseCode::kNone) return;
  const bool was_empty = outbox_.empty();
  outbox_.Push(std::move(frame));
  if (outbox_.bytes() > around_.limits->outbox_bytes_limit) {
    close_ = {CloseCode::kTooSlow, "Answers pile up unread."};
    Wake();
  } else if (was_empty) {
    Wake();
  }
}

void Session::Answer(const v1::Command& command, v1::Rejection rejection) {
  v1::ServerMessage message;
  message.mutable_result()->set_command_id(command.command_id());
  message.mutable_result()->set_incident(command.incident());
  *message.mutable_result()->mutable_rejection() = std::move(rejection);
  Send(message);
}

void Session::EndWatch(const LogId& incident, v1::Rejection why) {
  v1::ServerMessage message;
  message.mutable_watch_ended()->set_incident(incident.str());
  *message.mutable_watch_ended()->mutable_why() = std::move(why);
  Send(message);
}

void Session::Fail(CloseCode code, std::string text) {
  v1::ServerMessage message;
  message.mutable_goodbye()->set_code(static_cast<uint32_t>(code));
  message.mutable_goodbye()->set_text(text);
  Send(message);
  if (close_.code != CloseCode::kNone) return;
  close_ = {code, std::string(Utf8Prefix(text, kCloseTextBytesMax))};
  Wake();
}

void Session::GoAway(uint32_t retry_after_ms) {
  v1::ServerMessage message;
  message.mutable_goodbye()->set_code(static_cast<uint32_t>(CloseCode::kRestarting));
  message.mutable_goodbye()->set_text("The server goes down; come back in a moment.");
  message.mutable_goodbye()->set_retry_after_ms(retry_after_ms);
  Send(message);
  if (close_.code != CloseCode::kNone) return;
  close_ = {CloseCode::kRestarting, "The server goes down; come back in a moment."};
  Wake();
}

void Session::SendHeartbeat(uint64_t nonce) {
  heartbeat_at_ms_ = now_.steady_ms;
  v1::ServerMessage message;
  message.mutable_heartbeat()->set_server_time_ms(now_.wall_ms);
  message.mutable_heartbeat()->set_nonce(nonce);
  for (const auto& [incident, watched] : watches_) {
    v1::HeadOf* head = message.mutable_heartbeat()->add_heads();
    head->set_incident(incident.str());
    head->set_head(around_.rooms->FindLog(incident)->HeadFor(this));
  }
  Send(message);
}

void Session::Prefetch() const {
  __builtin_prefetch(&close_);
  if (carrier_) carrier_->Prefetch();
}

// The way of nearly every byte that a server sends: past the outbox, if nothing lies in it.
bool Session::OnBatch(const LogId& incident, const FrameRef& frame) {
  if (close_.code == CloseCode::kNone && carrier_) {
    if (outbox_.empty() && carrier_->SendNow(frame)) return true;
    if (outbox_.bytes() <= around_.limits->outbox_bytes_max) {
      Push(frame);
      return true;
    }
  }
  watches_.at(incident).live = false;
  return false;
}

void Session::OnCatchUp(const LogId& incident, FrameRef frame, bool more) {
  Watched& watched = watches_.at(incident);
  watched.waiting = false;
  watched.live = !more;
  Push(std::move(frame));
}

void Session::OnAnswer(FrameRef frame) {
  --in_flight_;
  Push(std::move(frame));
}

void Session::OnWatchEnded(const LogId& incident, FrameRef frame) {
  watches_.erase(incident);
  Push(std::move(frame));
}

void Session::OnPresence(FrameRef frame) {
  if (outbox_.bytes() <= around_.limits->outbox_bytes_max) Push(std::move(frame));
}

bool Session::HasSpace() const { return outbox_.bytes() < around_.limits->chunk_bytes; }

void Session::Drained(Moment now) {
  now_ = now;
  Refill();
}

void Session::Refill() {
  if (close_.code != CloseCode::kNone) return;
  for (auto& [incident, watched] : watches_) {
    if (watched.live || watched.waiting || !HasSpace()) continue;
    watched.waiting = true;
    around_.rooms->FindLog(incident)->ContinueCatchUp(this);
  }
  // A copy: a replay that lost its right is taken out on the way.
  const auto replays = replays_;
  for (const auto& [number, running] : replays) RunReplay(running);
  RunHistory();
}

void Session::Tick(Moment now) {
  if (close_.code != CloseCode::kNone) return;
  now_ = now;
  const RoomLimits& limits = *around_.limits;
  if (!welcomed_) {
    if (now.steady_ms - created_at_ms_ >= limits.hello_timeout_ms) {
      Fail(CloseCode::kUnauthenticated, "No Hello came in time.");
    }
    return;
  }
  if (now.steady_ms - heard_at_ms_ >= int64_t{kSilentHeartbeats} * limits.heartbeat_interval_ms) {
    return Fail(CloseCode::kSilent, "Nothing was heard for three heartbeats.");
  }
  if (now.steady_ms - checked_at_ms_ >= kTokenCheckIntervalMs) {
    checked_at_ms_ = now.steady_ms;
    if (!TokenHolds()) {
      return Fail(CloseCode::kTokenEnded, "Your login has ended; log in again.");
    }
  }
  if (now.steady_ms - heartbeat_at_ms_ >= limits.heartbeat_interval_ms && HasSpace())
    SendHeartbeat(0);
  JournalSeen(limits.seen_interval_ms);
  Refill();
}

}  // namespace samlad
