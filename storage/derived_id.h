#pragma once

#include <string_view>

#include "storage/id.h"

namespace samlad {

// The id that follows from a name, the same wherever and whenever it is asked for: "account" and a
// login, say. What is made under such ids is made once, however often it is tried, and is found
// again by who knows the name alone, as accounts have to be (R33).
ItemId DerivedId(std::string_view what, std::string_view name);

}  // namespace samlad
