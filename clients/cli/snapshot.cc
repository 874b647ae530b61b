#include "clients/cli/snapshot.h"

#include "clients/cli/instant.h"

namespace samlad::cli {

void SnapshotTalk::Begin() {
  v1::Instant at;
  std::string error;
  if (!arguments_.at.empty() && !ParseInstant(arguments_.at, &at, &error)) {
    return Fail(kExitWrongUse, error);
  }
  const auto incident = ResolveIncident(arguments_.incident);
  const auto as_actor = incident ? ResolveActor(arguments_.as) : std::nullopt;
  if (!as_actor) return;
  incident_ = *incident;
  if (!arguments_.at.empty() || !arguments_.as.empty()) {
    replay_ = talk().OpenReplay(incident_, *as_actor, at);
  } else if (incident_ == kRegistryLog) {
    Show(*talk().Find(kRegistryLog), nullptr);
    Finish(kExitOk);
  } else {
    talk().Watch(incident_);
  }
}

void SnapshotTalk::OnBatch(const client::Replica& replica, const v1::Batch&) {
  if (replay_ != 0 || replica.incident() != incident_ || !replica.complete()) return;
  Show(replica, nullptr);
  // A person has it on the screen, as with any other client.
  talk().Shown(incident_, replica.position());
  Finish(kExitOk);
}

void SnapshotTalk::OnReplay(const v1::ReplayStatus& status) {
  if (status.has_rejection()) return Fail(kExitRefused, RejectionText(status.rejection()));
  Show(*talk().FindReplay(status.replay()), &status);
  Finish(kExitOk);
}

}  // namespace samlad::cli
