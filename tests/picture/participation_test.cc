#include "tests/picture/world.h"

namespace samlad {
namespace {

constexpr char kActive[] = "participation { state: PARTICIPATION_ACTIVE }";
constexpr char kEnded[] = "participation { state: PARTICIPATION_ENDED }";
constexpr char kInvited[] = "participation { state: PARTICIPATION_INVITED }";

TEST(ParticipationRules, AnyActiveActorInvites) {
  World world;
  const ItemId part =
      world.Create(world.town_duty, "participation { actor: " + Q(world.police) + " }");
  const v1::Item& item = world.Get(part);
  EXPECT_EQ(item.owner(), world.police.view());
  EXPECT_EQ(item.participation().state(), v1::PARTICIPATION_INVITED);
  EXPECT_EQ(item.participation().invited_by(), world.town.view());
}

RULE(ParticipationRules, NotActive, "participation.not-active") {
  Invite(police);
  EXPECT_TRUE(Sees(police, incident()));
  Refuse(police_duty, Creating(kFire), "participation.not-active");
  Refuse(police_duty, Revising(incident(), {"incident.title"}, "incident { title: 'x' }"),
         "participation.not-active");
  Revise(police_duty, ParticipationOf(police), {"participation.state"}, kActive);
  Create(police_duty, kFire);
}

RULE(ParticipationRules, Exists, "participation.exists") {
  Refuse(county_duty, Creating("participation { actor: " + Q(town) + " }"), "participation.exists",
         "create.item.participation.actor");
}

RULE(ParticipationRules, TheActorIsRegistered, "registry.not-found") {
  Refuse(county_duty, Creating("participation { actor: " + Q(NewId()) + " }"), "registry.not-found",
         "create.item.participation.actor");
  Refuse(county_duty, Creating("participation { actor: " + Q(ItemId{}) + " }"),
         "registry.not-found");
}

RULE(ParticipationRules, TooMany, "participation.too-many") {
  limits.participants_max = 3;
  Refuse(county_duty, Creating("participation { actor: " + Q(police) + " }"),
         "participation.too-many");
}

RULE(ParticipationRules, LeadStays, "participation.lead-stays") {
  Refuse(county_duty, Revising(ParticipationOf(county), {"participation.state"}, kEnded),
         "participation.lead-stays");
}

RULE(ParticipationRules, OnlyTheActorItselfAccepts, "item.owner-only") {
  Invite(police);
  Refuse(county_duty, Revising(ParticipationOf(police), {"participation.state"}, kActive),
         "item.owner-only", "revise.to.participation.state");
  Refuse(county_duty,
         Revising(ParticipationOf(town), {"participation.open_to_evaluators"},
                  "participation { open_to_evaluators: true }"),
         "item.owner-only");
}

RULE(ParticipationRules, TheLeadEndsAnothersPartWithAReason, "state.needs-reason") {
  Refuse(county_duty, Revising(ParticipationOf(town), {"participation.state"}, kEnded),
         "state.needs-reason", "reason");
  Refuse(region_duty, Revising(ParticipationOf(town), {"participation.state"}, kEnded, "Bort"),
         "incident.lead-only");
  Revise(county_duty, ParticipationOf(town), {"participation.state"}, kEnded, "Klar");
  EXPECT_FALSE(Participates(picture, town));
}

TEST(ParticipationRules, WhoHasEndedSeesNothingUntilInvitedAgain) {
  World world;
  const ItemId part = world.ParticipationOf(world.town);
  world.Revise(world.town_duty, part, {"participation.state"}, kEnded);
  EXPECT_FALSE(world.Sees(world.town, world.incident()));
  world.Refuse(world.town_duty, world.Revising(part, {"participation.state"}, kActive),
               "incident.not-found");
  world.Revise(world.region_duty, part, {"participation.state"}, kInvited);
  EXPECT_EQ(world.Get(part).participation().invited_by(), world.region.view());
  EXPECT_TRUE(world.Sees(world.town, world.incident()));
}

RULE(ParticipationRules, TheActorIsFixed, "field.fixed") {
  Refuse(town_duty,
         Revising(ParticipationOf(town), {"participation.actor"},
                  "participation { actor: " + Q(police) + " }"),
         "field.fixed");
}

}  // namespace
}  // namespace samlad
