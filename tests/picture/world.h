#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/picture/decide.h"
#include "server/picture/rules.h"
#include "server/picture/sight.h"

namespace samlad {

// A registry with four actors and an incident that the county has opened, driven as the room drives
// them: validate, decide, apply. The town and the region take active part, the police do not.
//
// Items are written as protobuf text; Q(id) is an id in it.
class World {
 public:
  explicit World(std::string_view incident = "kind: DISTURBANCE title: 'Skogsbrand'");

  // Sends the command and applies what becomes of it. An id of the command is made up if it has
  // none.
  Verdict Send(const Principal& who, v1::Command command);
  // The same; the test fails unless the command is accepted.
  Verdict Accept(const Principal& who, v1::Command command);
  // The same; the test fails unless it is refused by that rule, at that field if one is given, and
  // changes nothing.
  v1::Rejection Refuse(const Principal& who, v1::Command command, std::string_view rule,
                       std::string_view field = "");

  // Commands for the incident. An item gets an id if it has none.
  v1::Command Creating(const std::string& item_text);
  v1::Command Revising(const ItemId& item, std::vector<std::string> fields,
                       const std::string& to_text, const std::string& reason = "") const;
  v1::Command Parse(const std::string& command_text) const;
  // Makes it a command for the registry.
  static v1::Command InRegistry(v1::Command command);

  // Creates and revises, successfully; Create returns the item's id.
  ItemId Create(const Principal& who, const std::string& item_text);
  void Revise(const Principal& who, const ItemId& item, std::vector<std::string> fields,
              const std::string& to_text, const std::string& reason = "");
  ItemId Register(const std::string& item_text);
  void Invite(const ItemId& actor);
  void Join(const ItemId& actor);
  ItemId ParticipationOf(const ItemId& actor) const;

  const v1::Item& Get(const ItemId& item) const;
  bool Sees(const ItemId& actor, const ItemId& item) const;
  ItemId incident() const { return ItemId{picture.log().bytes}; }
  Context ContextOf(const Principal& who) const;
  // An id that has not been used.
  ItemId NewId();

  static Principal As(const ItemId& actor, v1::Role role);

  Picture registry{kRegistryLog};
  Picture picture;
  RuleLimits limits;
  int64_t now_ms = 1'407'153'600'000;  // 2014-08-04 12:00 UTC
  ItemId county, town, region, police;
  Principal county_duty, county_chair, town_duty, region_duty, police_duty, administrator;

  // Rules that some command of this world was refused by.
  std::set<std::string> rules_seen;

 private:
  uint64_t ids_ = 0;
};

// The id as a quoted string of protobuf text.
std::string Q(const ItemId& id);

// A message from protobuf text.
template <typename Message>
Message FromText(const std::string& text);

// Bodies that need no more to be accepted.
inline constexpr char kFire[] =
    "feature { title: 'Brand' category: HAZARD "
    "geometry { type: POINT coordinates: [16.2, 59.9] } }";
std::string NoteAt(int64_t action_at_ms, const std::string& more = "");
std::string DecisionOn(uint64_t picture_seq, const std::string& more = "");
std::string ConferenceWith(const std::string& more = "");

// RULE(StanceRules, OwnerOnly, "stance.owner-only") { ... } is a test that drives a World into
// being refused by that rule; it fails if it was not.
class RuleWorld : public World {
 public:
  using World::World;
  // The rules that have a test.
  static std::set<std::string>& Tested();
  static bool Test(std::string_view rule) { return Tested().emplace(rule).second; }
};

#define RULE(suite, name, rule)                                                      \
  [[maybe_unused]] const bool suite##name##IsTested = samlad::RuleWorld::Test(rule); \
  struct suite##name##World : samlad::RuleWorld {                                    \
    void Run();                                                                      \
  };                                                                                 \
  TEST(suite, name) {                                                                \
    suite##name##World world;                                                        \
    world.Run();                                                                     \
    EXPECT_TRUE(world.rules_seen.contains(rule)) << "never refused by " << (rule);   \
  }                                                                                  \
  void suite##name##World::Run()

}  // namespace samlad
