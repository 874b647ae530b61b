// What time alone brings.
#include "server/picture/draft.h"
#include "server/picture/states.h"
#include "storage/check.h"

namespace samlad {

std::vector<v1::Change> DecideDue(const Picture& picture, const Context& context) {
  const ItemRef incident = picture.Incident();
  if (incident == nullptr) return {};
  if (StateOf(incident->item()) >= v1::INCIDENT_CLOSED) return {};
  Context system = context;
  system.who.role = v1::SYSTEM;
  const v1::Command no_command;
  Draft draft(picture, no_command, system);
  const size_t changes_max = draft.limits().changes_per_command_max;
  for (const ItemRef& due : picture.DueBy(draft.domain_time_ms(), changes_max)) {
    const int state = due->item().has_task() ? int{v1::TASK_OVERDUE} : int{v1::FEATURE_EXPIRED};
    const ItemId id = ItemId::FromBytesOrNone(due->item().id());
    SetState(state, draft.Edit(id, Draft::Why::kConsequence));
  }
  Verdict verdict = draft.Finish();
  CHECK(!verdict.rejection);
  return std::move(verdict.changes);
}

}  // namespace samlad
