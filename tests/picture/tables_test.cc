// The tables say what they should, and leave nothing out.
#include <algorithm>
#include <map>

#include "server/picture/field_rules.h"
#include "server/picture/kinds.h"
#include "server/picture/paths.h"
#include "server/picture/schema.h"
#include "server/picture/states.h"
#include "tests/picture/world.h"

namespace samlad {
namespace {

using google::protobuf::FieldDescriptor;
using v1::Item;

std::vector<const FieldDescriptor*> Kinds() {
  std::vector<const FieldDescriptor*> kinds;
  const auto* body = Item::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) kinds.push_back(body->field(i));
  return kinds;
}

TEST(AllRules, StandInOrderOfNameEachOnce) {
  const auto rules = AllRules();
  for (size_t i = 1; i < rules.size(); ++i) EXPECT_LT(rules[i - 1].name, rules[i].name);
  for (const Rule& rule : rules) {
    EXPECT_EQ(Reject(rule.name).code(), rule.code);
    EXPECT_FALSE(rule.sentence.empty());
    EXPECT_EQ(rule.sentence.back(), '.') << rule.name;
  }
}

TEST(AllRules, EachHasATestThatIsNamedForIt) {
  std::set<std::string> all;
  for (const Rule& rule : AllRules()) all.emplace(rule.name);
  EXPECT_EQ(RuleWorld::Tested(), all);
}

TEST(Kinds, EachHasItsRulesAndALastRowOfFields) {
  for (const FieldDescriptor* kind : Kinds()) {
    EXPECT_EQ(RulesOf(static_cast<Item::BodyCase>(kind->number())).kind, kind->number());
    const auto rows = AllFieldRules();
    const auto last = std::find_if(rows.begin(), rows.end(), [&](const FieldRule& rule) {
      return rule.field == kind->name() + ".*";
    });
    ASSERT_NE(last, rows.end()) << kind->name();
    for (auto later = last + 1; later != rows.end(); ++later) {
      EXPECT_FALSE(later->field.starts_with(kind->name() + ".")) << later->field << " never holds";
    }
  }
}

TEST(FieldRulesTable, NamesFieldsOfTheSchemaAndRulesThatExist) {
  for (const FieldRule& row : AllFieldRules()) {
    if (!row.rule.empty()) {
      EXPECT_EQ(Reject(row.rule).rule(), row.rule);
    }
    EXPECT_EQ(row.states == kAlways, row.rule.empty()) << row.field;
    if (row.field.ends_with('*')) continue;
    bool found = false;
    for (const FieldDescriptor* kind : Kinds()) {
      found |= FindField(static_cast<Item::BodyCase>(kind->number()), row.field) != nullptr;
    }
    EXPECT_TRUE(found) << row.field;
  }
}

// Every state of every kind can be reached from the beginning, by somebody's hand or by a rule.
TEST(StateTables, ReachEveryStateOfTheSchema) {
  for (const FieldDescriptor* kind : Kinds()) {
    const FieldDescriptor* state = kind->message_type()->FindFieldByName("state");
    if (state == nullptr) continue;
    std::set<int> reached = {0};
    for (size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const Step& step : AllSteps()) {
        if (step.kind == kind->number() && reached.contains(step.from)) reached.insert(step.to);
      }
    }
    for (int i = 0; i < state->enum_type()->value_count(); ++i) {
      EXPECT_TRUE(reached.contains(state->enum_type()->value(i)->number()))
          << state->enum_type()->value(i)->name();
    }
  }
}

