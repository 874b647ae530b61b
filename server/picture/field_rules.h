#pragma once

#include <span>
#include <string_view>

#include "server/picture/rights.h"

namespace samlad {

// A set of states of one kind, one bit each.
using States = uint32_t;

template <typename... State>
constexpr States In(State... state) {
  return ((States{1} << state) | ... | States{0});
}

inline constexpr States kAlways = ~States{0};
inline constexpr States kNever = 0;

// Who may revise a field, and in which states of the item: the one before the revision or the one
// it brings. "report.*" stands for the fields of a kind that have no row of their own.
struct FieldRule {
  std::string_view field;
  Who who;
  Roles roles;
  States states = kAlways;
  // What is broken outside those states.
  std::string_view rule = "";
};

std::span<const FieldRule> AllFieldRules();

// The author may revise the field at `path`. `before` and `after` are the item without and with the
// revision.
Refusal CheckFieldRule(const Draft& draft, const v1::Item& before, const v1::Item& after,
                       std::string_view path, const std::string& field);

}  // namespace samlad
