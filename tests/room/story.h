#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/room/house.h"

namespace samlad::room_test {

// Items of random audiences, revised, hidden, shown and withdrawn at random.
class Story {
 public:
  Story(House* house, const LogId& incident, uint64_t seed)
      : house_(house), incident_(incident), random_(seed) {}

  uint64_t Pick(uint64_t below) { return random_() % below; }

  std::string RandomAudience() {
    switch (Pick(4)) {
      case 0:
        return ForOwnActor();
      case 1:
        return ForAll();
      default: {
        std::vector<ItemId> named;
        for (size_t i = 0; i < 4; ++i) {
          if (Pick(2) == 0) named.push_back(house_->actor(i));
        }
        return named.empty() ? ForOwnActor() : For(named);
      }
    }
  }

  v1::Command Next(size_t* actor) {
    *actor = Pick(2);  // actors 0 and 1 write; 2 and 3 only look on, now and then from outside
    const std::string text(Pick(300), 'x');
    if (items_[*actor].empty() || Pick(3) == 0) {
      const ItemId item = house_->ids.New<ItemTag>();
      items_[*actor].push_back(item);
      return house_->NewCommand(incident_, Creating(item, RandomAudience() + Feature(text)));
    }
    const ItemId item = items_[*actor][Pick(items_[*actor].size())];
    const ItemRef now = house_->rooms().Find(incident_)->picture().Find(item);
    if (!now) {
      // Its creation was lost with a server that died.
      return house_->NewCommand(incident_, Creating(item, RandomAudience() + Feature(text)));
    }
    if (Pick(2) == 0) {
      return house_->NewCommand(incident_, Revising(item, now->seq(), "feature.text",
                                                    "feature { text: '" + text + "' }"));
    }
    return house_->NewCommand(incident_, Revising(item, now->seq(), "audience", RandomAudience()));
  }

  void Go(int steps) {
    for (int i = 0; i < steps; ++i) {
      size_t actor = 0;
      const v1::Command command = Next(&actor);
      house_->Do(house_->Person(actor), command);
    }
  }

 private:
  House* house_;
  LogId incident_;
  std::mt19937_64 random_;
  std::vector<ItemId> items_[2];
};

}  // namespace samlad::room_test
