#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "samlad/v1/command.pb.h"
#include "samlad/v1/log.pb.h"
#include "storage/id.h"

namespace samlad {

// A person acting for one actor in one role.
struct Principal {
  ItemId person;
  ItemId actor;
  v1::Role role = v1::ROLE_UNSPECIFIED;

  friend bool operator==(const Principal&, const Principal&) = default;
};

// An item as one change left it: the change, and the bytes that were first made of it. Immutable
// and shared; the bytes are what is stored, sent and replayed.
struct ItemState {
  v1::Change change;
  std::string bytes;

  const v1::Item& item() const { return change.item(); }
  uint64_t seq() const { return change.seq(); }
};
using ItemRef = std::shared_ptr<const ItemState>;

// Encodes the change, once in its life.
ItemRef MakeItemState(v1::Change change);
// Reads a stored change. False if the bytes are not a change of an item.
bool ParseChange(std::string_view bytes, v1::Change* change);
// The same, with its bytes; null if they are not one.
ItemRef ParseItemState(std::string bytes);

}  // namespace samlad
