#pragma once

#include <cstdint>

namespace samlad {

// Settings of who gets in. Each is a setting of the server under the same name.
struct AccessLimits {
  // A token is good for this long after a login.
  int64_t token_lifetime_ms = 12 * 3600 * 1000;
  // Cost of argon2id: passes over the memory, and the memory.
  uint64_t password_passes = 3;
  uint64_t password_memory_bytes = 64 * 1024 * 1024;
  // Attempts to log in under one name: so many at once, then one more each login_refill_ms.
  uint32_t login_burst_max = 10;
  int64_t login_refill_ms = 10'000;
  // The same for attempts from one address (for IPv6: one /64).
  uint32_t login_address_burst_max = 50;
  int64_t login_address_refill_ms = 2'000;
  // Names and addresses remembered for that, each; the ones idle longest are forgotten first.
  uint32_t login_throttle_entries_max = 10'000;
};

}  // namespace samlad
