#pragma once

#include <cstdint>
#include <span>

#include "server/picture/rights.h"

namespace samlad {

// One step that an item's state can take, and who may take it. From 0 (no state yet) is how items
// begin; the first such row of a kind is where one begins that says nothing.
struct Step {
  v1::Item::BodyCase kind;
  int from;
  int to;
  Who who;
  Roles roles;
  bool needs_reason = false;
};

// Every step there is, by kind and state, to be held against the domain's own tables.
std::span<const Step> AllSteps();

// The state of the item's body as a number of its enum; 0 if its kind has none.
int StateOf(const v1::Item& item);
// REQUIRES: the kind has a state.
void SetState(int state, v1::Item* item);
// The path of the kind's state, such as "feature.state".
std::string StatePath(v1::Item::BodyCase kind);

// The author may take the item from state `from` to state `to`. `item` is the item before the step,
// or as it is to begin.
Refusal CheckStep(const Draft& draft, const v1::Item& item, int from, int to,
                  const std::string& field);

// Gives a new item its first state, if its kind has any and the author left it out.
Refusal CheckFirstState(const Draft& draft, v1::Item* item, const std::string& field);

}  // namespace samlad
