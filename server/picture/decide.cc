#include "server/picture/decide.h"

#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Command;

// An invited actor reads, and answers the invitation; nothing else.
bool AnswersInvitation(const Draft& draft) {
  const ItemRef own = draft.picture().ParticipationOf(draft.actor());
  return draft.command().has_revise() && own != nullptr &&
         draft.command().revise().item() == own->item().id();
}

// After the incident is closed, the actor that leads writes notes and records the evaluation.
bool IsAfterwork(const Draft& draft) {
  if (!draft.is_lead(draft.actor())) return false;
  const Command& command = draft.command();
  if (command.has_create()) return command.create().item().has_note();
  if (!command.has_revise()) return false;
  const v1::Item* item = draft.FindVisible(ItemId::FromBytesOrNone(command.revise().item()));
  if (item == nullptr || item->has_note()) return true;
  return item->has_incident() && command.revise().fields_size() == 1 &&
         command.revise().fields(0) == "incident.state";
}

// The author may speak in this incident at all.
Refusal CheckAdmission(const Draft& draft) {
  if (draft.picture().is_registry()) {
    const bool fits = draft.command().has_create() || draft.command().has_revise();
    return fits ? std::nullopt : Refusal(Reject("item.wrong-log", "incident"));
  }
  if (draft.picture().head() == 0 || !Participates(draft.picture(), draft.actor())) {
    return Reject("incident.not-found", "incident");
  }
  const bool active = draft.ParticipationStateOf(draft.actor()) == v1::PARTICIPATION_ACTIVE;
  if (!active && !AnswersInvitation(draft)) return Reject("participation.not-active");
  const bool closed = draft.incident().state() >= v1::INCIDENT_CLOSED;
  if (closed && !IsAfterwork(draft)) return Reject("incident.closed", "incident");
  return std::nullopt;
}

Refusal Run(Draft& draft, Verdict* verdict) {
  const Command& command = draft.command();
  if (command.verb_case() == Command::VERB_NOT_SET) return Reject("command.no-verb");
  if (command.has_set_password()) return Reject("password.not-here", "set_password");
  if (command.has_open_incident()) return DecideOpenIncident(draft, command.open_incident());
  if (Refusal refusal = CheckAdmission(draft)) return refusal;
  switch (command.verb_case()) {
    case Command::kCreate:
      return DecideCreate(draft, command.create());
    case Command::kRevise:
      return DecideRevise(draft, command.revise());
    case Command::kAttend:
      return DecideAttend(draft, command.attend(), &verdict->so_far);
    case Command::kSpeak:
      return DecideSpeak(draft, command.speak());
    case Command::kSetClock:
      return DecideSetClock(draft, command.set_clock());
    case Command::kTransferMandate:
      return DecideTransferMandate(draft, command.transfer_mandate());
    default:
      return Reject("command.no-verb");
  }
}

}  // namespace

Verdict Decide(const Picture& picture, const Command& command, const Context& context) {
  Draft draft(picture, command, context);
  Verdict verdict;
  if (Refusal refusal = Run(draft, &verdict)) return Verdict{{}, std::move(refusal), {}};
  FlagChangedBasis(draft);
  Verdict finished = draft.Finish();
  if (!finished.rejection) finished.so_far = std::move(verdict.so_far);
  return finished;
}

}  // namespace samlad
