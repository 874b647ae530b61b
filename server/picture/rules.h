#pragma once

#include <span>
#include <string>
#include <string_view>

#include "server/picture/types.h"

namespace samlad {

// A rule by name. The name is part of the protocol: clients translate by it, tests are named for
// it.
struct Rule {
  std::string_view name;  // "stance.owner-only"
  v1::RejectionCode code;
  std::string_view sentence;  // what to do about it, in words a duty officer understands
};

// Every rule of this folder, in order of name.
std::span<const Rule> AllRules();

// REQUIRES: `name` is the name of a rule.
v1::Rejection Reject(std::string_view name, std::string field = "");

}  // namespace samlad
