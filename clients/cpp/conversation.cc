#include "clients/cpp/conversation.h"

#include <algorithm>
#include <utility>

#include "storage/check.h"

namespace samlad::client {
namespace {

// Until Welcome says what holds.
constexpr uint32_t kFrameBytesMax = 1024 * 1024;
constexpr int64_t kHeartbeatIntervalMs = 10'000;
// A server that is silent for so many of its heartbeats is gone.
constexpr int64_t kSilentHeartbeatsMax = 3;
constexpr int64_t kNever = INT64_MAX;

// What this client cannot read from a server, it cannot read from it the next time.
constexpr uint16_t kCloseUnreadable = 1002;
constexpr uint16_t kCloseTooLarge = 1009;

v1::Goodbye GoodbyeOf(uint16_t code, std::string_view text) {
  v1::Goodbye goodbye;
  goodbye.set_code(code);
  goodbye.set_text(SentenceOf(code, text));
  return goodbye;
}

}  // namespace

Conversation::Conversation(ConversationOptions options, Observer* observer)
    : options_(std::move(options)),
      observer_(observer),
      backoff_(options_.backoff, options_.seed),
      commands_(options_.commands),
      watches_(options_.watches),
      requests_(options_.requests),
      replays_(options_.replays) {}

Conversation::~Conversation() = default;

// ---- The connection

std::optional<int64_t> Conversation::wants_connection_at_ms() const {
  if (state_ != State::kWaiting) return std::nullopt;
  return connect_at_ms_;
}

void Conversation::OnConnected(int64_t now_ms) {
  CHECK(state_ == State::kWaiting);
  state_ = State::kGreeting;
  now_ms_ = connected_at_ms_ = heard_at_ms_ = said_at_ms_ = now_ms;
  wants_close_ = false;
  goodbye_.reset();
  hello_due_ = true;
  ping_due_ = refresh_due_ = false;
}

void Conversation::OnClosed(uint16_t code, std::string_view text, int64_t now_ms) {
  now_ms_ = now_ms;
  if (state_ == State::kStopped) return;
  // Of what we know the first is the cause: why we gave up, then what the server said before it
  // closed, then the close itself.
  if (!goodbye_) goodbye_ = GoodbyeOf(code, text);
  const v1::Goodbye why = *std::exchange(goodbye_, std::nullopt);
  const uint16_t why_code = static_cast<uint16_t>(why.code());
  const bool was_good =
      state_ == State::kLive && now_ms - connected_at_ms_ >= options_.settled_after_ms;
  commands_.OnConnectionLost();
  watches_.OnConnectionLost();
  requests_.OnConnectionLost();
  replays_.OnConnectionLost();
  state_ = State::kWaiting;
  wants_close_ = false;
  if (MeaningOf(why_code) == AfterClose::kStop) return Stop(why_code, why.text());
  if (was_good) backoff_.Reset();
  const int64_t pause_ms = backoff_.NextAfter(why.retry_after_ms());
  connect_at_ms_ = now_ms + pause_ms;
  observer_->OnRetry(why.text(), pause_ms);
}

void Conversation::Stop(uint16_t code, const std::string& why) {
  if (state_ == State::kStopped) return;
  wants_close_ = state_ != State::kWaiting;
  state_ = State::kStopped;
  observer_->OnStopped(code, why);
}

void Conversation::Abandon(uint16_t code, std::string_view why) {
  if (wants_close_) return;
  wants_close_ = true;
  goodbye_ = GoodbyeOf(code, why);
}

void Conversation::FoundGap() {
  ++gaps_;
  Abandon(kCloseLinkBroken, "Something on the way from the server was lost.");
}

int64_t Conversation::heartbeat_interval_ms() const {
  const int64_t told_ms = welcome_.heartbeat_interval_ms();
  return told_ms > 0 ? told_ms : kHeartbeatIntervalMs;
}

void Conversation::Tick(int64_t now_ms) {
  now_ms_ = now_ms;
  if (wants_close_) return;
  if (state_ == State::kGreeting && now_ms >= connected_at_ms_ + options_.welcome_timeout_ms) {
    return Abandon(kCloseLinkBroken, "The server does not answer.");
  }
  if (state_ != State::kLive) return;
  if (now_ms >= heard_at_ms_ + kSilentHeartbeatsMax * heartbeat_interval_ms()) {
    return Abandon(kCloseLinkBroken, "Nothing is heard from the server.");
  }
  if (now_ms >= said_at_ms_ + heartbeat_interval_ms()) ping_due_ = true;
  if (token_warning_at_ms_ > 0 && now_ms >= token_warning_at_ms_) {
    token_warning_at_ms_ = 0;
    observer_->OnTokenEnding(welcome_.token_until_ms());
  }
}

int64_t Conversation::tick_at_ms() const {
  if (state_ == State::kGreeting) return connected_at_ms_ + options_.welcome_timeout_ms;
  if (state_ != State::kLive) return kNever;
  int64_t at_ms = std::min(heard_at_ms_ + kSilentHeartbeatsMax * heartbeat_interval_ms(),
                           said_at_ms_ + heartbeat_interval_ms());
  if (token_warning_at_ms_ > 0) at_ms = std::min(at_ms, token_warning_at_ms_);
  if (const auto due = commands_.due_at_ms()) at_ms = std::min(at_ms, *due);
  if (const auto due = watches_.due_at_ms()) at_ms = std::min(at_ms, *due);
  return at_ms;
}

// ---- What goes out

std::vector<std::string> Conversation::TakeOutgoing(int64_t now_ms) {
  now_ms_ = now_ms;
  if (wants_close_ || state_ == State::kWaiting || state_ == State::kStopped) return {};
  const uint32_t told = welcome_.limits().frame_bytes_max();
  Outgoing outgoing(options_.codec, told > 0 ? told : kFrameBytesMax);
  v1::ClientMessage message;
  if (hello_due_) {
    message.mutable_hello()->set_token(options_.token);
    message.mutable_hello()->set_client(options_.client_name);
    message.mutable_hello()->set_deflate(true);
    outgoing.Add(message);
    hello_due_ = false;
  }
  std::vector<v1::CommandResult> refused;
  if (state_ == State::kLive) {
    if (refresh_due_) {
      message.mutable_refresh()->set_token(options_.token);
      outgoing.Add(message);
      refresh_due_ = false;
    }
    watches_.AppendTo(&outgoing, now_ms);
    requests_.AppendTo(&outgoing);
    replays_.AppendTo(&outgoing);
    refused = commands_.AppendTo(&outgoing, now_ms);
    for (auto& [incident, presence] : presence_due_) {
      *message.mutable_presence() = std::move(presence);
      outgoing.Add(message);
    }
    presence_due_.clear();
    if (ping_due_ && outgoing.empty()) {
      message.mutable_ping()->set_nonce(++ping_nonce_);
      outgoing.Add(message);
    }
    ping_due_ = false;
  }
  if (!outgoing.empty()) said_at_ms_ = now_ms;
  std::vector<std::string> frames = outgoing.Take();
  for (const v1::CommandResult& result : refused) observer_->OnResult(result);
  return frames;
}

// ---- What comes in

void Conversation::OnFrame(std::string_view bytes, int64_t now_ms) {
  now_ms_ = heard_at_ms_ = now_ms;
  if (wants_close_ || state_ == State::kWaiting || state_ == State::kStopped) return;
  v1::ServerFrame frame;
  std::string error;
  if (!DecodeServerFrame(options_.codec, bytes, &frame, &error)) return Unreadable(error);
  for (v1::ServerMessage& message : *frame.mutable_messages()) {
    Dispatch(&message);
    if (wants_close_ || state_ == State::kStopped) return;
  }
}

void Conversation::Unreadable(std::string_view what) {
  Abandon(kCloseUnreadable,
          "This client cannot read what the server sends; their versions may not "
          "fit together. " +
              std::string(what));
}

void Conversation::Dispatch(v1::ServerMessage* message) {
  using Kind = v1::ServerMessage::MessageCase;
  const Kind kind = message->message_case();
  // Only Welcome and Goodbye have a place before Welcome.
  if (state_ == State::kGreeting && kind != Kind::kWelcome && kind != Kind::kGoodbye) {
    return Unreadable("It speaks before it has said Welcome.");
  }
  switch (kind) {
    case Kind::kWelcome:
      return OnWelcome(message->welcome());
    case Kind::kWatching:
      if (watches_.OnWatching(message->watching()) == BatchOutcome::kGap) FoundGap();
      return;
    case Kind::kBatch:
      return OnBatch(message->mutable_batch());
    case Kind::kResult:
      if (commands_.OnResult(message->result(), now_ms_)) observer_->OnResult(message->result());
      return;
    case Kind::kWatchEnded:
      if (watches_.OnWatchEnded(message->watch_ended())) {
        observer_->OnWatchEnded(LogId::FromBytesOrNone(message->watch_ended().incident()),
                                message->watch_ended().why());
      }
      return;
    case Kind::kPresence:
      return observer_->OnPresence(message->presence());
    case Kind::kHeartbeat:
      if (watches_.OnHeartbeat(message->heartbeat())) FoundGap();
      return;
    case Kind::kIncidentList:
      if (requests_.OnIncidents(message->incident_list())) {
        observer_->OnIncidents(message->incident_list());
      }
      return;
    case Kind::kHistory:
      if (requests_.OnHistory(message->mutable_history())) observer_->OnHistory(message->history());
      return;
    case Kind::kReplayStatus:
      if (replays_.OnStatus(message->mutable_replay_status())) {
        observer_->OnReplay(message->replay_status());
      }
      return;
    case Kind::kGoodbye:
      goodbye_ = message->goodbye();
      goodbye_->set_text(SentenceOf(static_cast<uint16_t>(goodbye_->code()), goodbye_->text()));
      return;
    case Kind::kDeflated:        // the codec has put its messages in its place
    case Kind::MESSAGE_NOT_SET:  // of a later version of the protocol
      return;
  }
}

void Conversation::OnWelcome(const v1::Welcome& welcome) {
  state_ = State::kLive;
  ++welcomes_;
  welcome_ = welcome;
  commands_.OnWelcome(welcome.limits(), now_ms_);
  welcomed_at_ms_ = now_ms_;
  WarnOfTokenEnd();
  observer_->OnWelcome(welcome_);
}

void Conversation::WarnOfTokenEnd() {
  token_warning_at_ms_ = 0;
  if (welcome_.token_until_ms() == 0) return;
  // The server's clock may differ from ours; what is left of the token does not.
  const int64_t left_ms = welcome_.token_until_ms() - welcome_.server_time_ms();
  token_warning_at_ms_ =
      std::max(welcomed_at_ms_ + left_ms - options_.token_warning_ms, now_ms_ + 1);
}

void Conversation::OnBatch(v1::Batch* batch) {
  // Kept for as long as the observer looks at it.
  std::shared_ptr<const Replica> replica;
  const BatchOutcome outcome =
      batch->replay() == 0 ? watches_.OnBatch(batch, &replica) : replays_.OnBatch(*batch, &replica);
  switch (outcome) {
    case BatchOutcome::kIgnored:
      return;
    case BatchOutcome::kApplied:
      return observer_->OnPicture(*replica, *batch);
    case BatchOutcome::kGap:
      return FoundGap();
    case BatchOutcome::kMalformed:
      return Unreadable("A batch of changes is out of order.");
    case BatchOutcome::kTooLarge:
      return Abandon(kCloseTooLarge, "The incident has more items than this client keeps.");
  }
}

}  // namespace samlad::client
