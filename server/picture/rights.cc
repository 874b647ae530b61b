#include "server/picture/rights.h"

#include "server/picture/rules.h"
#include "storage/check.h"

namespace samlad {
namespace {

using v1::Command;
using v1::Item;

constexpr CreateRight kCreateRights[] = {
    // An incident is made by OpenIncident. Creating a participation is inviting an actor.
    {Item::kParticipation, kDuty},
    {Item::kReport, kDuty | kCommunicator | kParticipant},
    {Item::kFeature, kDuty | kPictureOfficer | kParticipant},
    {Item::kNote, kDuty | kLogger | kCommunicator | kParticipant},
    {Item::kContradiction, kDuty | kPictureOfficer},
    {Item::kPictureVersion, kDuty | kPictureOfficer},
    {Item::kDecision, kDuty | kChair},
    {Item::kStance, kDuty | kParticipant},
    {Item::kTask, kDuty},
    {Item::kConference, kDuty | kChair},
    {Item::kAnnotation, kDuty | kEvaluator},
    // The registry.
    {Item::kActor, kAdministrator},
    {Item::kPerson, kAdministrator},
    {Item::kAccount, kAdministrator},
    {Item::kRoleAssignment, kAdministrator},
};

constexpr VerbRight kVerbRights[] = {
    {Command::kOpenIncident, kDuty},  // evaluators open evaluations
    {Command::kAttend, kDuty | kChair | kParticipant},
    {Command::kSpeak, kDuty | kChair | kParticipant},  // giving the floor: duty officer or chair
    {Command::kSetClock, kDuty | kChair},
    {Command::kTransferMandate, kDuty},
};

bool IsWho(const Draft& draft, Who who, const Item& item) {
  const std::string_view actor = draft.actor().view();
  switch (who) {
    case Who::kOwner:
      return item.owner() == actor;
    case Who::kLead:
      return draft.is_lead(draft.actor());
    case Who::kOwnerOrLead:
      return item.owner() == actor || draft.is_lead(draft.actor());
    case Who::kAssignee:
      return item.task().assignee() == actor;
    case Who::kAnyone:
      return true;
    case Who::kRules:
      return false;
  }
  return false;
}

std::string_view RuleOf(Who who, const Item& item) {
  switch (who) {
    case Who::kLead:
      return "incident.lead-only";
    case Who::kOwnerOrLead:
      return "decision.owner-or-lead-only";
    case Who::kAssignee:
      return "task.assignee-only";
    case Who::kRules:
      return "state.no-such-step";
    case Who::kOwner:
    case Who::kAnyone:
      return item.has_stance() ? "stance.owner-only" : "item.owner-only";
  }
  return "item.owner-only";
}

}  // namespace

std::span<const CreateRight> CreateRights() { return kCreateRights; }
std::span<const VerbRight> VerbRights() { return kVerbRights; }

Roles MayCreate(Item::BodyCase kind) {
  for (const CreateRight& right : kCreateRights) {
    if (right.kind == kind) return right.roles;
  }
  return kNobody;
}

Roles MayUse(Command::VerbCase verb) {
  for (const VerbRight& right : kVerbRights) {
    if (right.verb == verb) return right.roles;
  }
  return kNobody;
}

Refusal CheckRole(const Draft& draft, Roles roles, bool deciding, const std::string& field) {
  Roles own = RolesOf(draft.role());
  if (own == kEvaluator && draft.is_evaluation()) own |= kDuty;
  if ((own & roles) != 0) return std::nullopt;
  const bool logger_decides = deciding && draft.role() == v1::LOGGER;
  return Reject(logger_decides ? "role.logger-decides-not" : "role.not-allowed", field);
}

Refusal CheckWho(const Draft& draft, Who who, const Item& item, const std::string& field) {
  if (IsWho(draft, who, item)) return std::nullopt;
  return Reject(RuleOf(who, item), field);
}

}  // namespace samlad
