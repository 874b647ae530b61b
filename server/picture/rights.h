#pragma once

#include <cstdint>
#include <span>

#include "server/picture/draft.h"

namespace samlad {

// A set of roles, one bit each.
using Roles = uint32_t;

template <typename... Role>
constexpr Roles RolesOf(Role... role) {
  return ((Roles{1} << role) | ... | Roles{0});
}

inline constexpr Roles kDuty = RolesOf(v1::DUTY_OFFICER);
inline constexpr Roles kChair = RolesOf(v1::CHAIR);
inline constexpr Roles kPictureOfficer = RolesOf(v1::PICTURE_OFFICER);
inline constexpr Roles kLogger = RolesOf(v1::LOGGER);
inline constexpr Roles kCommunicator = RolesOf(v1::COMMUNICATOR);
inline constexpr Roles kParticipant = RolesOf(v1::PARTICIPANT);
inline constexpr Roles kEvaluator = RolesOf(v1::EVALUATOR);
inline constexpr Roles kAdministrator = RolesOf(v1::ADMINISTRATOR, v1::SYSTEM);
inline constexpr Roles kNobody = 0;

// Who creates items of a kind: the roles that may, each for its own actor. Observers read only, so
// they stand in no row; nor does the administrator outside the registry. Evaluators write in
// evaluations only, and there they have the rights of a duty officer too (CheckRole).
struct CreateRight {
  v1::Item::BodyCase kind;
  Roles roles;
};
std::span<const CreateRight> CreateRights();

// Who uses the other verbs. Revise has a table of its own, by field (field_rules.h).
struct VerbRight {
  v1::Command::VerbCase verb;
  Roles roles;
};
std::span<const VerbRight> VerbRights();

Roles MayCreate(v1::Item::BodyCase kind);
Roles MayUse(v1::Command::VerbCase verb);

// Which actor does something to an item, beside what its role allows.
enum class Who {
  kOwner,        // the actor that the item belongs to
  kLead,         // the actor that leads the incident
  kOwnerOrLead,  //
  kAssignee,     // the actor that a task was offered to
  kAnyone,       // any active participant that sees the item
  kRules,        // nobody by hand: the server, or a rule as the consequence of something else
};

// The author's role is among `roles`. In an evaluation an evaluator stands for the actor as a duty
// officer does elsewhere: opens it, invites, annotates, closes it. `deciding`: what is done is a
// decision or a stance, which is not for whoever keeps the log. `field` goes into the rejection.
Refusal CheckRole(const Draft& draft, Roles roles, bool deciding, const std::string& field);

// The author's actor is `who` for the item.
Refusal CheckWho(const Draft& draft, Who who, const v1::Item& item, const std::string& field);

}  // namespace samlad
