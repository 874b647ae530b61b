// P10: the same commands always become the same bytes, and the same log the same picture.
#include <random>

#include "tests/picture/world.h"

namespace samlad {
namespace {

// A random life of an incident; returns the bytes of all its changes and answers.
std::string Live(uint32_t seed, World* world) {
  std::mt19937 random(seed);
  std::string bytes;
  std::vector<ItemId> items = {world->incident()};
  const ItemId actors[] = {world->county, world->town, world->region, world->police};
  const auto any = [&] { return Q(items[random() % items.size()]); };
  for (int i = 0; i < 300; ++i) {
    const Principal who =
        World::As(actors[random() % 4], static_cast<v1::Role>(1 + random() % v1::Role_MAX));
    world->now_ms += static_cast<int64_t>(random() % 3000) - 500;
    const ItemId target = items[random() % items.size()];
    v1::Command command;
    switch (random() % 9) {
      case 0:
        command = world->Creating(kFire);
        break;
      case 1:
        command = world->Creating(NoteAt(world->now_ms, "about: " + any()));
        break;
      case 2:
        command = world->Creating(DecisionOn(1, "state: DECISION_OPEN basis: " + any()));
        break;
      case 3:
        command =
            world->Creating("stance { position: ACCEPTS picture_seq: 1 decision: " + any() + " }");
        break;
      case 4:
        command = world->Creating("contradiction { question: 'x' items: " + any() +
                                  " items: " + any() + " }");
        break;
      case 5:
        command = world->Creating("task { title: 'x' assignee: " + Q(actors[random() % 4]) +
                                  " due_ms: " + std::to_string(world->now_ms + 5000) + " }");
        break;
      case 6:
        command = world->Revising(target, {"feature.state"}, "feature { state: FEATURE_RETRACTED }",
                                  "Fel");
        break;
      case 7:
        command = world->Revising(target, {"audience"}, "audience { kind: OWN_ACTOR }");
        break;
      case 8:
        command = world->Parse("transfer_mandate { from: " + Q(who.actor) +
                               " to: " + Q(actors[random() % 4]) + " } reason: 'x'");
        break;
    }
    const Verdict verdict = world->Send(who, command);
    if (verdict.rejection) bytes += verdict.rejection->SerializeAsString();
    for (const v1::Change& change : verdict.changes) {
      bytes += MakeItemState(change)->bytes;
      items.push_back(ItemId::FromBytesOrNone(change.item().id()));
    }
    for (const v1::Change& change : DecideDue(world->picture, world->ContextOf({}))) {
      const ItemRef state = MakeItemState(change);
      bytes += state->bytes;
      world->picture.Apply(state);
    }
  }
  return bytes;
}

TEST(Determinism, TheSameCommandsBecomeTheSameBytes) {
  for (uint32_t seed = 1; seed <= 30; ++seed) {
    World first;
    World second;
    const std::string bytes = Live(seed, &first);
    EXPECT_EQ(bytes, Live(seed, &second)) << "seed " << seed;
    EXPECT_GT(first.picture.head(), 20u) << "seed " << seed << " hardly did anything";
  }
}

// A picture that was loaded decides as the one that lived through it all.
TEST(Determinism, ALoadedPictureDecidesAlike) {
  for (uint32_t seed = 1; seed <= 30; ++seed) {
    World live;
    Live(seed, &live);
    std::vector<ItemRef> states;
    live.picture.VisitChangedSince(0, [&](const ItemRef& state) {
      states.push_back(ParseItemState(state->bytes));
      return true;
    });
    std::reverse(states.begin(), states.end());
    World loaded("");
    loaded.now_ms = live.now_ms;
    for (const ItemRef& state : states) loaded.picture.Apply(state);
    loaded.picture.SetHead(live.picture.head(), live.picture.recorded_at_ms());
    for (int i = 0; i < 20; ++i) {  // past the ids that were made up before
      live.NewId();
    }
    const ItemId id = live.NewId();
    for (const ItemRef& state : states) {
      const ItemId target = ItemId::FromBytesOrNone(state->item().id());
      v1::Command command =
          live.Revising(target, {"feature.state"}, "feature { state: FEATURE_RETRACTED }", "Fel");
      command.set_command_id(id.str());
      const Principal owner{target, ItemId::FromBytesOrNone(state->item().owner()),
                            v1::DUTY_OFFICER};
      const Verdict a = Decide(live.picture, command, live.ContextOf(owner));
      const Verdict b = Decide(loaded.picture, command, live.ContextOf(owner));
      ASSERT_EQ(a.changes.size(), b.changes.size());
      for (size_t i = 0; i < a.changes.size(); ++i) {
        EXPECT_EQ(a.changes[i].SerializeAsString(), b.changes[i].SerializeAsString());
      }
    }
  }
}

}  // namespace
}  // namespace samlad
