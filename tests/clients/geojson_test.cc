#include "clients/cli/geojson.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace samlad::cli {
namespace {

namespace json = boost::json;

v1::Geometry Shape(v1::GeometryType type, std::initializer_list<double> coordinates,
                   std::initializer_list<uint32_t> ends = {},
                   std::initializer_list<uint32_t> polygon_ends = {}) {
  v1::Geometry geometry;
  geometry.set_type(type);
  for (double value : coordinates) geometry.add_coordinates(value);
  for (uint32_t end : ends) geometry.add_ends(end);
  for (uint32_t end : polygon_ends) geometry.add_polygon_ends(end);
  return geometry;
}

// The collection made of one feature of this geometry, and of a note.
json::object Export(const v1::Geometry& geometry) {
  const LogId incident = LogId::FromBytesOrNone(std::string(16, 'a'));
  client::Replica picture(incident);
  v1::Batch batch;
  v1::Change* change = batch.add_changes();
  change->set_seq(1);
  change->mutable_item()->set_id(incident.str());
  change->mutable_item()->mutable_incident()->set_kind(v1::EXERCISE);
  change = batch.add_changes();
  change->set_seq(2);
  change->mutable_item()->set_id(std::string(16, 'n'));
  change->mutable_item()->mutable_note()->set_text("not on the map");
  change = batch.add_changes();
  change->set_seq(3);
  change->mutable_item()->set_id(std::string(16, 'f'));
  v1::Feature* feature = change->mutable_item()->mutable_feature();
  feature->set_title("Brandhärd \"A\"");
  feature->set_state(v1::FEATURE_IN_PICTURE);
  feature->set_category(v1::HAZARD);
  feature->set_observed_at_ms(1'407'150'930'000);
  feature->set_reliability(v1::RELIABILITY_B);
  feature->set_credibility(v1::CREDIBILITY_2);
  feature->set_uncertainty_m(500);
  *feature->mutable_geometry() = geometry;
  batch.set_through(3);
  EXPECT_EQ(picture.Apply(batch), client::BatchOutcome::kApplied);
  return json::parse(ToGeoJson(picture, Directory(), "")).as_object();
}

std::string GeometryOf(const v1::Geometry& geometry) {
  return json::serialize(Export(geometry)["features"].as_array().at(0).as_object()["geometry"]);
}

TEST(GeoJson, IsACollectionOfTheFeaturesAlone) {
  json::object collection = Export(Shape(v1::POINT, {16.5, 59.25}));
  EXPECT_EQ(collection["type"], "FeatureCollection");
  EXPECT_EQ(collection["seq"], 3);
  EXPECT_EQ(collection["exercise"], true);
  ASSERT_EQ(collection["features"].as_array().size(), 1u);
  json::object& feature = collection["features"].as_array()[0].as_object();
  EXPECT_EQ(feature["type"], "Feature");
  EXPECT_EQ(feature["id"], "66666666666666666666666666666666");
}

TEST(GeoJson, PropertiesSayWhatTheFeatureSays) {
  json::object collection = Export(Shape(v1::POINT, {16.5, 59.25}));
  json::object& properties =
      collection["features"].as_array()[0].as_object()["properties"].as_object();
  EXPECT_EQ(properties["title"], "Brandhärd \"A\"");
  EXPECT_EQ(properties["state"], "in picture");
  EXPECT_EQ(properties["category"], "hazard");
  EXPECT_EQ(properties["observed_at"], "2014-08-04T11:15:30.000Z");
  EXPECT_EQ(properties["reliability"], "B");
  EXPECT_EQ(properties["credibility"], "2");
  EXPECT_EQ(properties["uncertainty_m"].to_number<double>(), 500);
  EXPECT_FALSE(properties.contains("valid_until"));
}

TEST(GeoJson, EveryGeometryIsNestedAsTheStandardHasIt) {
  EXPECT_EQ(GeometryOf(Shape(v1::POINT, {1.5, 2.5})),
            R"({"type":"Point","coordinates":[1.5E0,2.5E0]})");
  EXPECT_EQ(GeometryOf(Shape(v1::MULTI_POINT, {1.5, 2.5, 3.5, 4.5})),
            R"({"type":"MultiPoint","coordinates":[[1.5E0,2.5E0],[3.5E0,4.5E0]]})");
  EXPECT_EQ(GeometryOf(Shape(v1::LINE_STRING, {1.5, 2.5, 3.5, 4.5})),
            R"({"type":"LineString","coordinates":[[1.5E0,2.5E0],[3.5E0,4.5E0]]})");
  EXPECT_EQ(
      GeometryOf(Shape(v1::MULTI_LINE_STRING, {1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5}, {2, 4})),
      R"({"type":"MultiLineString","coordinates":)"
      R"([[[1.5E0,2.5E0],[3.5E0,4.5E0]],[[5.5E0,6.5E0],[7.5E0,8.5E0]]]})");
  EXPECT_EQ(GeometryOf(Shape(v1::POLYGON, {1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 1.5, 2.5}, {4})),
            R"({"type":"Polygon","coordinates":)"
            R"([[[1.5E0,2.5E0],[3.5E0,4.5E0],[5.5E0,6.5E0],[1.5E0,2.5E0]]]})");
  EXPECT_EQ(GeometryOf(Shape(v1::MULTI_POLYGON,
                             {1.5, 2.5, 3.5, 4.5, 1.5, 2.5, 5.5, 6.5, 7.5, 8.5, 5.5, 6.5}, {3, 6},
                             {1, 2})),
            R"({"type":"MultiPolygon","coordinates":)"
            R"([[[[1.5E0,2.5E0],[3.5E0,4.5E0],[1.5E0,2.5E0]]],)"
            R"([[[5.5E0,6.5E0],[7.5E0,8.5E0],[5.5E0,6.5E0]]]]})");
}

TEST(GeoJson, NumbersAreWrittenAsPeopleWriteThem) {
  const LogId incident = LogId::FromBytesOrNone(std::string(16, 'a'));
  client::Replica picture(incident);
  v1::Batch batch;
  v1::Change* change = batch.add_changes();
  change->set_seq(1);
  change->mutable_item()->set_id(std::string(16, 'f'));
  change->mutable_item()->mutable_feature()->set_title("1.5E1 \\\" -2E3");
  *change->mutable_item()->mutable_feature()->mutable_geometry() =
      Shape(v1::POINT, {-16.1, 59.123456});
  batch.set_through(1);
  ASSERT_EQ(picture.Apply(batch), client::BatchOutcome::kApplied);
  const std::string text = ToGeoJson(picture, Directory(), "");
  EXPECT_NE(text.find("[-16.1,59.123456]"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("title":"1.5E1 \\\" -2E3")"), std::string::npos) << text;
}

TEST(GeoJson, APolygonsHolesAreRingsOfTheSamePolygon) {
  EXPECT_EQ(GeometryOf(Shape(v1::MULTI_POLYGON, {1.5, 2.5, 3.5, 4.5}, {1, 2}, {2})),
            R"({"type":"MultiPolygon","coordinates":[[[[1.5E0,2.5E0]],[[3.5E0,4.5E0]]]]})");
}

TEST(GeoJson, GeometryThatContradictsItselfReadsNothingBeyondItsEnd) {
  EXPECT_EQ(GeometryOf(Shape(v1::POLYGON, {1.5, 2.5}, {99})),
            R"({"type":"Polygon","coordinates":[[[1.5E0,2.5E0]]]})");
  EXPECT_EQ(GeometryOf(Shape(v1::MULTI_POLYGON, {1.5, 2.5}, {1}, {7})),
            R"({"type":"MultiPolygon","coordinates":[[[[1.5E0,2.5E0]]]]})");
  EXPECT_EQ(GeometryOf(Shape(v1::POINT, {})), "null");
  EXPECT_EQ(GeometryOf(v1::Geometry()), "null");
}

}  // namespace
}  // namespace samlad::cli
