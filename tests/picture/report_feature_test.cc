#include "tests/picture/world.h"

namespace samlad {
namespace {

constexpr char kReport[] = "report { as_of_ms: 5 event: 'Skogsbrand' }";

RULE(ReportRules, Submitted, "report.submitted") {
  const Principal communicator = As(town, v1::COMMUNICATOR);
  const ItemId report =
      Create(communicator, kReport + std::string(" audience { kind: OWN_ACTOR }"));
  EXPECT_EQ(Get(report).report().state(), v1::REPORT_DRAFT);
  Revise(communicator, report, {"report.measures"}, "report { measures: 'Brandgator' }");
  Revise(town_duty, report, {"report.state", "report.resources", "audience"},
         "report { state: REPORT_SUBMITTED resources: 'Två plan' } "
         "audience { kind: ALL_PARTICIPANTS }");
  EXPECT_TRUE(Sees(region, report));
  Refuse(town_duty, Revising(report, {"report.event"}, "report { event: 'x' }"), "report.submitted",
         "revise.to.report.event");
}

RULE(ReportRules, SupersededByALaterReport, "state.superseded-by") {
  const std::string submitted = "report { as_of_ms: 5 state: REPORT_SUBMITTED }";
  const ItemId first = Create(town_duty, submitted);
  const ItemId second = Create(town_duty, submitted);
  const std::string superseded = "report { state: REPORT_SUPERSEDED superseded_by: ";
  Refuse(town_duty, Revising(first, {"report.state"}, "report { state: REPORT_SUPERSEDED }"),
         "state.superseded-by");
  Refuse(town_duty,
         Revising(first, {"report.superseded_by"}, "report { superseded_by: " + Q(second) + " }"),
         "state.superseded-by");
  Refuse(town_duty,
         Revising(first, {"report.state", "report.superseded_by"}, superseded + Q(first) + " }"),
         "state.superseded-by");
  Revise(town_duty, first, {"report.state", "report.superseded_by"}, superseded + Q(second) + " }");
  Refuse(town_duty, Creating("report { as_of_ms: 5 superseded_by: " + Q(second) + " }"),
         "state.superseded-by");
}

TEST(FeatureRules, PictureOfficersOfAnyActorAssess) {
  World world;
  const ItemId fire = world.Create(World::As(world.town, v1::PARTICIPANT), kFire);
  EXPECT_EQ(world.Get(fire).feature().state(), v1::FEATURE_REPORTED);
  const Principal officer = World::As(world.region, v1::PICTURE_OFFICER);
  world.Revise(officer, fire, {"feature.state"}, "feature { state: FEATURE_ASSESSED }");
  world.Revise(officer, fire, {"feature.state"}, "feature { state: FEATURE_IN_PICTURE }");
  const ItemId later = world.Create(officer, kFire);
  world.Revise(officer, fire, {"feature.state", "feature.superseded_by"},
               "feature { state: FEATURE_SUPERSEDED superseded_by: " + Q(later) + " }");
}

RULE(FeatureRules, AParticipantDoesNotAssess, "role.not-allowed") {
  const Principal participant = As(town, v1::PARTICIPANT);
  const ItemId fire = Create(participant, kFire);
  Refuse(participant, Revising(fire, {"feature.state"}, "feature { state: FEATURE_ASSESSED }"),
         "role.not-allowed", "revise.to.feature.state");
}

RULE(FeatureRules, RetractedByItsOwnerWithAReason, "state.needs-reason") {
  const ItemId fire = Create(town_duty, kFire);
  const std::string retracted = "feature { state: FEATURE_RETRACTED }";
  Refuse(town_duty, Revising(fire, {"feature.state"}, retracted), "state.needs-reason", "reason");
  Refuse(region_duty, Revising(fire, {"feature.state"}, retracted, "Fel"), "item.owner-only");
  Revise(town_duty, fire, {"feature.state"}, retracted, "Fel plats");
  EXPECT_EQ(picture.Find(fire)->change.reason(), "Fel plats");
}

RULE(FeatureRules, Ended, "feature.ended") {
  const ItemId fire = Create(town_duty, kFire);
  Revise(town_duty, fire, {"feature.state"}, "feature { state: FEATURE_EXPIRED }");
  Refuse(town_duty, Revising(fire, {"feature.text"}, "feature { text: 'x' }"), "feature.ended");
  // It may be reported anew, with a new end.
  Revise(town_duty, fire, {"feature.state", "feature.valid_until_ms"},
         "feature { state: FEATURE_REPORTED valid_until_ms: 2000000000000 }");
}

RULE(FeatureRules, SupersededOnce, "field.fixed") {
  const ItemId fire = Create(town_duty, kFire);
  const ItemId later = Create(town_duty, kFire);
  const ItemId other = Create(town_duty, kFire);
  Revise(region_duty, fire, {"feature.state", "feature.superseded_by"},
         "feature { state: FEATURE_SUPERSEDED superseded_by: " + Q(later) + " }");
  Refuse(county_duty,
         Revising(fire, {"feature.superseded_by"}, "feature { superseded_by: " + Q(other) + " }"),
         "field.fixed");
}

TEST(FeatureRules, ReliabilityAndCredibilityAreRatedIndependently) {
  World world;
  const ItemId fire = world.Create(world.town_duty, kFire);
  world.Revise(world.town_duty, fire, {"feature.reliability"},
               "feature { reliability: RELIABILITY_F }");
  EXPECT_EQ(world.Get(fire).feature().credibility(), v1::INFORMATION_CREDIBILITY_UNSPECIFIED);
  world.Revise(world.town_duty, fire, {"feature.credibility"},
               "feature { credibility: CREDIBILITY_1 }");
  EXPECT_EQ(world.Get(fire).feature().reliability(), v1::RELIABILITY_F);
}

// Geometries in the flat form of the schema, and the field that is wrong; none if all is well.
struct Shape {
  const char* geometry;
  const char* wrong;
};

constexpr Shape kShapes[] = {
    {"type: POINT coordinates: [16, 60]", ""},
    {"type: POINT coordinates: [-180, -90]", ""},
    {"type: POINT", "coordinates"},
    {"type: POINT coordinates: [16]", "coordinates"},
    {"type: POINT coordinates: [16, 60, 17, 61]", "coordinates"},
    {"type: POINT coordinates: [16, 90.5]", "coordinates"},
    {"type: POINT coordinates: [16, 60] ends: 1", "ends"},
    {"type: POINT coordinates: [16, 60] polygon_ends: 1", "polygon_ends"},
    {"type: MULTI_POINT coordinates: [16, 60, 17, 61]", ""},
    {"type: MULTI_POINT coordinates: [16, 60, 17]", "coordinates"},
    {"type: LINE_STRING coordinates: [16, 60, 17, 61]", ""},
    {"type: LINE_STRING coordinates: [16, 60]", "coordinates"},
    {"type: LINE_STRING coordinates: [16, 60, 17, 61] ends: 2", "ends"},
    {"type: MULTI_LINE_STRING coordinates: [1, 1, 2, 2, 3, 3, 4, 4] ends: [2, 4]", ""},
    {"type: MULTI_LINE_STRING coordinates: [1, 1, 2, 2, 3, 3, 4, 4] ends: [1, 4]", "ends"},
    {"type: MULTI_LINE_STRING coordinates: [1, 1, 2, 2, 3, 3, 4, 4] ends: [2]", "ends"},
    {"type: MULTI_LINE_STRING coordinates: [1, 1, 2, 2, 3, 3, 4, 4] ends: [4, 2]", "ends"},
    {"type: MULTI_LINE_STRING coordinates: [1, 1, 2, 2] ends: [2, 4294967295]", "ends"},
    {"type: MULTI_LINE_STRING coordinates: [1, 1, 2, 2]", "ends"},
    {"type: POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0] ends: 4", ""},
    {"type: POLYGON coordinates: [0, 0, 1, 0, 0, 0] ends: 3", "ends"},
    {"type: POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 1] ends: 4", "coordinates"},
    {"type: POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0]", "ends"},
    {"type: POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0, 5, 5, 6, 5, 6, 6, 5, 5] ends: [4, 8]",
     ""},
    {"type: POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0, 5, 5, 6, 5, 6, 6, 9, 9] ends: [4, 8]",
     "coordinates"},
    {"type: MULTI_POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0] ends: 4 polygon_ends: 1", ""},
    {"type: MULTI_POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0] ends: 4", "polygon_ends"},
    {"type: MULTI_POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0] ends: 4 polygon_ends: 2",
     "polygon_ends"},
    {"type: MULTI_POLYGON coordinates: [0, 0, 1, 0, 1, 1, 0, 0] ends: 4 polygon_ends: [1, 1]",
     "polygon_ends"},
};

RULE(FeatureRules, Geometry, "feature.geometry") {
  const ItemId fire = Create(town_duty, kFire);
  for (const Shape& shape : kShapes) {
    SCOPED_TRACE(shape.geometry);
    const std::string geometry = "geometry { " + std::string(shape.geometry) + " }";
    const std::string item = "feature { title: 'Yta' category: HAZARD " + geometry + " }";
    if (*shape.wrong == '\0') {
      Create(town_duty, item);
      Revise(town_duty, fire, {"feature.geometry"}, "feature { " + geometry + " }");
      continue;
    }
    const std::string field = "feature.geometry." + std::string(shape.wrong);
    Refuse(town_duty, Creating(item), "feature.geometry", "create.item." + field);
    Refuse(town_duty, Revising(fire, {"feature.geometry"}, "feature { " + geometry + " }"),
           "feature.geometry", "revise.to." + field);
  }
}

}  // namespace
}  // namespace samlad
