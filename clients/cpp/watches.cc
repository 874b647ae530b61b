#include "clients/cpp/watches.h"

#include <algorithm>

namespace samlad::client {
namespace {

// How the server answers Unwatch; any other rule ends a watch from the server's side.
constexpr std::string_view kUnwatchedRule = "watch.unwatched";

}  // namespace

bool Watches::Add(const LogId& incident) {
  if (watches_.contains(incident)) return true;
  if (watches_.size() >= bounds_.watches_max) return false;
  watches_[incident].replica = std::make_shared<Replica>(incident, 0, bounds_.items_max);
  return true;
}

void Watches::Remove(const LogId& incident) {
  const auto found = watches_.find(incident);
  if (found == watches_.end()) return;
  if (found->second.asked) unwatch_due_.insert(incident);
  watches_.erase(found);
}

std::shared_ptr<const Replica> Watches::Find(const LogId& incident) const {
  const auto found = watches_.find(incident);
  return found == watches_.end() ? nullptr : found->second.replica;
}

void Watches::Shown(const LogId& incident, uint64_t through) {
  const auto found = watches_.find(incident);
  if (found == watches_.end()) return;
  found->second.shown = std::max(found->second.shown, through);
}

void Watches::OnConnectionLost() {
  unwatch_due_.clear();
  endings_awaited_.clear();
  for (auto& [incident, watched] : watches_) {
    watched.asked = false;
    watched.answered = false;
    watched.last = watched.before_last = Told{};
    // Whether the last report arrived is not known.
    watched.reported = 0;
  }
}

void Watches::AppendTo(Outgoing* outgoing, int64_t now_ms) {
  v1::ClientMessage message;
  // Before the watches: the same incident may be watched anew.
  for (const LogId& incident : unwatch_due_) {
    message.mutable_unwatch()->set_incident(incident.str());
    outgoing->Add(message);
    ++endings_awaited_[incident];
  }
  unwatch_due_.clear();
  for (auto& [incident, watched] : watches_) {
    if (!watched.asked) {
      v1::Watch* watch = message.mutable_watch();
      watch->set_incident(incident.str());
      // Half a catch-up is no picture to go on from.
      if (watched.replica->complete()) {
        watch->set_epoch(watched.replica->epoch());
        watch->set_from(watched.replica->position());
      } else {
        watch->clear_epoch();
        watch->clear_from();
      }
      outgoing->Add(message);
      watched.asked = true;
    }
    if (watched.answered && watched.shown > watched.reported &&
        now_ms >= watched.reported_at_ms + bounds_.seen_interval_ms) {
      message.mutable_seen()->set_incident(incident.str());
      message.mutable_seen()->set_through(watched.shown);
      outgoing->Add(message);
      watched.reported = watched.shown;
      watched.reported_at_ms = now_ms;
    }
  }
}

std::optional<int64_t> Watches::due_at_ms() const {
  std::optional<int64_t> due;
  for (const auto& [incident, watched] : watches_) {
    if (!watched.answered || watched.shown <= watched.reported) continue;
    const int64_t at_ms = watched.reported_at_ms + bounds_.seen_interval_ms;
    due = due ? std::min(*due, at_ms) : at_ms;
  }
  return due;
}

Watches::Watched* Watches::Wanted(const LogId& incident) {
  // Until the server has answered Unwatch, what comes is of the watch before.
  if (endings_awaited_.contains(incident)) return nullptr;
  const auto found = watches_.find(incident);
  return found == watches_.end() || !found->second.asked ? nullptr : &found->second;
}

BatchOutcome Watches::OnWatching(const v1::Watching& watching) {
  Watched* watched = Wanted(LogId::FromBytesOrNone(watching.incident()));
  if (!watched) return BatchOutcome::kIgnored;
  const Replica& replica = *watched->replica;
  const bool held = !replica.items().empty();
  const uint64_t epoch = replica.epoch();
  if (!watched->replica->Rebase(watching.epoch(), watching.from())) {
    watched->emptied = true;
    return BatchOutcome::kGap;
  }
  if (held && replica.items().empty()) watched->emptied = true;
  if (epoch != replica.epoch()) watched->shown = watched->reported = 0;
  watched->answered = true;
  return BatchOutcome::kApplied;
}

BatchOutcome Watches::OnBatch(v1::Batch* batch, std::shared_ptr<const Replica>* replica) {
  Watched* watched = Wanted(LogId::FromBytesOrNone(batch->incident()));
  if (!watched) return BatchOutcome::kIgnored;
  if (!watched->answered) return BatchOutcome::kMalformed;
  if (watched->emptied) batch->set_reset(true);
  const BatchOutcome outcome = watched->replica->Apply(*batch);
  if (outcome != BatchOutcome::kApplied) return outcome;
  watched->emptied = false;
  *replica = watched->replica;
  return outcome;
}

bool Watches::OnWatchEnded(const v1::WatchEnded& ended) {
  const LogId incident = LogId::FromBytesOrNone(ended.incident());
  const auto awaited = endings_awaited_.find(incident);
  if (awaited != endings_awaited_.end()) {
    if (ended.why().rule() == kUnwatchedRule && --awaited->second == 0) {
      endings_awaited_.erase(awaited);
    }
    return false;
  }
  if (!Wanted(incident)) return false;
  watches_.erase(incident);
  return true;
}

bool Watches::OnHeartbeat(const v1::Heartbeat& heartbeat) {
  bool gap = false;
  for (const v1::HeadOf& head : heartbeat.heads()) {
    Watched* watched = Wanted(LogId::FromBytesOrNone(head.incident()));
    if (!watched || !watched->answered) continue;
    const uint64_t position = watched->replica->position();
    // A replica that has moved since is slow, not broken.
    const Told& told = watched->before_last;
    if (position < told.head && position == told.position) gap = true;
    watched->before_last = watched->last;
    watched->last = {head.head(), position};
  }
  return gap;
}

}  // namespace samlad::client
