#include "server/picture/sight.h"

#include <random>

#include "tests/picture/world.h"

namespace samlad {
namespace {

// Actors as bits of a set: the plainest way to say who is in an audience.
constexpr int kActors = 6;
using Set = uint32_t;

ItemId ActorId(int number) {
  ItemId id;
  id.bytes[3] = static_cast<uint8_t>(number + 1);
  return id;
}

struct Sample {
  v1::Item item;
  Set audience = 0;
};

Sample RandomItem(std::mt19937& random) {
  Sample sample;
  const int owner = static_cast<int>(random() % kActors);
  sample.item.set_owner(ActorId(owner).str());
  sample.item.mutable_note();
  sample.audience = Set{1} << owner;
  switch (random() % 4) {
    case 0:
      sample.item.mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
      sample.audience = (Set{1} << kActors) - 1;
      break;
    case 1:
      sample.item.mutable_audience()->set_kind(v1::OWN_ACTOR);
      break;
    case 2:
      sample.item.mutable_audience()->set_kind(v1::NAMED_ACTORS);
      for (auto left = random() % 5; left > 0; --left) {
        const int named = static_cast<int>(random() % kActors);
        sample.item.mutable_audience()->add_actors(ActorId(named).str());
        sample.audience |= Set{1} << named;
      }
      break;
    case 3:
      break;  // says nothing: the owner alone
  }
  return sample;
}

bool IsForAll(const Sample& sample) {
  return sample.item.audience().kind() == v1::ALL_PARTICIPANTS;
}

TEST(Sight, AudiencesAreSets) {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    const Sample inner = RandomItem(random);
    const Sample outer = RandomItem(random);
    for (int actor = 0; actor < kActors; ++actor) {
      EXPECT_EQ(InAudience(inner.item, ActorId(actor)), ((inner.audience >> actor) & 1) == 1);
    }
    // All participants are more than any set of named ones: others may join.
    const bool within =
        IsForAll(outer) || (!IsForAll(inner) && (inner.audience & ~outer.audience) == 0);
    EXPECT_EQ(AudienceWithin(inner.item, outer.item), within);
  }
}

TEST(Sight, NeedsParticipationAndAudience) {
  World world;
  const ItemId open = world.Create(world.county_duty, kFire);
  const ItemId own =
      world.Create(world.county_duty, kFire + std::string(" audience { kind: OWN_ACTOR }"));
  EXPECT_TRUE(world.Sees(world.town, open));
  EXPECT_FALSE(world.Sees(world.town, own));
  EXPECT_TRUE(world.Sees(world.county, own));
  EXPECT_FALSE(world.Sees(world.police, open));
  world.Invite(world.police);
  EXPECT_TRUE(world.Sees(world.police, open));
}

// What one actor may not see makes no difference to what it is answered: the same random commands
// of the town get the same answers, whether the county writes for itself alone or not at all.
TEST(Sight, HiddenItemsMakeNoDifferenceToOthers) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    std::vector<std::string> answers[2];
    for (const bool hidden_life : {false, true}) {
      World world;
      const ItemId shared = world.Create(world.town_duty, kFire);
      ItemId secret;
      secret.bytes[5] = 7;
      if (hidden_life) {
        v1::Command command = world.Creating(kFire + std::string(" audience { kind: OWN_ACTOR }"));
        command.mutable_create()->mutable_item()->set_id(secret.str());
        world.Accept(world.county_duty, command);
        world.Create(world.county_duty, "contradiction { question: 'x' items: " + Q(secret) +
                                            " items: " + Q(shared) +
                                            " } audience { kind: OWN_ACTOR }");
      }
      std::mt19937 random(seed);
      for (int i = 0; i < 60; ++i) {
        const ItemId target = random() % 2 == 0 ? secret : shared;
        v1::Command command;
        switch (random() % 4) {
          case 0:
            command = world.Revising(target, {"feature.text"}, "feature { text: 'x' }");
            command.mutable_revise()->set_base_seq(world.picture.head());
            break;
          case 1:
            command =
                world.Revising(target, {"feature.state"}, "feature { state: FEATURE_ASSESSED }");
            command.mutable_revise()->set_base_seq(world.picture.head());
            break;
          case 2:
            command = world.Creating(NoteAt(world.now_ms, "about: " + Q(target)));
            break;
          case 3:
            command = world.Creating(DecisionOn(1, "basis: " + Q(target)));
            break;
        }
        const Verdict verdict = world.Send(world.town_duty, command);
        std::string answer = verdict.rejection ? verdict.rejection->SerializeAsString() : "";
        for (const v1::Change& change : verdict.changes) {
          v1::Item item = change.item();
          // Positions in the log tell that something was written, never what.
          item.clear_created_seq();
          item.clear_sight_seq();
          item.clear_field_versions();
          item.clear_id();
          answer += item.SerializeAsString();
        }
        answers[hidden_life ? 1 : 0].push_back(answer);
      }
    }
    EXPECT_EQ(answers[0], answers[1]) << "seed " << seed;
  }
}

}  // namespace
}  // namespace samlad
