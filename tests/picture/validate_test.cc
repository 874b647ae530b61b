// Hostile and wrong commands, and the exact rejection that each gets before any rule sees it.
#include "server/picture/validate.h"

#include <cmath>
#include <limits>

#include "google/protobuf/text_format.h"
#include "samlad/v1/frames.pb.h"
#include "tests/picture/world.h"

namespace samlad {
namespace {

constexpr char kId[] = "'0123456789abcdef'";

// A command that is well formed but for what is appended to its feature.
std::string Feature(const std::string& wrong) {
  return "create { item { id: " + std::string(kId) +
         " feature { title: 'Brand' category: HAZARD geometry { type: POINT coordinates: [1, 2] "
         "} " +
         wrong + " } } }";
}

v1::Command Parse(const std::string& verb) {
  v1::Command command;
  google::protobuf::TextFormat::Parser parser;
  const std::string text = "command_id: " + std::string(kId) + " incident: " + kId + " " + verb;
  EXPECT_TRUE(parser.ParseFromString(text, &command)) << text;
  return command;
}

void ExpectBreach(const google::protobuf::Message& message, const std::string& path,
                  v1::RejectionCode code, const std::string& rule, const std::string& field) {
  const std::optional<v1::Rejection> rejection = Validate(message, path);
  ASSERT_TRUE(rejection) << "nothing wrong found, expected " << rule << " at " << field;
  EXPECT_EQ(rejection->code(), code);
  EXPECT_EQ(rejection->rule(), rule);
  EXPECT_EQ(rejection->field(), field);
  EXPECT_FALSE(rejection->message().empty());
}

struct Hostile {
  std::string command;
  v1::RejectionCode code;
  std::string rule;
  std::string field;
};

std::string Many(const std::string& entry, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += entry + ' ';
  return all;
}

const std::vector<Hostile>& Commands() {
  static const std::vector<Hostile> commands = {
      {Feature("") + " reason: '" + std::string(2001, 'a') + "'", v1::TOO_LARGE, "check.too-long",
       "reason"},
      {"create { }", v1::MALFORMED, "check.required", "create.item"},
      {"create { item { note { } } }", v1::MALFORMED, "check.required", "create.item.id"},
      {"create { item { id: 'short' } }", v1::MALFORMED, "check.length", "create.item.id"},
      {"create { item { id: '0123456789abcdef0' } }", v1::MALFORMED, "check.length",
       "create.item.id"},
      {Feature("text: '" + std::string(5001, 'x') + "'"), v1::TOO_LARGE, "check.too-long",
       "create.item.feature.text"},
      {Feature("uncertainty_m: -1"), v1::MALFORMED, "check.range",
       "create.item.feature.uncertainty_m"},
      {Feature("uncertainty_m: 1000001"), v1::MALFORMED, "check.range",
       "create.item.feature.uncertainty_m"},
      {Feature("uncertainty_m: nan"), v1::MALFORMED, "check.finite",
       "create.item.feature.uncertainty_m"},
      {Feature("uncertainty_m: inf"), v1::MALFORMED, "check.finite",
       "create.item.feature.uncertainty_m"},
      {Feature("observed_at_ms: -5"), v1::MALFORMED, "check.range",
       "create.item.feature.observed_at_ms"},
      {Feature("superseded_by: 'x'"), v1::MALFORMED, "check.length",
       "create.item.feature.superseded_by"},
      {"create { item { id: " + std::string(kId) + " feature { title: 'x' category: HAZARD } } }",
       v1::MALFORMED, "check.required", "create.item.feature.geometry"},
      {"create { item { id: " + std::string(kId) +
           " feature { title: 'x' geometry { type: POINT coordinates: 1 } } } }",
       v1::MALFORMED, "check.required", "create.item.feature.category"},
      {"create { item { id: " + std::string(kId) +
           " feature { title: 'x' category: HAZARD geometry { coordinates: 1 } } } }",
       v1::MALFORMED, "check.required", "create.item.feature.geometry.type"},
      {"create { item { id: " + std::string(kId) +
           " feature { title: 'x' category: HAZARD geometry { type: POINT coordinates: [1, 181] } "
           "} } }",
       v1::MALFORMED, "check.range", "create.item.feature.geometry.coordinates[1]"},
      {"create { item { id: " + std::string(kId) +
           " feature { title: 'x' category: HAZARD geometry { type: POINT " +
           Many("coordinates: 1", 40001) + " } } } }",
       v1::TOO_LARGE, "check.too-many", "create.item.feature.geometry.coordinates"},
      {"create { item { id: " + std::string(kId) + " audience { } } }", v1::MALFORMED,
       "check.required", "create.item.audience.kind"},
      {"create { item { id: " + std::string(kId) +
           " audience { kind: NAMED_ACTORS actors: 'me' } } }",
       v1::MALFORMED, "check.length", "create.item.audience.actors[0]"},
      {"create { item { id: " + std::string(kId) + " audience { kind: NAMED_ACTORS " +
           Many("actors: " + std::string(kId), 1001) + " } } }",
       v1::TOO_LARGE, "check.too-many", "create.item.audience.actors"},
      {"create { item { id: " + std::string(kId) + " sight_seq: 1 } }", v1::MALFORMED,
       "check.server-set", "create.item.sight_seq"},
      {"create { item { id: " + std::string(kId) + " field_versions { field: 'x' } } }",
       v1::MALFORMED, "check.server-set", "create.item.field_versions"},
      {"create { item { id: " + std::string(kId) +
           " account { login: 'a' person: " + std::string(kId) + " password_hash: 'x' } } }",
       v1::MALFORMED, "check.server-set", "create.item.account.password_hash"},
      {"create { item { id: " + std::string(kId) +
           " conference { title: 'x' starts_at_ms: 1 agenda { title: 'a' started_at_ms: 5 } } } }",
       v1::MALFORMED, "check.server-set", "create.item.conference.agenda[0].started_at_ms"},
      {"create { item { id: " + std::string(kId) +
           " conference { title: 'x' starts_at_ms: 1 agenda { title: 'a' } agenda { } } } }",
       v1::MALFORMED, "check.required", "create.item.conference.agenda[1].title"},
      {"create { item { id: " + std::string(kId) +
           " conference { title: 'x' starts_at_ms: 1 agenda { title: 'a' minutes: 601 } } } }",
       v1::MALFORMED, "check.range", "create.item.conference.agenda[0].minutes"},
      {"create { item { id: " + std::string(kId) + " stance { decision: " + kId +
           " position: ACCEPTS } } }",
       v1::MALFORMED, "check.required", "create.item.stance.picture_seq"},
      {"open_incident { incident { title: 'x' } }", v1::MALFORMED, "check.required",
       "open_incident.incident.kind"},
      {"open_incident { incident { kind: EXERCISE title: 'x' clock { } } }", v1::MALFORMED,
       "check.server-set", "open_incident.incident.clock"},
      {"revise { item: " + std::string(kId) + " base_seq: 1 to { } }", v1::MALFORMED,
       "check.required", "revise.fields"},
      {"revise { item: " + std::string(kId) + " fields: 'x' to { } }", v1::MALFORMED,
       "check.required", "revise.base_seq"},
      {"revise { item: " + std::string(kId) + " base_seq: 1 fields: 'x' }", v1::MALFORMED,
       "check.required", "revise.to"},
      {"revise { item: " + std::string(kId) + " base_seq: 1 fields: '" + std::string(101, 'x') +
           "' to { } }",
       v1::TOO_LARGE, "check.too-long", "revise.fields[0]"},
      {"revise { item: " + std::string(kId) + " base_seq: 1 to { } " + Many("fields: 'x'", 51) +
           " }",
       v1::TOO_LARGE, "check.too-many", "revise.fields"},
      {"revise { item: " + std::string(kId) +
           " base_seq: 1 fields: 'x' to { feature { geometry { coordinates: 1 } } } }",
       v1::MALFORMED, "check.required", "revise.to.feature.geometry.type"},
      {"speak { conference: " + std::string(kId) + " }", v1::MALFORMED, "check.required",
       "speak.action"},
      {"set_clock { clock { scenario_ms: -1 } }", v1::MALFORMED, "check.range",
       "set_clock.clock.scenario_ms"},
      {"set_clock { clock { speed: nan } }", v1::MALFORMED, "check.finite",
       "set_clock.clock.speed"},
      {"set_password { account: " + std::string(kId) + " }", v1::MALFORMED, "check.required",
       "set_password.password"},
  };
  return commands;
}

TEST(Validate, EachHostileCommandGetsItsExactRejection) {
  for (const Hostile& hostile : Commands()) {
    SCOPED_TRACE(hostile.command.substr(0, 200));
    ExpectBreach(Parse(hostile.command), "", hostile.code, hostile.rule, hostile.field);
  }
}

TEST(Validate, WhatIsRightPasses) {
  EXPECT_FALSE(Validate(Parse(Feature("")), ""));
  EXPECT_FALSE(Validate(Parse(Feature("text: '" + Many("å", 2500) + "'")), ""));
  // A revision holds only what it sets.
  EXPECT_FALSE(Validate(Parse("revise { item: " + std::string(kId) +
                              " base_seq: 1 fields: 'feature.text' to { feature { text: 'x' } } }"),
                        ""));
  EXPECT_FALSE(Validate(v1::ClientFrame(), ""));
}

TEST(Validate, ThePathBeginsWhereTheCallerSays) {
  ExpectBreach(v1::Create(), "messages[2].command.create", v1::MALFORMED, "check.required",
               "messages[2].command.create.item");
}

RULE(Checks, Utf8, "check.utf8") {
  const std::string bad[] = {"\xC3",
                             "\xFF",
                             "\xC0\xAF",
                             "\xE0\x80\xAF",
                             "\xED\xA0\x80",
                             "a\xE2\x82",
                             "\xF4\x90\x80\x80",
                             "\x80",
                             "\xF8\x88\x80\x80\x80"};
  for (const std::string& text : bad) {
    v1::Command command = Creating(kFire);
    command.mutable_create()->mutable_item()->mutable_feature()->set_title(text);
    Refuse(county_duty, command, "check.utf8", "create.item.feature.title");
  }
}

RULE(Checks, Enum, "check.enum") {
  v1::Command command = Creating(kFire);
  command.mutable_create()->mutable_item()->mutable_feature()->set_category(
      static_cast<v1::FeatureCategory>(999));
  Refuse(county_duty, command, "check.enum", "create.item.feature.category");
  command = Creating(DecisionOn(1));
  command.mutable_create()->mutable_item()->mutable_decision()->add_protected_values(
      static_cast<v1::ProtectedValue>(-1));
  Refuse(county_duty, command, "check.enum", "create.item.decision.protected_values[0]");
}

RULE(Checks, UnknownField, "check.unknown-field") {
  v1::Command command = Creating(kFire);
  v1::Geometry* geometry =
      command.mutable_create()->mutable_item()->mutable_feature()->mutable_geometry();
  geometry->GetReflection()->MutableUnknownFields(geometry)->AddVarint(4711, 1);
  Refuse(county_duty, command, "check.unknown-field", "create.item.feature.geometry");
}

RULE(Checks, Finite, "check.finite") {
  for (double number : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    v1::Command command = Creating(kFire);
    command.mutable_create()
        ->mutable_item()
        ->mutable_feature()
        ->mutable_geometry()
        ->set_coordinates(0, number);
    Refuse(county_duty, command, "check.finite", "create.item.feature.geometry.coordinates[0]");
  }
}

RULE(Checks, Length, "check.length") {
  Refuse(county_duty, Creating("participation { actor: 'x' }"), "check.length");
}
RULE(Checks, Range, "check.range") {
  const v1::Rejection rejection =
      Refuse(county_duty, Parse("set_clock { clock { speed: 100001 } }"), "check.range");
  EXPECT_NE(rejection.message().find("At most 100000."), std::string::npos);
}
RULE(Checks, TooLong, "check.too-long") {
  const v1::Rejection rejection = Refuse(
      county_duty, Creating("person { name: '" + std::string(201, 'a') + "' }"), "check.too-long");
  EXPECT_NE(rejection.message().find("At most 200 characters."), std::string::npos);
}
RULE(Checks, TooMany, "check.too-many") {
  Refuse(county_duty,
         Creating("decision { " + Many("options { text: 'x' }", 21) +
                  " issue: 'x' proposal: 'x' reasons: 'x' mandate: 'x' }"),
         "check.too-many", "create.item.decision.options");
}

}  // namespace
}  // namespace samlad
