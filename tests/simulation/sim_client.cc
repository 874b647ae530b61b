#include "tests/simulation/sim_client.h"

#include <utility>

namespace samlad::simulation {
namespace {

constexpr int64_t kTurnUs = 20'000;

client::ConversationOptions OptionsFor(const std::string& token, uint64_t seed) {
  client::ConversationOptions options;
  options.token = token;
  options.seed = seed;
  options.client_name = "simulated";
  return options;
}

}  // namespace

SimClient::SimClient(World* world, SimServer* server, const Oracle* oracle, const Faults* faults,
                     const LogId& incident, const Principal& who, const std::string& token)
    : world_(world),
      server_(server),
      oracle_(oracle),
      faults_(faults),
      incident_(incident),
      who_(who),
      conversation_(OptionsFor(token, world->Pick(1, 1'000'000)), this) {}

SimClient::~SimClient() { *alive_ = false; }

void SimClient::Begin() {
  watching_ = conversation_.Watch(incident_);
  Turn();
}

void SimClient::Turn() {
  world_->After(kTurnUs, [this, alive = alive_] {
    if (*alive) Turn();
  });
  const int64_t now_ms = world_->steady_ms();
  conversation_.Tick(now_ms);
  if (conversation_.wants_close() && link_) {
    server_->Cut(std::exchange(link_, 0));
    ++attempt_;
    conversation_.OnClosed(1000, "", now_ms);
  }
  if (!link_ && !connecting_) {
    const auto at_ms = conversation_.wants_connection_at_ms();
    if (at_ms && *at_ms <= now_ms) Connect();
  }
  if (link_ && !connecting_) {
    for (std::string& bytes : conversation_.TakeOutgoing(now_ms)) {
      server_->FromClient(link_, std::move(bytes));
    }
  }
}

void SimClient::Connect() {
  connecting_ = true;
  const uint64_t attempt = ++attempt_;
  const auto current = [this, attempt, alive = alive_] { return *alive && attempt == attempt_; };
  link_ = server_->Connect(
      samlad::Codec::kProto,
      {[this, current] {
         if (!current()) return;
         connecting_ = false;
         conversation_.OnConnected(world_->steady_ms());
       },
       [this, current](const std::string& bytes) { return !current() || OnMessage(bytes); },
       [this, current](uint16_t code, const std::string& text) {
         if (!current()) return;
         ++attempt_;
         connecting_ = false;
         link_ = 0;
         conversation_.OnClosed(code, text, world_->steady_ms());
       }});
}

void SimClient::CutLink() {
  if (!link_ || connecting_) return;
  server_->Cut(std::exchange(link_, 0));
  ++attempt_;
  conversation_.OnClosed(1006, "The connection was lost.", world_->steady_ms());
}

void SimClient::Ask(v1::Command command, uint64_t copies) {
  if (!conversation_.Send(command)) return;
  asked_[command.command_id()] = command;
  // A hasty program sends it again although nothing was lost, past its own conversation.
  v1::ClientFrame frame;
  *frame.add_messages()->mutable_command() = command;
  for (uint64_t copy = 1; copy < copies; ++copy) {
    const auto later_us = static_cast<int64_t>(world_->Pick(1, 3'000'000));
    world_->After(later_us, [this, alive = alive_, bytes = frame.SerializeAsString()] {
      if (*alive && link_ && !connecting_ &&
          conversation_.state() == client::Conversation::State::kLive) {
        server_->FromClient(link_, bytes);
      }
    });
  }
}

void SimClient::BrowseHistory(const ItemId& as_actor) {
  v1::Instant at;
  at.set_seq(world_->Pick(0, oracle_->head()));
  const uint32_t replay = conversation_.OpenReplay(incident_, as_actor, at);
  if (!replay) return;
  replay_as_[replay] = as_actor.is_none() ? who_.actor.str() : as_actor.str();
  const uint64_t steps = world_->Pick(1, 4);
  int64_t later_us = 0;
  for (uint64_t step = 0; step < steps; ++step) {
    later_us += static_cast<int64_t>(world_->Pick(1, 500'000));
    world_->After(later_us, [this, alive = alive_, replay] {
      if (!*alive || !replay_as_.contains(replay)) return;
      if (world_->OneIn(2)) {
        v1::Instant to;
        to.set_seq(world_->Pick(0, oracle_->head() + 2));
        conversation_.SeekReplay(replay, to);
      } else {
        v1::ReplayPlay play;
        play.set_replay(replay);
        play.set_speed(static_cast<double>(world_->Pick(0, 3)) * 5);
        play.set_backward(world_->OneIn(2));
        conversation_.PlayReplay(play);
      }
    });
  }
  world_->After(later_us + 3'000'000, [this, alive = alive_, replay] {
    if (!*alive || replay_as_.erase(replay) == 0) return;
    conversation_.CloseReplay(replay);
  });
}

bool SimClient::OnMessage(const std::string& bytes) {
  if (world_->now_us() < paused_until_us_) return false;
  if (faults_->slow_reader_one_in && world_->OneIn(faults_->slow_reader_one_in)) {
    Pause(static_cast<int64_t>(world_->Pick(1, faults_->slow_reader_ms_max)) * 1000);
    return false;
  }
  world_->Note(bytes);
  v1::ServerFrame frame;
  if (!frame.ParseFromString(bytes)) Breach("sent a frame that does not parse");
  for (const v1::ServerMessage& message : frame.messages()) CheckMessage(message);
  conversation_.OnFrame(bytes, world_->steady_ms());
  return true;
}

// P1, P5, P6 on the wire: every change that arrives is durable, as it is in the log, and was within
// the sight of the actor it was meant for.
void SimClient::CheckMessage(const v1::ServerMessage& message) {
  if (message.has_batch()) {
    const v1::Batch& batch = message.batch();
    std::string actor = who_.actor.str();
    if (batch.replay()) {
      auto found = replay_as_.find(batch.replay());
      if (found == replay_as_.end()) return;  // given up, and still on the way
      actor = found->second;
    }
    if (batch.through() > oracle_->head()) Breach("told of a position that is not durable");
    for (const v1::Change& change : batch.changes()) {
      if (change.seq() > oracle_->head()) {
        Breach("sent change " + std::to_string(change.seq()) + ", which is not durable");
      } else if (change.SerializeAsString() != oracle_->bytes(change.seq())) {
        Breach("sent change " + std::to_string(change.seq()) + " otherwise than it is in the log");
      } else if (!oracle_->MaySee(change.seq(), actor)) {
        Breach("sent change " + std::to_string(change.seq()) + ", which is out of sight");
      }
    }
    for (const std::string& item : batch.removed()) {
      if (!oracle_->EverSaw(item, oracle_->head(), actor)) {
        Breach("sent the id of an item that was never in sight");
      }
    }
  }
  if (message.has_heartbeat()) {
    for (const v1::HeadOf& head : message.heartbeat().heads()) {
      if (head.head() > oracle_->head()) Breach("told of a head that is not durable");
    }
  }
  // Answers that come twice are the same (P3).
  if (message.has_result()) {
    const v1::CommandResult& result = message.result();
    const bool passing = result.has_rejection() && (result.rejection().code() == v1::BUSY ||
                                                    result.rejection().code() == v1::TOO_FAST);
    if (!passing) {
      const std::string bytes = result.SerializeAsString();
      const auto [first, is_new] = answered_.emplace(result.command_id(), bytes);
      if (!is_new && first->second != bytes) Breach("answered a command in two ways");
    }
    if (result.has_accepted() && result.accepted().last_seq() > oracle_->head()) {
      Breach("confirmed a command that is not durable");
    }
  }
}

void SimClient::CheckPicture(const client::Replica& replica) {
  if (!replica.complete()) return;
  std::string actor = who_.actor.str();
  if (replica.replay()) {
    auto found = replay_as_.find(replica.replay());
    if (found == replay_as_.end()) return;
    actor = found->second;
  } else if (!oracle_->TakesPart(replica.position(), actor)) {
    return;  // the last batch before the watch ends
  }
  const std::map<std::string, uint64_t> expected = oracle_->PictureAt(replica.position(), actor);
  std::map<std::string, uint64_t> shown;
  for (const auto& [item, change] : replica.items()) shown[item.str()] = change->seq();
  if (shown == expected) return;
  std::string what = "picture at " + std::to_string(replica.position()) + " is wrong:";
  for (const auto& [item, seq] : expected) {
    if (!shown.contains(item)) what += " lacks " + std::to_string(seq);
    if (shown.contains(item) && shown[item] != seq) {
      what += " has " + std::to_string(shown[item]) + " for " + std::to_string(seq);
    }
  }
  for (const auto& [item, seq] : shown) {
    if (!expected.contains(item)) what += " has " + std::to_string(seq) + " too much";
  }
  Breach((replica.replay() ? "replay: " : "live: ") + what);
}

void SimClient::Breach(const std::string& what) {
  breaches.push_back("at " + std::to_string(world_->now_us() / 1000) + " ms, " + what);
}

void SimClient::OnWelcome(const v1::Welcome& welcome) {
  if (welcome.actor() != who_.actor.str()) Breach("welcomed as somebody else");
}

void SimClient::OnPicture(const client::Replica& replica, const v1::Batch& batch) {
  if (batch.more()) return;
  if (replica.replay()) {
    ++replays_checked_;
    CheckPicture(replica);
  } else if (world_->OneIn(8)) {
    // Each check goes through the whole log, so not every picture is checked.
    ++pictures_checked_;
    CheckPicture(replica);
  }
  if (!replica.replay()) conversation_.Shown(incident_, replica.position());
}

// P6: whoever takes part no longer has nothing left; taking part again begins anew.
void SimClient::OnWatchEnded(const LogId&, const v1::Rejection&) {
  watching_ = false;
  world_->After(static_cast<int64_t>(world_->Pick(200'000, 2'000'000)), [this, alive = alive_] {
    if (*alive && !watching_) watching_ = conversation_.Watch(incident_);
  });
}

void SimClient::OnResult(const v1::CommandResult& result) {
  if (result.has_rejection()) {
    ++rejected_;
    ++rejections_[result.rejection().rule()];
    return;
  }
  ++accepted_;
  if (result.accepted().last_seq() < result.accepted().first_seq()) return;
  const auto range = oracle_->RangeOf(result.command_id());
  if (range != std::pair(result.accepted().first_seq(), result.accepted().last_seq())) {
    Breach("confirmed changes that are not those of the command");
  }
}

void SimClient::OnReplay(const v1::ReplayStatus& status) {
  if (status.has_rejection()) {
    replay_as_.erase(status.replay());
    return;
  }
  const client::Replica* replica = conversation_.FindReplay(status.replay());
  if (replica && replica->complete() && replica->position() != status.seq()) {
    Breach("a replay says it stands elsewhere than it does");
  }
  if (status.shown_through() > oracle_->head()) Breach("shown more than there is");
}

void SimClient::OnStopped(uint16_t code, const std::string& why) {
  Breach("was told to stop: " + std::to_string(code) + " " + why);
}

}  // namespace samlad::simulation
