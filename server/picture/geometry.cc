#include "server/picture/geometry.h"

#include <cmath>

namespace samlad {
namespace {

using v1::Geometry;
using Fault = std::optional<GeometryFault>;
using Ends = google::protobuf::RepeatedField<uint32_t>;

Fault Wrong(std::string field, std::string sentence) {
  return GeometryFault{std::move(field), std::move(sentence)};
}

uint32_t Positions(const Geometry& geometry) {
  return static_cast<uint32_t>(geometry.coordinates_size()) / 2;
}

Fault CheckPositions(const Geometry& geometry) {
  if (geometry.coordinates_size() == 0 || geometry.coordinates_size() % 2 != 0) {
    return Wrong("coordinates", "A position is a longitude and a latitude.");
  }
  for (int i = 0; i < geometry.coordinates_size(); i += 2) {
    if (std::abs(geometry.coordinates(i)) > 180) {
      return Wrong("coordinates", "A longitude lies between -180 and 180 degrees.");
    }
    if (std::abs(geometry.coordinates(i + 1)) > 90) {
      return Wrong("coordinates", "A latitude lies between -90 and 90 degrees.");
    }
  }
  return std::nullopt;
}

// Each part has at least `least` entries, and together they are all `total`.
Fault CheckEnds(const Ends& ends, uint32_t total, uint32_t least, const std::string& field) {
  uint32_t from = 0;
  for (uint32_t end : ends) {
    if (end < from || end - from < least) {
      return Wrong(field, "Each part ends at least " + std::to_string(least) +
                              " entries after the one before.");
    }
    from = end;
  }
  if (from != total) return Wrong(field, "The last part ends with the last entry.");
  return std::nullopt;
}

Fault CheckRings(const Geometry& geometry) {
  if (Fault fault = CheckEnds(geometry.ends(), Positions(geometry), 4, "ends")) return fault;
  int first = 0;
  for (uint32_t end : geometry.ends()) {
    const int last = static_cast<int>(end) - 1;
    for (int axis = 0; axis < 2; ++axis) {
      // Equal as written: the same two numbers end the ring that began it.
      const double begun = geometry.coordinates(2 * first + axis);
      const double ended = geometry.coordinates(2 * last + axis);
      if (begun < ended || begun > ended) {
        return Wrong("coordinates", "A ring ends in the position that it begins with.");
      }
    }
    first = static_cast<int>(end);
  }
  return std::nullopt;
}

Fault CheckNoEnds(const Geometry& geometry) {
  if (geometry.ends_size() == 0) return std::nullopt;
  return Wrong("ends", "A geometry of this type has no parts.");
}

Fault CheckShape(const Geometry& geometry) {
  switch (geometry.type()) {
    case v1::POINT:
      if (Positions(geometry) != 1) return Wrong("coordinates", "A point is one position.");
      return CheckNoEnds(geometry);
    case v1::MULTI_POINT:
      return CheckNoEnds(geometry);
    case v1::LINE_STRING:
      if (Positions(geometry) < 2) return Wrong("coordinates", "A line has two positions or more.");
      return CheckNoEnds(geometry);
    case v1::MULTI_LINE_STRING:
      return CheckEnds(geometry.ends(), Positions(geometry), 2, "ends");
    case v1::POLYGON:
      return CheckRings(geometry);
    case v1::MULTI_POLYGON:
      if (Fault fault = CheckRings(geometry)) return fault;
      return CheckEnds(geometry.polygon_ends(), static_cast<uint32_t>(geometry.ends_size()), 1,
                       "polygon_ends");
    default:
      return Wrong("type", "The geometry has no type.");
  }
}

}  // namespace

Fault CheckGeometry(const Geometry& geometry) {
  if (Fault fault = CheckPositions(geometry)) return fault;
  if (Fault fault = CheckShape(geometry)) return fault;
  if (geometry.type() != v1::MULTI_POLYGON && geometry.polygon_ends_size() > 0) {
    return Wrong("polygon_ends", "Only a multi-polygon has polygons to end.");
  }
  return std::nullopt;
}

}  // namespace samlad
