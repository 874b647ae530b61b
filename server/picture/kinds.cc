#include "server/picture/kinds.h"

#include "storage/check.h"

namespace samlad {
namespace {

using v1::Item;

constexpr bool kInRegistry = true;
constexpr bool kFixedAudience = true;

constexpr KindRules kKinds[] = {
    {Item::kIncident, false, kFixedAudience, nullptr, ReviseIncident},
    {Item::kParticipation, false, kFixedAudience, CreateParticipation, ReviseParticipation},
    {Item::kReport, false, false, nullptr, nullptr},
    {Item::kFeature, false, false, CreateFeature, ReviseFeature},
    {Item::kNote, false, false, CreateNote, ReviseNote},
    {Item::kContradiction, false, false, CreateContradiction, ReviseContradiction},
    {Item::kPictureVersion, false, false, CreatePictureVersion, nullptr},
    {Item::kDecision, false, false, CreateDecision, ReviseDecision},
    {Item::kStance, false, kFixedAudience, CreateStance, ReviseStance},
    {Item::kTask, false, false, CreateTask, ReviseTask},
    {Item::kConference, false, false, CreateConference, ReviseConference},
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