TEST(StateTables, EndAtTheStatesThatTheDomainEndsAt) {
  const std::map<Item::BodyCase, std::set<int>> expected = {
      {Item::kIncident, {v1::INCIDENT_EVALUATED}},
      {Item::kParticipation, {}},  // an actor may be invited again
      {Item::kReport, {v1::REPORT_SUPERSEDED}},
      {Item::kFeature, {v1::FEATURE_SUPERSEDED, v1::FEATURE_RETRACTED}},
      {Item::kContradiction, {v1::CONTRADICTION_RESOLVED}},
      {Item::kDecision, {v1::DECISION_CLOSED, v1::DECISION_SUPERSEDED}},
      {Item::kTask, {v1::TASK_DONE}},
      {Item::kConference, {v1::CONFERENCE_MINUTES_PUBLISHED}},
  };
  std::map<Item::BodyCase, std::set<int>> ends;
  for (const Step& step : AllSteps()) ends[step.kind].insert(step.to);
  for (const Step& step : AllSteps()) ends[step.kind].erase(step.from);
  EXPECT_EQ(ends, expected);
}

// Drives each pair of states of the kinds that need no more than a state: what the table has is
// accepted, all else refused.
TEST(StateTables, AreWhatDecideEnforces) {
  const v1::IncidentState states[] = {v1::INCIDENT_SUSPECTED,    v1::INCIDENT_ASSESSED,
                                      v1::INCIDENT_ACTIVATED,    v1::INCIDENT_ONGOING,
                                      v1::INCIDENT_WINDING_DOWN, v1::INCIDENT_CLOSED,
                                      v1::INCIDENT_EVALUATED};
  for (v1::IncidentState from : states) {
    for (v1::IncidentState to : states) {
      if (from == to) continue;
      World world;
      for (const ItemId& actor : {world.town, world.region}) {
        world.Revise(World::As(actor, v1::DUTY_OFFICER), world.ParticipationOf(actor),
                     {"participation.state"}, "participation { state: PARTICIPATION_ENDED }");
      }
      v1::Change put = world.picture.Incident()->change;
      put.set_seq(world.picture.head() + 1);
      put.mutable_item()->mutable_incident()->set_state(from);
      world.picture.Apply(MakeItemState(put));
      const std::string target = "incident { state: " + v1::IncidentState_Name(to) + " }";
      const Verdict verdict =
          world.Send(world.county_duty,
                     world.Revising(world.incident(), {"incident.state"}, target, "Därför"));
      const auto steps = AllSteps();
      const bool in_table = std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
        return step.kind == Item::kIncident && step.from == from && step.to == to;
      });
      EXPECT_EQ(!verdict.rejection, in_table)
          << v1::IncidentState_Name(from) << " to " << v1::IncidentState_Name(to);
    }
  }
}

// Whatever a client can send is bounded: each text, each byte string and each list by the schema.
void ExpectBounded(const google::protobuf::Descriptor* message,
                   std::set<const google::protobuf::Descriptor*>* visited) {
  if (!visited->insert(message).second) return;
  for (const FieldCheck& check : ChecksOf(message)) {
    const std::string& name = check.field->full_name();
    if (check.field->is_repeated()) {
      EXPECT_GT(check.max_items, 0u) << name;
    }
    if (check.field->type() == FieldDescriptor::TYPE_STRING) {
      EXPECT_GT(check.max_len, 0u) << name;
    }
    if (check.field->type() == FieldDescriptor::TYPE_BYTES) {
      EXPECT_GT(check.len + check.max_len, 0u) << name;
    }
    if (check.field->message_type() != nullptr) ExpectBounded(check.field->message_type(), visited);
  }
}

TEST(Schema, EverythingThatACommandCanHoldIsBounded) {
  std::set<const google::protobuf::Descriptor*> visited;
  ExpectBounded(v1::Command::descriptor(), &visited);
  EXPECT_GT(visited.size(), 25u);
}

// Paths are two levels deep, and the parts of a body that merge are its fields.
TEST(Schema, EveryBodyFieldIsARevisablePath) {
  for (const FieldDescriptor* kind : Kinds()) {
    for (int i = 0; i < kind->message_type()->field_count(); ++i) {
      const FieldDescriptor* field = kind->message_type()->field(i);
      EXPECT_EQ(FindField(static_cast<Item::BodyCase>(kind->number()),
                          kind->name() + "." + field->name()),
                field);
    }
  }
}

}  // namespace
}  // namespace samlad
