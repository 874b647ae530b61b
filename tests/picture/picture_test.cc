#include "server/picture/picture.h"

#include <random>

#include "tests/picture/world.h"

namespace samlad {
namespace {

ItemId IdOf(uint64_t number) {
  ItemId id;
  for (size_t i = 0; i < 8; ++i) id.bytes[8 + i] = static_cast<uint8_t>(number >> (8 * i));
  id.bytes[0] = 1;
  return id;
}

ItemRef State(uint64_t seq, const ItemId& id, const std::string& item_text = kFire) {
  v1::Change change;
  change.set_seq(seq);
  change.set_recorded_at_ms(static_cast<int64_t>(1000 + seq));
  *change.mutable_item() = FromText<v1::Item>(item_text);
  change.mutable_item()->set_id(id.str());
  return MakeItemState(change);
}

// Everything that can be asked of a picture, as text.
std::string Describe(const Picture& picture, const std::vector<ItemId>& ids) {
  std::string text = std::to_string(picture.head()) + ' ' +
                     std::to_string(picture.recorded_at_ms()) + ' ' +
                     std::to_string(picture.size()) + '\n';
  const auto list = [&](const std::string& name, const std::vector<ItemRef>& states) {
    text += name;
    for (const ItemRef& state : states) text += ' ' + std::to_string(state->seq());
    text += '\n';
  };
  for (uint64_t from : {uint64_t{0}, picture.head() / 2, picture.head()}) {
    std::vector<ItemRef> since;
    picture.VisitChangedSince(from, [&](const ItemRef& state) {
      since.push_back(state);
      return true;
    });
    list("since", since);
  }
  list("participations", picture.Participations());
  list("due", picture.DueBy(1'000'000'000));
  for (const ItemId& id : ids) list("to", picture.ReferringTo(id));
  return text;
}

// A log in which items of several kinds come into being, refer to each other and change.
std::vector<ItemRef> RandomLog(uint32_t seed, size_t length, std::vector<ItemId>* ids) {
  std::mt19937 random(seed);
  std::vector<ItemRef> log;
  for (uint64_t i = 0; i < 40; ++i) ids->push_back(IdOf(i));
  const auto any = [&] { return Q((*ids)[random() % ids->size()]); };
  for (uint64_t seq = 1; seq <= length; ++seq) {
    const size_t number = random() % ids->size();
    std::string text = kFire;
    switch (number % 5) {
      case 0:
        text = "task { title: 'x' state: TASK_OFFERED assignee: " + any() +
               " due_ms: " + std::to_string(random() % 1000) + " }";
        break;
      case 1:
        text = DecisionOn(1, "basis: " + any() + " basis: " + any());
        break;
      case 2:
        text = "participation { actor: 'x' } owner: " + Q((*ids)[number]);
        break;
      case 3:
        text = "contradiction { items: " + any() + " items: " + any() + " }";
        break;
    }
    log.push_back(State(seq, (*ids)[number], text));
  }
  return log;
}

// P10: the same picture, change by change from the log or from the last states in any order.
TEST(Picture, DoesNotDependOnTheOrderOfLoading) {
  for (uint32_t seed = 1; seed <= 50; ++seed) {
    std::vector<ItemId> ids;
    const std::vector<ItemRef> log = RandomLog(seed, 300, &ids);
    Picture live(LogId{});
    for (const ItemRef& state : log) live.Apply(state);
    std::vector<ItemRef> last;
    live.VisitChangedSince(0, [&](const ItemRef& state) {
      last.push_back(state);
      return true;
    });
    std::mt19937 random(seed);
    std::shuffle(last.begin(), last.end(), random);
    Picture loaded(LogId{});
    for (const ItemRef& state : last) loaded.Apply(state);
    EXPECT_EQ(Describe(loaded, ids), Describe(live, ids)) << "seed " << seed;
    loaded.SetHead(400, 5000);
    EXPECT_EQ(loaded.head(), 400u);
    EXPECT_EQ(loaded.recorded_at_ms(), 5000);
    // And it goes on as a live one does.
    live.SetHead(400, 5000);
    const ItemRef next = State(401, ids[1], DecisionOn(1, "basis: " + Q(ids[2])));
    EXPECT_EQ(live.Apply(next)->bytes, loaded.Apply(next)->bytes);
    EXPECT_EQ(Describe(loaded, ids), Describe(live, ids)) << "seed " << seed;
  }
}

TEST(Picture, ApplyGivesTheStateBefore) {
  Picture picture(LogId{});
  EXPECT_EQ(picture.Apply(State(1, IdOf(1))), nullptr);
  EXPECT_EQ(picture.Apply(State(2, IdOf(1)))->seq(), 1u);
  EXPECT_EQ(picture.Find(IdOf(1))->seq(), 2u);
  EXPECT_EQ(picture.Find(IdOf(2)), nullptr);
  EXPECT_EQ(picture.size(), 1u);
}

TEST(Picture, AVisitEndsWhenToldTo) {
  Picture picture(LogId{});
  for (uint64_t i = 1; i <= 10; ++i) picture.Apply(State(i, IdOf(i)));
  std::vector<uint64_t> seen;
  picture.VisitChangedSince(4, [&](const ItemRef& state) {
    seen.push_back(state->seq());
    return seen.size() < 3;
  });
  EXPECT_EQ(seen, (std::vector<uint64_t>{5, 6, 7}));
}

TEST(Picture, MovesWhole) {
  Picture first(LogId{});
  for (uint64_t i = 1; i <= 5; ++i) first.Apply(State(i, IdOf(i)));
  Picture second(std::move(first));
  second.Apply(State(6, IdOf(2)));
  std::vector<uint64_t> seen;
  second.VisitChangedSince(0, [&](const ItemRef& state) {
    seen.push_back(state->seq());
    return true;
  });
  EXPECT_EQ(seen, (std::vector<uint64_t>{1, 3, 4, 5, 6}));
}

TEST(ItemState, ComesBackFromItsBytes) {
  const ItemRef made = State(7, IdOf(1));
  const ItemRef parsed = ParseItemState(made->bytes);
  ASSERT_NE(parsed, nullptr);
  EXPECT_EQ(parsed->bytes, made->bytes);
  EXPECT_EQ(parsed->change.SerializeAsString(), made->change.SerializeAsString());
}

TEST(ItemState, IsNotMadeOfOtherBytes) {
  EXPECT_EQ(ParseItemState(""), nullptr);
  EXPECT_EQ(ParseItemState("not a change"), nullptr);
  v1::Change change;
  change.set_seq(1);
  EXPECT_EQ(ParseItemState(change.SerializeAsString()), nullptr);  // of no item
  const std::string bytes = State(7, IdOf(1))->bytes;
  for (size_t length = 0; length < bytes.size(); ++length) {
    const ItemRef cut = ParseItemState(bytes.substr(0, length));
    if (cut != nullptr) {
      EXPECT_LT(cut->bytes.size(), bytes.size());
    }
  }
}

}  // namespace
}  // namespace samlad
