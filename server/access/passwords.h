#pragma once

#include <string>

#include "server/access/limits.h"

namespace samlad {

// argon2id. Every call takes tens of milliseconds and the memory of the settings, by intent.
//
// Threads: safe on any.
class Passwords {
 public:
  explicit Passwords(const AccessLimits& limits);

  // libsodium's text form, with salt and costs in it.
  std::string Hash(const std::string& password) const;
  // False too if `hash` is not a hash. Costs what the hash says, not what the settings say now.
  static bool Verify(const std::string& hash, const std::string& password);

  // A hash that no password matches: verified for a name that does not exist, so that the time it
  // takes does not tell.
  const std::string& nobody() const { return nobody_; }

 private:
  uint64_t passes_;
  uint64_t memory_bytes_;
  std::string nobody_;
};

}  // namespace samlad
