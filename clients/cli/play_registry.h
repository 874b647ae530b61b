#pragma once

#include <string>

#include "clients/cli/play_person.h"
#include "clients/cli/scenario.h"

namespace samlad::cli {

// Makes what the registry lacks of a scenario's actors, persons, accounts and assignments, as an
// administrator. Ids and commands follow from the names, so that doing it again changes nothing.
//
// False with a sentence; what was made by then stays. `*made` counts the items that are new.
bool PrepareRegistry(const Scenario& scenario, PlayPerson* administrator, size_t* made,
                     std::string* error);

}  // namespace samlad::cli
