#include "server/picture/field_rules.h"

#include "server/picture/paths.h"
#include "server/picture/rules.h"
#include "server/picture/states.h"
#include "storage/check.h"

namespace samlad {
namespace {

using v1::Item;

constexpr Roles kLeads = kDuty | kChair;
constexpr Roles kReports = kDuty | kCommunicator | kParticipant;
constexpr Roles kObserves = kDuty | kPictureOfficer | kParticipant;
constexpr Roles kAssesses = kDuty | kPictureOfficer;
constexpr Roles kNotes = kDuty | kLogger | kCommunicator | kParticipant;
constexpr Roles kAnswers = kDuty | kParticipant;
constexpr Roles kEvaluates = kDuty | kEvaluator;

constexpr States kLiveFeature = In(v1::FEATURE_REPORTED, v1::FEATURE_ASSESSED,
                                   v1::FEATURE_IN_PICTURE, v1::FEATURE_CONTRADICTED);
constexpr States kLiveDecision =
    In(v1::DECISION_PROPOSED, v1::DECISION_OPEN, v1::DECISION_AGREED, v1::DECISION_PARTLY_AGREED,
       v1::DECISION_NOT_AGREED, v1::DECISION_IN_EXECUTION, v1::DECISION_FOLLOWED_UP);

// Rows for a state only say who comes into question; which steps there are is in states.cc.
// clang-format off
constexpr FieldRule kFieldRules[] = {
    {"incident.kind", Who::kLead, kLeads, kNever, "incident.kind-fixed"},
    {"incident.lead", Who::kLead, kLeads, kNever, "incident.lead-by-transfer"},
    {"incident.evaluates", Who::kLead, kLeads, kNever, "field.fixed"},
    {"incident.*", Who::kLead, kLeads},

    {"participation.actor", Who::kOwner, kDuty, kNever, "field.fixed"},
    {"participation.state", Who::kAnyone, kLeads},
    {"participation.*", Who::kOwner, kDuty},

    {"report.state", Who::kOwner, kReports},
    {"report.superseded_by", Who::kOwner, kReports, In(v1::REPORT_SUPERSEDED), "state.superseded-by"},
    {"report.*", Who::kOwner, kReports, In(v1::REPORT_DRAFT), "report.submitted"},

    {"feature.state", Who::kAnyone, kObserves},
    {"feature.superseded_by", Who::kAnyone, kAssesses, In(v1::FEATURE_SUPERSEDED), "state.superseded-by"},
    {"feature.*", Who::kOwner, kObserves, kLiveFeature, "feature.ended"},

    {"note.struck", Who::kOwner, kNotes},
    {"note.struck_reason", Who::kOwner, kNotes},
    {"note.*", Who::kOwner, kNotes, kNever, "note.text-fixed"},

    {"contradiction.items", Who::kOwner, kAssesses, kNever, "field.fixed"},
    {"contradiction.question", Who::kOwner, kAssesses, In(v1::CONTRADICTION_OPEN), "contradiction.resolved"},
    {"contradiction.state", Who::kAnyone, kAssesses},
    {"contradiction.*", Who::kAnyone, kAssesses, In(v1::CONTRADICTION_OPEN), "contradiction.resolved"},

    {"picture_version.*", Who::kOwner, kAssesses, kNever, "picture-version.immutable"},

    {"decision.state", Who::kOwnerOrLead, kLeads},
    {"decision.superseded_by", Who::kOwner, kLeads, In(v1::DECISION_SUPERSEDED), "state.superseded-by"},
    {"decision.picture_seq", Who::kOwner, kLeads, kNever, "field.fixed"},
    {"decision.issue", Who::kOwner, kLeads, In(v1::DECISION_PROPOSED), "decision.proposal-fixed"},
    {"decision.options", Who::kOwner, kLeads, In(v1::DECISION_PROPOSED), "decision.proposal-fixed"},
    {"decision.proposal", Who::kOwner, kLeads, In(v1::DECISION_PROPOSED), "decision.proposal-fixed"},
    {"decision.reasons", Who::kOwner, kLeads, In(v1::DECISION_PROPOSED), "decision.proposal-fixed"},
    {"decision.mandate", Who::kOwner, kLeads, In(v1::DECISION_PROPOSED), "decision.proposal-fixed"},
    {"decision.picture_version", Who::kOwner, kLeads, In(v1::DECISION_PROPOSED), "decision.proposal-fixed"},
    {"decision.basis", Who::kOwner, kLeads, In(v1::DECISION_PROPOSED), "decision.proposal-fixed"},
    {"decision.*", Who::kOwner, kLeads, kLiveDecision, "decision.ended"},

    {"stance.decision", Who::kOwner, kAnswers, kNever, "field.fixed"},
    {"stance.*", Who::kOwner, kAnswers},

    {"task.state", Who::kAnyone, kAnswers},
    {"task.effect", Who::kAssignee, kAnswers, In(v1::TASK_ACCEPTED, v1::TASK_DONE, v1::TASK_OVERDUE), "task.not-accepted"},
    {"task.evidence", Who::kAssignee, kAnswers, In(v1::TASK_ACCEPTED, v1::TASK_DONE, v1::TASK_OVERDUE), "task.not-accepted"},
    {"task.decline_reason", Who::kAssignee, kAnswers},
    {"task.*", Who::kOwner, kDuty, In(v1::TASK_OFFERED), "task.no-longer-offered"},

    {"conference.state", Who::kOwner, kLeads},
    {"conference.agenda", Who::kOwner, kLeads, In(v1::CONFERENCE_CALLED, v1::CONFERENCE_OPEN), "conference.closed"},
    {"conference.current_item", Who::kOwner, kLeads, In(v1::CONFERENCE_OPEN), "conference.not-open"},
    {"conference.next_at_ms", Who::kOwner, kLeads, In(v1::CONFERENCE_CALLED, v1::CONFERENCE_OPEN, v1::CONFERENCE_CLOSED), "conference.closed"},
    {"conference.*", Who::kOwner, kLeads, In(v1::CONFERENCE_CALLED), "conference.closed"},

    {"annotation.*", Who::kOwner, kEvaluates},

    {"actor.*", Who::kAnyone, kAdministrator},
    {"person.*", Who::kAnyone, kAdministrator},
    {"account.person", Who::kAnyone, kAdministrator, kNever, "field.fixed"},
    {"account.*", Who::kAnyone, kAdministrator},
    {"role_assignment.person", Who::kAnyone, kAdministrator, kNever, "field.fixed"},
    {"role_assignment.actor", Who::kAnyone, kAdministrator, kNever, "field.fixed"},
    {"role_assignment.role", Who::kAnyone, kAdministrator, kNever, "field.fixed"},
    {"role_assignment.*", Who::kAnyone, kAdministrator},
};
// clang-format on

// The row of the path, or the one of its kind's other fields.
const FieldRule& RuleFor(std::string_view path) {
  const size_t dot = path.find('.');
  for (const FieldRule& rule : kFieldRules) {
    if (rule.field == path) return rule;
    const bool rest = rule.field.ends_with('*') && rule.field.substr(0, dot) == path.substr(0, dot);
    if (rest && rule.field.size() == dot + 2) return rule;  // the last row of its kind
  }
  CHECK(false);  // every kind has a last row; a test holds the table to it
}

}  // namespace

std::span<const FieldRule> AllFieldRules() { return kFieldRules; }

Refusal CheckFieldRule(const Draft& draft, const Item& before, const Item& after,
                       std::string_view path, const std::string& field) {
  const bool of_item = path.find('.') == std::string_view::npos;  // audience, fictional
  if (of_item) {
    if (Refusal refusal = CheckRole(draft, MayCreate(before.body_case()), false, field)) {
      return refusal;
    }
    return draft.picture().is_registry() ? std::nullopt
                                         : CheckWho(draft, Who::kOwner, before, field);
  }
  const FieldRule& rule = RuleFor(path);
  const bool deciding = before.has_decision() || before.has_stance();
  if (Refusal refusal = CheckRole(draft, rule.roles, deciding, field)) return refusal;
  if (Refusal refusal = CheckWho(draft, rule.who, before, field)) return refusal;
  if ((rule.states & In(StateOf(before), StateOf(after))) == 0) return Reject(rule.rule, field);
  return std::nullopt;
}

}  // namespace samlad
