#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {

using v1::Item;

Refusal CreateTask(Draft&, Item* item) {
  const v1::Task& task = item->task();
  if (!task.effect().empty()) return Reject("task.assignee-only", InCreate("task.effect"));
  if (!task.evidence().empty()) return Reject("task.assignee-only", InCreate("task.evidence"));
  if (!task.decline_reason().empty()) {
    return Reject("task.assignee-only", InCreate("task.decline_reason"));
  }
  return std::nullopt;
}

Refusal ReviseTask(Draft&, const Item& before, Item* after) {
  v1::Task* task = after->mutable_task();
  if (task->state() == v1::TASK_DECLINED && task->decline_reason().empty()) {
    return Reject("task.decline-reason", InRevise("task.decline_reason"));
  }
  const bool offered_anew =
      task->state() == v1::TASK_OFFERED && before.task().state() != v1::TASK_OFFERED;
  if (offered_anew) task->clear_decline_reason();
  return std::nullopt;
}

}  // namespace samlad
