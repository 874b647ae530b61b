#include "server/picture/states.h"

#include "server/picture/paths.h"
#include "server/picture/rules.h"
#include "storage/check.h"

namespace samlad {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using v1::Item;

constexpr bool kReason = true;

constexpr Roles kLeads = kDuty | kChair;
constexpr Roles kReports = kDuty | kCommunicator | kParticipant;
constexpr Roles kObserves = kDuty | kPictureOfficer | kParticipant;
constexpr Roles kAssesses = kDuty | kPictureOfficer;
constexpr Roles kAnswers = kDuty | kParticipant;

// clang-format off
constexpr Step kSteps[] = {
    // The incident: suspected, assessed, activated, ongoing, winding down, closed, evaluated. It
    // closes when all other actors have ended; the one that leads ends when it is evaluated.
    {Item::kIncident, 0, v1::INCIDENT_SUSPECTED, Who::kAnyone, kDuty},
    {Item::kIncident, 0, v1::INCIDENT_ASSESSED, Who::kAnyone, kDuty},
    {Item::kIncident, 0, v1::INCIDENT_ACTIVATED, Who::kAnyone, kDuty},
    {Item::kIncident, v1::INCIDENT_SUSPECTED, v1::INCIDENT_ASSESSED, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_SUSPECTED, v1::INCIDENT_ACTIVATED, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_SUSPECTED, v1::INCIDENT_CLOSED, Who::kLead, kLeads, kReason},
    {Item::kIncident, v1::INCIDENT_ASSESSED, v1::INCIDENT_ACTIVATED, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_ASSESSED, v1::INCIDENT_CLOSED, Who::kLead, kLeads, kReason},
    {Item::kIncident, v1::INCIDENT_ACTIVATED, v1::INCIDENT_ONGOING, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_ACTIVATED, v1::INCIDENT_WINDING_DOWN, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_ONGOING, v1::INCIDENT_WINDING_DOWN, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_WINDING_DOWN, v1::INCIDENT_ONGOING, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_WINDING_DOWN, v1::INCIDENT_CLOSED, Who::kLead, kLeads},
    {Item::kIncident, v1::INCIDENT_CLOSED, v1::INCIDENT_EVALUATED, Who::kLead, kLeads},

    // A participation: invited, active, ended. Anyone active invites, also again.
    {Item::kParticipation, 0, v1::PARTICIPATION_INVITED, Who::kAnyone, kDuty},
    {Item::kParticipation, v1::PARTICIPATION_INVITED, v1::PARTICIPATION_ACTIVE, Who::kOwner, kDuty},
    {Item::kParticipation, v1::PARTICIPATION_INVITED, v1::PARTICIPATION_ENDED, Who::kOwner, kDuty},
    {Item::kParticipation, v1::PARTICIPATION_INVITED, v1::PARTICIPATION_ENDED, Who::kLead, kLeads, kReason},
    {Item::kParticipation, v1::PARTICIPATION_ACTIVE, v1::PARTICIPATION_ENDED, Who::kOwner, kDuty},
    {Item::kParticipation, v1::PARTICIPATION_ACTIVE, v1::PARTICIPATION_ENDED, Who::kLead, kLeads, kReason},
    {Item::kParticipation, v1::PARTICIPATION_ENDED, v1::PARTICIPATION_INVITED, Who::kAnyone, kDuty},

    // A report: draft, submitted, superseded.
    {Item::kReport, 0, v1::REPORT_DRAFT, Who::kOwner, kReports},
    {Item::kReport, 0, v1::REPORT_SUBMITTED, Who::kOwner, kReports},
    {Item::kReport, v1::REPORT_DRAFT, v1::REPORT_SUBMITTED, Who::kOwner, kReports},
    {Item::kReport, v1::REPORT_SUBMITTED, v1::REPORT_SUPERSEDED, Who::kOwner, kReports},

    // A feature: reported, assessed, in picture, contradicted, superseded, expired, retracted. Only a
    // contradiction makes it contradicted, and only its resolution undoes that.
    {Item::kFeature, 0, v1::FEATURE_REPORTED, Who::kOwner, kObserves},
    {Item::kFeature, 0, v1::FEATURE_ASSESSED, Who::kOwner, kAssesses},
    {Item::kFeature, 0, v1::FEATURE_IN_PICTURE, Who::kOwner, kAssesses},
    {Item::kFeature, v1::FEATURE_REPORTED, v1::FEATURE_ASSESSED, Who::kAnyone, kAssesses},
    {Item::kFeature, v1::FEATURE_REPORTED, v1::FEATURE_IN_PICTURE, Who::kAnyone, kAssesses},
    {Item::kFeature, v1::FEATURE_REPORTED, v1::FEATURE_CONTRADICTED, Who::kRules, kNobody},
    {Item::kFeature, v1::FEATURE_REPORTED, v1::FEATURE_SUPERSEDED, Who::kAnyone, kAssesses},
    {Item::kFeature, v1::FEATURE_REPORTED, v1::FEATURE_EXPIRED, Who::kOwner, kObserves},
    {Item::kFeature, v1::FEATURE_REPORTED, v1::FEATURE_RETRACTED, Who::kOwner, kObserves, kReason},
    {Item::kFeature, v1::FEATURE_ASSESSED, v1::FEATURE_IN_PICTURE, Who::kAnyone, kAssesses},
    {Item::kFeature, v1::FEATURE_ASSESSED, v1::FEATURE_CONTRADICTED, Who::kRules, kNobody},
    {Item::kFeature, v1::FEATURE_ASSESSED, v1::FEATURE_SUPERSEDED, Who::kAnyone, kAssesses},
    {Item::kFeature, v1::FEATURE_ASSESSED, v1::FEATURE_EXPIRED, Who::kOwner, kObserves},
    {Item::kFeature, v1::FEATURE_ASSESSED, v1::FEATURE_RETRACTED, Who::kOwner, kObserves, kReason},
    {Item::kFeature, v1::FEATURE_IN_PICTURE, v1::FEATURE_ASSESSED, Who::kAnyone, kAssesses},
    {Item::kFeature, v1::FEATURE_IN_PICTURE, v1::FEATURE_CONTRADICTED, Who::kRules, kNobody},
    {Item::kFeature, v1::FEATURE_IN_PICTURE, v1::FEATURE_SUPERSEDED, Who::kAnyone, kAssesses},
    {Item::kFeature, v1::FEATURE_IN_PICTURE, v1::FEATURE_EXPIRED, Who::kOwner, kObserves},
    {Item::kFeature, v1::FEATURE_IN_PICTURE, v1::FEATURE_RETRACTED, Who::kOwner, kObserves, kReason},
    {Item::kFeature, v1::FEATURE_CONTRADICTED, v1::FEATURE_IN_PICTURE, Who::kRules, kNobody},
    {Item::kFeature, v1::FEATURE_CONTRADICTED, v1::FEATURE_SUPERSEDED, Who::kRules, kNobody},
    {Item::kFeature, v1::FEATURE_CONTRADICTED, v1::FEATURE_EXPIRED, Who::kOwner, kObserves},
    {Item::kFeature, v1::FEATURE_CONTRADICTED, v1::FEATURE_RETRACTED, Who::kOwner, kObserves, kReason},
    {Item::kFeature, v1::FEATURE_EXPIRED, v1::FEATURE_REPORTED, Who::kOwner, kObserves},

    // A contradiction: open, resolved by choosing one of its items.
    {Item::kContradiction, 0, v1::CONTRADICTION_OPEN, Who::kAnyone, kAssesses},
    {Item::kContradiction, v1::CONTRADICTION_OPEN, v1::CONTRADICTION_RESOLVED, Who::kAnyone, kAssesses},

    // A decision: proposed, open, agreed / partly / not agreed, in execution, followed up, closed;
    // superseded. What it ends in follows from the stances (decision.cc), and may be found better
    // later, as actors anchor it at home.
    {Item::kDecision, 0, v1::DECISION_PROPOSED, Who::kOwner, kLeads},
    {Item::kDecision, 0, v1::DECISION_OPEN, Who::kOwner, kLeads},
    {Item::kDecision, v1::DECISION_PROPOSED, v1::DECISION_OPEN, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_PROPOSED, v1::DECISION_SUPERSEDED, Who::kOwner, kLeads},
    {Item::kDecision, v1::DECISION_OPEN, v1::DECISION_AGREED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_OPEN, v1::DECISION_PARTLY_AGREED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_OPEN, v1::DECISION_NOT_AGREED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_OPEN, v1::DECISION_SUPERSEDED, Who::kOwner, kLeads},
    {Item::kDecision, v1::DECISION_AGREED, v1::DECISION_IN_EXECUTION, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_AGREED, v1::DECISION_SUPERSEDED, Who::kOwner, kLeads},
    {Item::kDecision, v1::DECISION_PARTLY_AGREED, v1::DECISION_AGREED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_PARTLY_AGREED, v1::DECISION_IN_EXECUTION, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_PARTLY_AGREED, v1::DECISION_SUPERSEDED, Who::kOwner, kLeads},
    {Item::kDecision, v1::DECISION_NOT_AGREED, v1::DECISION_AGREED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_NOT_AGREED, v1::DECISION_PARTLY_AGREED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_NOT_AGREED, v1::DECISION_CLOSED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_NOT_AGREED, v1::DECISION_SUPERSEDED, Who::kOwner, kLeads},
    {Item::kDecision, v1::DECISION_IN_EXECUTION, v1::DECISION_FOLLOWED_UP, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_IN_EXECUTION, v1::DECISION_SUPERSEDED, Who::kOwner, kLeads},
    {Item::kDecision, v1::DECISION_FOLLOWED_UP, v1::DECISION_CLOSED, Who::kOwnerOrLead, kLeads},
    {Item::kDecision, v1::DECISION_FOLLOWED_UP, v1::DECISION_SUPERSEDED, Who::kOwner, kLeads},

    // A task: offered, accepted / declined, done; overdue by the clock. What was declined or is
    // overdue can be offered anew.
    {Item::kTask, 0, v1::TASK_OFFERED, Who::kOwner, kDuty},
    {Item::kTask, v1::TASK_OFFERED, v1::TASK_ACCEPTED, Who::kAssignee, kAnswers},
    {Item::kTask, v1::TASK_OFFERED, v1::TASK_DECLINED, Who::kAssignee, kAnswers},
    {Item::kTask, v1::TASK_OFFERED, v1::TASK_OVERDUE, Who::kRules, kNobody},
    {Item::kTask, v1::TASK_ACCEPTED, v1::TASK_DONE, Who::kAssignee, kAnswers},
    {Item::kTask, v1::TASK_ACCEPTED, v1::TASK_OVERDUE, Who::kRules, kNobody},
    {Item::kTask, v1::TASK_DECLINED, v1::TASK_OFFERED, Who::kOwner, kDuty},
    {Item::kTask, v1::TASK_OVERDUE, v1::TASK_DONE, Who::kAssignee, kAnswers},
    {Item::kTask, v1::TASK_OVERDUE, v1::TASK_DECLINED, Who::kAssignee, kAnswers},
    {Item::kTask, v1::TASK_OVERDUE, v1::TASK_OFFERED, Who::kOwner, kDuty},

    // A conference: called, open, closed, minutes published; or called off, with a reason.
    {Item::kConference, 0, v1::CONFERENCE_CALLED, Who::kOwner, kLeads},
    {Item::kConference, v1::CONFERENCE_CALLED, v1::CONFERENCE_OPEN, Who::kOwner, kLeads},
    {Item::kConference, v1::CONFERENCE_CALLED, v1::CONFERENCE_CLOSED, Who::kOwner, kLeads, kReason},
    {Item::kConference, v1::CONFERENCE_OPEN, v1::CONFERENCE_CLOSED, Who::kOwner, kLeads},
    {Item::kConference, v1::CONFERENCE_CLOSED, v1::CONFERENCE_MINUTES_PUBLISHED, Who::kOwner, kLeads},
};
// clang-format on

// The body and its state field; null for a kind that has no state.
const FieldDescriptor* StateField(Item::BodyCase kind) {
  if (kind == Item::BODY_NOT_SET) return nullptr;
  return Item::descriptor()->FindFieldByNumber(kind)->message_type()->FindFieldByName("state");
}

}  // namespace

