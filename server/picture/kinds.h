#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/picture/draft.h"

namespace samlad {

// The logs that items of a kind stand in: one bit for each sort of log.
using Logs = uint32_t;
inline constexpr Logs kInRegistry = 1;
inline constexpr Logs kInIncidents = 2;    // all but evaluations
inline constexpr Logs kInEvaluations = 4;  // which hold what is needed to annotate, and no more

// What the rules of one kind add to those that hold for every item.
struct KindRules {
  v1::Item::BodyCase kind;
  Logs logs;
  // The audience is not the author's to choose.
  bool fixed_audience = false;
  // Checks a new item and fills in what the server sets. Its state, audience and references have
  // been checked. Null: nothing to add.
  Refusal (*create)(Draft& draft, v1::Item* item) = nullptr;
  // Checks an item after a revision, once the fields, the step and the references have been
  // checked, and brings about what follows from it in other items.
  Refusal (*revise)(Draft& draft, const v1::Item& before, v1::Item* after) = nullptr;
};

// REQUIRES: there is a kind.
const KindRules& RulesOf(v1::Item::BodyCase kind);

// The paths of rejections: where a new item and a revised one stand in their commands.
inline std::string InCreate(std::string_view field) { return "create.item." + std::string(field); }
inline std::string InRevise(std::string_view field) { return "revise.to." + std::string(field); }

// One file per family of rules.
Refusal CreateParticipation(Draft& draft, v1::Item* item);
Refusal ReviseIncident(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal ReviseParticipation(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateFeature(Draft& draft, v1::Item* item);
Refusal ReviseFeature(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateNote(Draft& draft, v1::Item* item);
Refusal ReviseNote(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateContradiction(Draft& draft, v1::Item* item);
Refusal ReviseContradiction(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreatePictureVersion(Draft& draft, v1::Item* item);
Refusal CreateDecision(Draft& draft, v1::Item* item);
Refusal ReviseDecision(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateStance(Draft& draft, v1::Item* item);
Refusal ReviseStance(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateTask(Draft& draft, v1::Item* item);
Refusal ReviseTask(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateConference(Draft& draft, v1::Item* item);
Refusal ReviseConference(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateAnnotation(Draft& draft, v1::Item* item);
Refusal ReviseAnnotation(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateAccount(Draft& draft, v1::Item* item);
Refusal ReviseAccount(Draft& draft, const v1::Item& before, v1::Item* after);
Refusal CreateRoleAssignment(Draft& draft, v1::Item* item);
Refusal ReviseRoleAssignment(Draft& draft, const v1::Item& before, v1::Item* after);

// The verbs.
Refusal DecideOpenIncident(Draft& draft, const v1::OpenIncident& open);
Refusal DecideCreate(Draft& draft, const v1::Create& create);
Refusal DecideRevise(Draft& draft, const v1::Revise& revise);
Refusal DecideAttend(Draft& draft, const v1::Attend& attend, std::optional<v1::Summary>* so_far);
Refusal DecideSpeak(Draft& draft, const v1::Speak& speak);
Refusal DecideSetClock(Draft& draft, const v1::SetClock& set_clock);
Refusal DecideTransferMandate(Draft& draft, const v1::TransferMandate& transfer);

// What holds for every item, new or revised. `prefix` is where it stands in the command.

// Invented items stay in exercises.
Refusal CheckFictional(const Draft& draft, const v1::Item& item, const std::string& prefix);
// The audience is put in its one form (named actors in order, each once, without the owner).
// Whoever the item calls to act must be in it.
Refusal CheckAudience(const Draft& draft, v1::Item* item, const std::string& prefix);
// What the item names is there for the author to name, of the right kind, and no more hidden than
// the item itself. `fields`: only these paths are new; null: all are.
Refusal CheckReferences(const Draft& draft, const v1::Item& item,
                        const std::vector<std::string>* fields, const std::string& prefix);
// A superseded item names the one that takes its place, once; no other item does. `before` is null
// for a new item.
Refusal CheckSupersededBy(const v1::Item* before, const v1::Item& after, const std::string& prefix);

// Flags each decision that rests on an item which the draft retracts, supersedes, strikes or hides.
void FlagChangedBasis(Draft& draft);
// A stance is seen by those who see its decision: puts it in the decision's audience.
void ShareLike(const v1::Item& decision, v1::Item* stance);

}  // namespace samlad
