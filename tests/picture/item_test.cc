// What holds for items of every kind.
#include "tests/picture/world.h"

namespace samlad {
namespace {

std::string Named(const ItemId& actor) {
  return " audience { kind: NAMED_ACTORS actors: " + Q(actor) + " }";
}

constexpr char kOwn[] = " audience { kind: OWN_ACTOR }";

TEST(ItemRules, DefaultsAreTheAuthorsActorAndAllParticipants) {
  World world;
  const v1::Item& item = world.Get(world.Create(world.town_duty, kFire));
  EXPECT_EQ(item.owner(), world.town.view());
  EXPECT_EQ(item.audience().kind(), v1::ALL_PARTICIPANTS);
  EXPECT_EQ(item.created_seq(), world.picture.head());
  EXPECT_EQ(item.sight_seq(), world.picture.head());
}

TEST(ItemRules, AChangeSaysWhoWhenAndWhy) {
  World world;
  v1::Command command = world.Creating(kFire);
  command.set_reason("Larm");
  command.set_command_id(world.NewId().str());
  const v1::Change change = world.Accept(world.town_duty, command).changes.at(0);
  EXPECT_EQ(change.command_id(), command.command_id());
  EXPECT_EQ(change.person(), world.town_duty.person.view());
  EXPECT_EQ(change.actor(), world.town.view());
  EXPECT_EQ(change.role(), v1::DUTY_OFFICER);
  EXPECT_EQ(change.reason(), "Larm");
  EXPECT_EQ(change.recorded_at_ms(), world.now_ms);
  EXPECT_EQ(change.fields_size(), 0);
}

RULE(ItemRules, OwnerOnly, "item.owner-only") {
  const ItemId fire = Create(county_duty, kFire);
  Refuse(town_duty, Revising(fire, {"feature.text"}, "feature { text: 'x' }"), "item.owner-only",
         "revise.to.feature.text");
  Refuse(town_duty, Revising(fire, {"audience"}, "audience { kind: OWN_ACTOR }"), "item.owner-only",
         "revise.to.audience");
  Refuse(town_duty, Creating(kFire + std::string(" owner: ") + Q(county)), "item.owner-only",
         "create.item.owner");
}

RULE(ItemRules, Exists, "item.exists") {
  const ItemId fire = Create(county_duty, kFire);
  Refuse(town_duty, Creating(kFire + std::string(" id: ") + Q(fire)), "item.exists",
         "create.item.id");
}

RULE(ItemRules, Id, "item.id") {
  Refuse(town_duty, Creating(kFire + std::string(" id: ") + Q(ItemId{})), "item.id",
         "create.item.id");
}

// What is hidden and what does not exist get the same answer, byte for byte.
RULE(ItemRules, NotFound, "item.not-found") {
  const ItemId hidden = Create(county_duty, kFire + std::string(kOwn));
  const auto both = [&](auto command_about) {
    const v1::Rejection of_hidden = Refuse(town_duty, command_about(hidden), "item.not-found");
    const v1::Rejection of_none = Refuse(town_duty, command_about(NewId()), "item.not-found");
    EXPECT_EQ(of_hidden.SerializeAsString(), of_none.SerializeAsString());
  };
  both([&](const ItemId& id) { return Revising(id, {"feature.text"}, "feature { text: 'x' }"); });
  both([&](const ItemId& id) { return Creating(NoteAt(now_ms, "about: " + Q(id))); });
  both([&](const ItemId& id) {
    return Creating("contradiction { question: 'Var?' items: " + Q(id) + " items: " + Q(id) + " }");
  });
  both([&](const ItemId& id) { return Creating(DecisionOn(1, "basis: " + Q(id))); });
  both([&](const ItemId& id) {
    return Creating("stance { position: ACCEPTS picture_seq: 1 decision: " + Q(id) + " }");
  });
  both([&](const ItemId& id) {
    return Creating("picture_version { name: 'Ett' items { item: " + Q(id) + " } }");
  });
  both([&](const ItemId& id) { return Parse("attend { conference: " + Q(id) + " }"); });
  both([&](const ItemId& id) { return Parse("speak { action: ASK conference: " + Q(id) + " }"); });
}

// All-zero ids are nobody's, wherever a command can name one.
RULE(ItemRules, TheZeroIdIsNoItem, "item.not-found") {
  const std::string zero = Q(ItemId{});
  Refuse(town_duty, Creating(NoteAt(now_ms, "corrects: " + zero)), "item.not-found");
  Refuse(town_duty, Creating(NoteAt(now_ms, "about: " + zero)), "item.not-found");
  Refuse(town_duty, Creating("picture_version { name: 'x' items { item: " + zero + " } }"),
         "item.not-found");
  Refuse(town_duty, Creating("stance { position: ACCEPTS picture_seq: 1 decision: " + zero + " }"),
         "item.not-found");
  Refuse(town_duty, Creating("contradiction { question: 'x' items: " + zero + " }"),
         "item.not-found");
  Refuse(town_duty, Creating("task { title: 'x' assignee: " + zero + " }"),
         "actor.not-participant");
  Refuse(town_duty, Revising(ItemId{}, {"fictional"}, ""), "item.not-found");
}

RULE(ItemRules, WrongKind, "item.wrong-kind") {
  const ItemId fire = Create(town_duty, kFire);
  Refuse(town_duty, Creating(NoteAt(now_ms, "corrects: " + Q(fire))), "item.wrong-kind",
         "create.item.note.corrects");
  Refuse(town_duty, Revising(fire, {"feature.text"}, "note { text: 'x' }"), "item.wrong-kind",
         "revise.to");
  Refuse(town_duty, Parse("attend { conference: " + Q(fire) + " }"), "item.wrong-kind",
         "attend.conference");
}

RULE(ItemRules, WrongLog, "item.wrong-log") {
  Refuse(county_duty, Creating("person { name: 'Anna' }"), "item.wrong-log", "create.item");
  Refuse(administrator, InRegistry(Creating(kFire)), "item.wrong-log", "create.item");
  Refuse(county_duty, InRegistry(Parse("attend { conference: " + Q(NewId()) + " }")),
         "item.wrong-log", "incident");
  World empty("");
  empty.Refuse(county_duty,
               InRegistry(Parse("open_incident { incident { kind: EXERCISE title: 'Å' } }")),
               "item.wrong-log", "incident");
}

RULE(ItemRules, FictionalExerciseOnly, "item.fictional-exercise-only") {
  Refuse(county_duty, Creating(kFire + std::string(" fictional: true")),
         "item.fictional-exercise-only", "create.item.fictional");
  const ItemId fire = Create(county_duty, kFire);
  Refuse(county_duty, Revising(fire, {"fictional"}, "fictional: true"),
         "item.fictional-exercise-only", "revise.to.fictional");
  World exercise("kind: EXERCISE title: 'Övning'");
  exercise.Create(exercise.town_duty, kFire + std::string(" fictional: true"));
}

RULE(ItemRules, TooLarge, "item.too-large") {
  limits.item_bytes_max = 400;
  Create(county_duty, NoteAt(now_ms));
  Refuse(county_duty, Creating(NoteAt(now_ms, "delay_reason: '" + std::string(400, 'a') + "'")),
         "item.too-large");
}

RULE(CommandRules, NoVerb, "command.no-verb") { Refuse(county_duty, Parse(""), "command.no-verb"); }

RULE(CommandRules, TooManyChanges, "command.too-many-changes") {
  const ItemId fire = Create(county_duty, kFire);
  for (int i = 0; i < 3; ++i) Create(county_duty, DecisionOn(1, "basis: " + Q(fire)));
  limits.changes_per_command_max = 3;
  Refuse(county_duty,
         Revising(fire, {"feature.state"}, "feature { state: FEATURE_RETRACTED }", "Fel"),
         "command.too-many-changes");
}

RULE(AudienceRules, WiderThanReference, "audience.wider-than-reference") {
  const ItemId own = Create(county_duty, kFire + std::string(kOwn));
  const ItemId named = Create(county_duty, kFire + Named(town));
  Refuse(county_duty, Creating(NoteAt(now_ms, "about: " + Q(own)) + Named(town)),
         "audience.wider-than-reference", "create.item.note.about");
  Refuse(county_duty, Creating(NoteAt(now_ms, "about: " + Q(named))),
         "audience.wider-than-reference");
  // The town's own circle is within the circle of county and town.
  Create(town_duty, NoteAt(now_ms, "about: " + Q(named)) + kOwn);
  const ItemId note = Create(county_duty, NoteAt(now_ms, "about: " + Q(named)) + Named(town));
  Refuse(county_duty, Revising(note, {"audience"}, "audience { kind: ALL_PARTICIPANTS }"),
         "audience.wider-than-reference");
}

RULE(AudienceRules, NamesParticipants, "actor.not-participant") {
  Refuse(county_duty, Creating(kFire + Named(police)), "actor.not-participant",
         "create.item.audience.actors");
  Refuse(county_duty, Creating("task { title: 'x' assignee: " + Q(police) + " }"),
         "actor.not-participant", "create.item.task.assignee");
  Refuse(county_duty, Creating(ConferenceWith("invitees: " + Q(police))), "actor.not-participant",
         "create.item.conference.invitees");
}

RULE(AudienceRules, Fixed, "audience.fixed") {
  Refuse(county_duty, Revising(incident(), {"audience"}, "audience { kind: OWN_ACTOR }"),
         "audience.fixed");
  Refuse(county_duty, Creating("participation { actor: " + Q(police) + " }" + kOwn),
         "audience.fixed", "create.item.audience");
}

RULE(AudienceRules, ExcludesAddressee, "audience.excludes-addressee") {
  Refuse(county_duty, Creating("task { title: 'x' assignee: " + Q(region) + " }" + Named(town)),
         "audience.excludes-addressee", "create.item.audience");
  const ItemId call = Create(county_duty, ConferenceWith("invitees: " + Q(town)) + Named(town));
  Refuse(county_duty,
         Revising(call, {"conference.invitees"},
                  "conference { invitees: " + Q(town) + " invitees: " + Q(region) + " }"),
         "audience.excludes-addressee");
  Refuse(county_duty, Revising(call, {"audience"}, "audience { kind: OWN_ACTOR }"),
         "audience.excludes-addressee");
}

TEST(AudienceRules, HasOneForm) {
  World world;
  const ItemId fire = world.Create(
      world.county_duty, kFire + std::string(" audience { kind: NAMED_ACTORS actors: ") +
                             Q(world.region) + " actors: " + Q(world.county) +
                             " actors: " + Q(world.town) + " actors: " + Q(world.town) + " }");
  const auto& actors = world.Get(fire).audience().actors();
  ASSERT_EQ(actors.size(), 2);
  EXPECT_EQ(actors[0], world.town.view());
  EXPECT_EQ(actors[1], world.region.view());
}

TEST(AudienceRules, AnAlterationMovesTheSightSeq) {
  World world;
  const ItemId fire = world.Create(world.county_duty, kFire);
  world.Revise(world.county_duty, fire, {"feature.text"}, "feature { text: 'x' }");
  EXPECT_LT(world.Get(fire).sight_seq(), world.picture.head());
  world.Revise(world.county_duty, fire, {"audience"}, "audience { kind: OWN_ACTOR }");
  EXPECT_EQ(world.Get(fire).sight_seq(), world.picture.head());
  EXPECT_FALSE(world.Sees(world.town, fire));
}

}  // namespace
}  // namespace samlad