std::span<const Step> AllSteps() { return kSteps; }

int StateOf(const Item& item) {
  const FieldDescriptor* field = StateField(item.body_case());
  if (field == nullptr) return 0;
  const FieldDescriptor* body = Item::descriptor()->FindFieldByNumber(item.body_case());
  const Message& message = item.GetReflection()->GetMessage(item, body);
  return message.GetReflection()->GetEnumValue(message, field);
}

void SetState(int state, Item* item) {
  const FieldDescriptor* field = StateField(item->body_case());
  CHECK(field != nullptr);
  const FieldDescriptor* body = Item::descriptor()->FindFieldByNumber(item->body_case());
  Message* message = item->GetReflection()->MutableMessage(item, body);
  message->GetReflection()->SetEnumValue(message, field, state);
}

std::string StatePath(Item::BodyCase kind) { return std::string(KindName(kind)) + ".state"; }

Refusal CheckStep(const Draft& draft, const Item& item, int from, int to,
                  const std::string& field) {
  Refusal refusal = Reject("state.no-such-step", field);
  for (const Step& step : kSteps) {
    if (step.kind != item.body_case() || step.from != from || step.to != to) continue;
    if (step.who == Who::kRules) continue;
    const bool deciding = item.has_decision();
    refusal = CheckWho(draft, step.who, item, field);
    if (!refusal) refusal = CheckRole(draft, step.roles, deciding, field);
    if (!refusal && step.needs_reason && draft.command().reason().empty()) {
      refusal = Reject("state.needs-reason", "reason");
    }
    if (!refusal) return std::nullopt;
  }
  return refusal;
}

Refusal CheckFirstState(const Draft& draft, Item* item, const std::string& field) {
  if (StateField(item->body_case()) == nullptr) return std::nullopt;
  if (StateOf(*item) == 0) {
    for (const Step& step : kSteps) {
      if (step.kind != item->body_case() || step.from != 0) continue;
      SetState(step.to, item);
      break;
    }
  }
  return CheckStep(draft, *item, 0, StateOf(*item), field);
}

}  // namespace samlad
