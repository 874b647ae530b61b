#pragma once

#include <functional>
#include <string_view>

#include "server/picture/types.h"

namespace samlad {

// What a field of an item names by its id.
struct Reference {
  enum class Target {
    kItem,      // an item of the same log
    kActor,     // an actor that takes part in the incident
    kRegistry,  // an actor or person of the registry, named from within the registry
  };

  Target target;
  // Path of the field within the item, such as "decision.basis".
  std::string_view field;
  ItemId id;
  // The kind that the item has to be; BODY_NOT_SET if any kind will do.
  v1::Item::BodyCase kind = v1::Item::BODY_NOT_SET;
};

// Visits everything that the item's body names; empty fields are left out. The audience is not
// part of it.
void VisitReferences(const v1::Item& item, const std::function<void(const Reference&)>& visit);

}  // namespace samlad
