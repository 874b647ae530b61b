#include "clients/cli/geojson.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "clients/cli/describe.h"
#include "clients/cli/ids.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

namespace json = boost::json;

// Positions [first, last) of the flat list, as [[longitude, latitude], ...].
json::array Positions(const v1::Geometry& geometry, size_t first, size_t last) {
  json::array positions;
  const size_t count = static_cast<size_t>(geometry.coordinates_size()) / 2;
  for (size_t i = first; i < std::min(last, count); ++i) {
    const int at = static_cast<int>(2 * i);
    positions.push_back(json::array{geometry.coordinates(at), geometry.coordinates(at + 1)});
  }
  return positions;
}

// Lines or rings [first, last) of `ends`.
json::array Lines(const v1::Geometry& geometry, size_t first, size_t last) {
  json::array lines;
  // One ring may do without ends.
  if (geometry.ends().empty()) {
    lines.push_back(Positions(geometry, 0, SIZE_MAX));
    return lines;
  }
  const size_t count = static_cast<size_t>(geometry.ends_size());
  for (size_t i = first; i < std::min(last, count); ++i) {
    const size_t begin = i == 0 ? 0 : geometry.ends(static_cast<int>(i) - 1);
    lines.push_back(Positions(geometry, begin, geometry.ends(static_cast<int>(i))));
  }
  return lines;
}

json::array Polygons(const v1::Geometry& geometry) {
  json::array polygons;
  if (geometry.polygon_ends().empty()) {
    polygons.push_back(Lines(geometry, 0, SIZE_MAX));
    return polygons;
  }
  size_t begin = 0;
  for (const uint32_t end : geometry.polygon_ends()) {
    polygons.push_back(Lines(geometry, begin, end));
    begin = end;
  }
  return polygons;
}

json::value GeometryJson(const v1::Geometry& geometry) {
  const json::array flat = Positions(geometry, 0, SIZE_MAX);
  switch (geometry.type()) {
    case v1::POINT:
      if (flat.empty()) return nullptr;
      return json::object{{"type", "Point"}, {"coordinates", flat.front()}};
    case v1::MULTI_POINT:
      return json::object{{"type", "MultiPoint"}, {"coordinates", flat}};
    case v1::LINE_STRING:
      return json::object{{"type", "LineString"}, {"coordinates", flat}};
    case v1::MULTI_LINE_STRING:
      return json::object{{"type", "MultiLineString"},
                          {"coordinates", Lines(geometry, 0, SIZE_MAX)}};
    case v1::POLYGON:
      return json::object{{"type", "Polygon"}, {"coordinates", Lines(geometry, 0, SIZE_MAX)}};
    case v1::MULTI_POLYGON:
      return json::object{{"type", "MultiPolygon"}, {"coordinates", Polygons(geometry)}};
    default:
      return nullptr;
  }
}

void AddText(json::object* object, const char* name, const std::string& text) {
  if (!text.empty()) (*object)[name] = text;
}

void AddTime(json::object* object, const char* name, int64_t time_ms) {
  if (time_ms != 0) (*object)[name] = IsoText(time_ms);
}

// "B" of RELIABILITY_B: what the Admiralty code calls it.
std::string Rating(const google::protobuf::EnumDescriptor* type, int value) {
  if (value == 0) return "";
  const std::string& name = type->FindValueByNumber(value)->name();
  return name.substr(name.rfind('_') + 1);
}

json::object Properties(const v1::Change& change, const Directory& directory) {
  const v1::Item& item = change.item();
  const v1::Feature& feature = item.feature();
  json::object properties;
  properties["title"] = feature.title();
  AddText(&properties, "text", feature.text());
  properties["category"] = EnumWords(v1::FeatureCategory_descriptor(), feature.category());
  properties["state"] = StateWords(item);
  if (feature.uncertainty_m() > 0) properties["uncertainty_m"] = feature.uncertainty_m();
  AddText(&properties, "place", feature.place());
  AddText(&properties, "source", feature.source());
  AddText(&properties, "reliability",
          Rating(v1::SourceReliability_descriptor(), feature.reliability()));
  AddText(&properties, "credibility",
          Rating(v1::InformationCredibility_descriptor(), feature.credibility()));
  AddTime(&properties, "observed_at", feature.observed_at_ms());
  AddTime(&properties, "reported_at", feature.reported_at_ms());
  AddTime(&properties, "valid_until", feature.valid_until_ms());
  properties["owner"] = directory.ActorName(item.owner());
  properties["audience"] = AudienceWords(item, directory);
  if (item.fictional()) properties["fictional"] = true;
  properties["seq"] = change.seq();
  AddTime(&properties, "recorded_at", change.recorded_at_ms());
  AddTime(&properties, "exercise_time", change.scenario_at_ms());
  return properties;
}

// The library writes 16.1 as 1.61E1, which is right and unreadable: puts numbers as people write
// them.
std::string WithPlainNumbers(std::string_view text) {
  std::string plain;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string || (c != '-' && (c < '0' || c > '9'))) {
      plain.push_back(c);
      if (in_string && c == '\\') plain.push_back(text[++i]);
      continue;
    }
    const size_t end = std::min(text.find_first_not_of("+-.0123456789E", i), text.size());
    const std::string number(text.substr(i, end - i));
    if (number.find('E') != std::string::npos) {
      char written[32];
      plain.append(written,
                   std::to_chars(written, written + sizeof(written), std::stod(number)).ptr);
    } else {
      plain += number;
    }
    i = end - 1;
  }
  return plain;
}

}  // namespace

std::string ToGeoJson(const client::Replica& picture, const Directory& directory,
                      const std::string& as_actor) {
  json::array features;
  for (const auto& [id, change] : picture.items()) {
    if (!change->item().has_feature()) continue;
    features.push_back(json::object{{"type", "Feature"},
                                    {"id", ToHex(id)},
                                    {"geometry", GeometryJson(change->item().feature().geometry())},
                                    {"properties", Properties(*change, directory)}});
  }
  // RFC 7946, section 6.1: members of one's own are allowed beside those of the format.
  json::object collection{{"type", "FeatureCollection"}};
  collection["incident"] = ToHex(picture.incident());
  collection["seq"] = picture.position();
  if (const v1::Incident* incident = picture.incident_item()) {
    collection["title"] = incident->title();
    collection["exercise"] = incident->kind() == v1::EXERCISE;
  }
  if (!as_actor.empty()) collection["as_actor"] = as_actor;
  collection["features"] = std::move(features);
  return WithPlainNumbers(json::serialize(collection)) + "\n";
}

}  // namespace samlad::cli
