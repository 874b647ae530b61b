#include "clients/cli/changes_talk.h"

#include "clients/cli/instant.h"

namespace samlad::cli {

void ChangesTalk::Begin() {
  v1::Instant from;
  std::string error;
  // Before the first change, unless something else is said.
  from.set_seq(0);
  if ((!arguments_.from.empty() && !ParseInstant(arguments_.from, &from, &error)) ||
      (!arguments_.to.empty() && !ParseInstant(arguments_.to, &until_, &error))) {
    return Fail(kExitWrongUse, error);
  }
  const auto incident = ResolveIncident(arguments_.incident);
  const auto as_actor = incident ? ResolveActor(arguments_.as) : std::nullopt;
  if (!as_actor) return;
  // "From change 5" shows change 5.
  if (from.seq() > 0) from.set_seq(from.seq() - 1);
  replay_ = talk().OpenReplay(*incident, *as_actor, from);
}

void ChangesTalk::OnBatch(const client::Replica& replica, const v1::Batch& batch) {
  if (replica.replay() != replay_ || replay_ == 0 || !playing_) return;
  // A reset comes after a reconnect, and holds what was shown already.
  for (const v1::Change& change : batch.changes()) {
    if (change.seq() <= shown_) continue;
    Show(change);
    shown_ = change.seq();
  }
  if (!batch.reset()) {
    for (const std::string& item : batch.removed()) ShowRemoved(item);
  }
  if (replica.complete() && replica.position() > shown_) shown_ = replica.position();
}

void ChangesTalk::OnReplay(const v1::ReplayStatus& status) {
  if (status.has_rejection()) return Fail(kExitRefused, RejectionText(status.rejection()));
  if (!playing_) {
    playing_ = true;
    shown_ = status.seq();
    Opened(*talk().FindReplay(replay_), status);
    v1::ReplayPlay play;
    play.set_replay(replay_);
    play.set_speed(arguments_.speed);
    if (until_.at_case() != v1::Instant::AT_NOT_SET) *play.mutable_until() = until_;
    return talk().PlayReplay(play);
  }
  Passed(status);
  if (status.state() != v1::REPLAY_PLAYING) Ended(status);
}

}  // namespace samlad::cli
