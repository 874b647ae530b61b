#pragma once

#include <optional>
#include <string>

#include "samlad/v1/command.pb.h"

namespace samlad {

// Checks a message against the `check` options of its schema, depth first, and that every number is
// finite and every enum value known, that text is UTF-8, and that there are no unknown fields.
// Returns the first breach as MALFORMED (TOO_LARGE for a length or a count), with the path of the
// field below `path`, such as "create.item.feature.title" or "items[3]"; nullopt if there is none.
//
// REQUIRES: the message's type is one of the schema's (package samlad.v1).
// Threads: any.
std::optional<v1::Rejection> Validate(const google::protobuf::Message& message,
                                      const std::string& path);

}  // namespace samlad
