#pragma once

#include <string>

#include "clients/cli/directory.h"
#include "clients/cpp/replica.h"

namespace samlad::cli {

// The picture's map features as an RFC 7946 FeatureCollection: geometry, and as properties what the
// feature says, with times in ISO 8601 (UTC), ids in hex and states in words. Features that were
// retracted, superseded or have expired are in it too; "state" tells them apart.
std::string ToGeoJson(const client::Replica& picture, const Directory& directory,
                      const std::string& as_actor);

}  // namespace samlad::cli
