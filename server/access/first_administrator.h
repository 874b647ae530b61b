#pragma once

#include <functional>
#include <string>

#include "server/access/limits.h"
#include "server/room/limits.h"
#include "storage/event_log.h"

namespace samlad {

// The first person who may add others.
struct FirstAdministrator {
  std::string login;
  std::string password;
  // Name of the organisation that runs the server.
  std::string actor_name;
};

// Is there an account that can log in and administer?
bool HasAdministrator(const Picture& registry);

// Writes actor, person, account, assignment and password of the first administrator to the log, in
// this order, acting as SYSTEM. Ids follow from the login, so that running it again after a crash
// finishes what was begun and repeats nothing. kInUse if there is an administrator already.
// REQUIRES: nobody else commits to the log.
Status CreateFirstAdministrator(const FirstAdministrator& about, EventLog* log,
                                const RoomLimits& room_limits, const AccessLimits& access_limits,
                                int64_t now_ms);

}  // namespace samlad
