#include "server/picture/kinds.h"

#include "storage/check.h"

namespace samlad {
namespace {

using v1::Item;

constexpr bool kFixedAudience = true;

constexpr KindRules kKinds[] = {
    {Item::kIncident, kInIncidents | kInEvaluations, kFixedAudience, nullptr, ReviseIncident},
    {Item::kParticipation, kInIncidents | kInEvaluations, kFixedAudience, CreateParticipation,
     ReviseParticipation},
    {Item::kReport, kInIncidents, false, nullptr, nullptr},
    {Item::kFeature, kInIncidents, false, CreateFeature, ReviseFeature},
    {Item::kNote, kInIncidents, false, CreateNote, ReviseNote},
    {Item::kContradiction, kInIncidents, false, CreateContradiction, ReviseContradiction},
    {Item::kPictureVersion, kInIncidents, false, CreatePictureVersion, nullptr},
    {Item::kDecision, kInIncidents, false, CreateDecision, ReviseDecision},
    {Item::kStance, kInIncidents, kFixedAudience, CreateStance, ReviseStance},
    {Item::kTask, kInIncidents, false, CreateTask, ReviseTask},
    {Item::kConference, kInIncidents, false, CreateConference, ReviseConference},
    {Item::kAnnotation, kInEvaluations, false, CreateAnnotation, ReviseAnnotation},
    {Item::kActor, kInRegistry, kFixedAudience, nullptr, nullptr},
    {Item::kPerson, kInRegistry, kFixedAudience, nullptr, nullptr},
    {Item::kAccount, kInRegistry, kFixedAudience, CreateAccount, ReviseAccount},
    {Item::kRoleAssignment, kInRegistry, kFixedAudience, CreateRoleAssignment,
     ReviseRoleAssignment},
};

}  // namespace

const KindRules& RulesOf(Item::BodyCase kind) {
  for (const KindRules& rules : kKinds) {
    if (rules.kind == kind) return rules;
  }
  CHECK(false);
}

}  // namespace samlad
