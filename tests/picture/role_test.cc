#include <map>

#include "server/picture/rights.h"
#include "tests/picture/world.h"

namespace samlad {
namespace {

using v1::Item;

// The kinds that each role may create, as the domain has it.
const std::map<v1::Role, std::set<Item::BodyCase>>& Expected() {
  static const std::map<v1::Role, std::set<Item::BodyCase>> expected = {
      {v1::DUTY_OFFICER,
       {Item::kParticipation, Item::kReport, Item::kFeature, Item::kNote, Item::kContradiction,
        Item::kPictureVersion, Item::kDecision, Item::kStance, Item::kTask, Item::kConference,
        Item::kAnnotation}},
      {v1::CHAIR, {Item::kDecision, Item::kConference}},
      {v1::PICTURE_OFFICER, {Item::kFeature, Item::kContradiction, Item::kPictureVersion}},
      {v1::LOGGER, {Item::kNote}},
      {v1::COMMUNICATOR, {Item::kNote, Item::kReport}},
      {v1::PARTICIPANT, {Item::kReport, Item::kNote, Item::kFeature, Item::kStance}},
      {v1::OBSERVER, {}},
      {v1::EVALUATOR, {Item::kAnnotation}},
      {v1::ADMINISTRATOR, {Item::kActor, Item::kPerson, Item::kAccount, Item::kRoleAssignment}},
      {v1::SYSTEM, {Item::kActor, Item::kPerson, Item::kAccount, Item::kRoleAssignment}},
  };
  return expected;
}

TEST(RoleRules, TheTableOfRightsIsTheDomains) {
  const auto* kinds = Item::descriptor()->FindOneofByName("body");
  for (const auto& [role, creates] : Expected()) {
    for (int i = 0; i < kinds->field_count(); ++i) {
      const auto kind = static_cast<Item::BodyCase>(kinds->field(i)->number());
      const bool may = (MayCreate(kind) & RolesOf(role)) != 0;
      EXPECT_EQ(may, creates.contains(kind))
          << v1::Role_Name(role) << ' ' << kinds->field(i)->name();
    }
  }
}

RULE(RoleRules, NotAllowed, "role.not-allowed") {
  const ItemId call = Create(county_duty, ConferenceWith());
  for (int number = v1::Role_MIN; number <= v1::Role_MAX; ++number) {
    const auto role = static_cast<v1::Role>(number);
    const Principal who = As(town, role);
    if (role != v1::DUTY_OFFICER) {
      Refuse(who, Creating("participation { actor: " + Q(police) + " }"), "role.not-allowed",
             "create.item");
      Refuse(who, Parse("transfer_mandate { from: " + Q(town) + " to: " + Q(region) + " }"),
             "role.not-allowed");
    }
    const bool reads_only = role == v1::OBSERVER || role == v1::EVALUATOR ||
                            role == v1::ADMINISTRATOR || role == v1::SYSTEM ||
                            role == v1::ROLE_UNSPECIFIED;
    if (!reads_only) continue;
    Refuse(who, Creating(NoteAt(now_ms)), "role.not-allowed");
    Refuse(who, Creating(kFire), "role.not-allowed");
    Refuse(who, Parse("attend { conference: " + Q(call) + " present: true }"), "role.not-allowed");
    Refuse(who, Parse("speak { conference: " + Q(call) + " action: ASK }"), "role.not-allowed");
    Refuse(who, Parse("set_clock { clock { speed: 1 } }"), "role.not-allowed");
    Refuse(who, Revising(incident(), {"incident.title"}, "incident { title: 'x' }"),
           "role.not-allowed");
  }
  Refuse(county_duty, InRegistry(Creating("person { name: 'Anna' }")), "role.not-allowed");
}

// The one who keeps the log is not the one who decides.
RULE(RoleRules, LoggerDecidesNot, "role.logger-decides-not") {
  const ItemId decision = Create(county_duty, DecisionOn(1, "state: DECISION_OPEN"));
  const Principal logger = As(county, v1::LOGGER);
  Refuse(logger, Creating(DecisionOn(1)), "role.logger-decides-not");
  Refuse(logger,
         Creating("stance { position: ACCEPTS picture_seq: 1 decision: " + Q(decision) + " }"),
         "role.logger-decides-not", "create.item");
  Refuse(logger, Revising(decision, {"decision.state"}, "decision { state: DECISION_NOT_AGREED }"),
         "role.logger-decides-not");
  Create(logger, NoteAt(now_ms));
}

}  // namespace
}  // namespace samlad
