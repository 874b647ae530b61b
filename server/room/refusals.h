#pragma once

#include <string>
#include <string_view>

#include "samlad/v1/command.pb.h"

namespace samlad {

// A refusal by the session or the room rather than by the rules of the domain
// (server/picture/rules.h): a limit, or something that the connection does not hold. Names are
// stable, for translation. REQUIRES: `name` is in the table of refusals.cc.
v1::Rejection Refuse(std::string_view name, std::string field = "");

}  // namespace samlad
