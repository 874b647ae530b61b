#pragma once

#include <chrono>
#include <cstdint>

#include "server/room/ports.h"

namespace samlad {

// What people read: milliseconds since 1970-01-01 UTC. May jump.
inline int64_t WallMs() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             system_clock::now().time_since_epoch())
      .count();
}

// For timeouts: milliseconds since some moment. Never jumps.
inline int64_t SteadyMs() {
  using std::chrono::steady_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             steady_clock::now().time_since_epoch())
      .count();
}

inline Moment Now() { return {WallMs(), SteadyMs()}; }

}  // namespace samlad
