// A transfer of mandate is an event of its own: the lead, and the tasks that go with it.
#include "server/picture/kinds.h"
#include "server/picture/rights.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

bool IsOpen(v1::TaskState state) {
  return state == v1::TASK_OFFERED || state == v1::TASK_ACCEPTED || state == v1::TASK_OVERDUE;
}

// A task that the new holder may not see stays: its owner has not let them in.
void MoveTasks(Draft& draft, const ItemId& from, const ItemId& to) {
  for (const ItemRef& task : draft.picture().ReferringTo(from, Item::kTask)) {
    const Item& item = task->item();
    if (item.task().assignee() != from.view() || !IsOpen(item.task().state())) continue;
    if (!InAudience(item, to)) continue;
    draft.Edit(ItemId::FromBytesOrNone(item.id()), Draft::Why::kAsked)
        ->mutable_task()
        ->set_assignee(to.str());
  }
}

}  // namespace

Refusal DecideTransferMandate(Draft& draft, const v1::TransferMandate& transfer) {
  const Roles roles = MayUse(v1::Command::kTransferMandate);
  if (Refusal refusal = CheckRole(draft, roles, false, "transfer_mandate")) return refusal;
  const ItemId from = ItemId::FromBytesOrNone(transfer.from());
  const ItemId to = ItemId::FromBytesOrNone(transfer.to());
  if (from != draft.actor()) {
    return Reject("transfer.own-mandate-only", "transfer_mandate.from");
  }
  if (to == from || draft.ParticipationStateOf(to) != v1::PARTICIPATION_ACTIVE) {
    return Reject("transfer.to-active", "transfer_mandate.to");
  }
  if (draft.command().reason().empty()) return Reject("transfer.reason", "reason");
  if (draft.is_lead(from)) {
    draft.Edit(ItemId{draft.picture().log().bytes}, Draft::Why::kAsked)
        ->mutable_incident()
        ->set_lead(to.str());
  }
  MoveTasks(draft, from, to);
  return std::nullopt;
}

}  // namespace samlad
