#pragma once

#include <optional>
#include <string>

#include "samlad/v1/situation.pb.h"

namespace samlad {

// What keeps a flat geometry from being a GeoJSON geometry of its type (RFC 7946, section 3.1): the
// field that is wrong and a sentence about it.
struct GeometryFault {
  std::string field;  // "coordinates", "ends" or "polygon_ends"
  std::string sentence;
};

// Longitudes lie within 180 degrees and latitudes within 90; a line has two positions or more; a
// ring has four or more, the last equal to the first; ends ascend and the last is the number of
// positions.
std::optional<GeometryFault> CheckGeometry(const v1::Geometry& geometry);

}  // namespace samlad
