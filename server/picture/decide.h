#pragma once

#include <optional>
#include <vector>

#include "server/picture/picture.h"

namespace samlad {

// Settings of the rules; every one is also a setting of the server.
struct RuleLimits {
  // A note's action and entry may lie this far apart without a reason.
  int64_t note_delay_max_ms = 5 * 60 * 1000;
  // Items in one incident.
  uint64_t items_max = 2'000'000;
  // Participations in one incident.
  uint64_t participants_max = 1000;
  // Changes that one command may become (a retraction that touches many decisions).
  uint64_t changes_per_command_max = 2000;
  // Encoded size of one item.
  uint64_t item_bytes_max = 768 * 1024;
};

struct Context {
  Principal who;
  // The server's clock, milliseconds since 1970-01-01 UTC.
  int64_t now_ms = 0;
  // Who there is. In the registry's own room, the picture itself.
  const Picture* registry = nullptr;
  const RuleLimits* limits = nullptr;
};

// Either the changes that the command becomes, or why not. An accepted command may become none
// (a revision that sets what is already so).
struct Verdict {
  std::vector<v1::Change> changes;
  std::optional<v1::Rejection> rejection;
  // Attend: what the joining person gets.
  std::optional<v1::Summary> so_far;
};

// The rules: what becomes of a command in a picture. Pure: the same arguments give the same
// verdict. The changes are complete and numbered from picture.head() + 1; recorded_at_ms never goes
// back.
//
// REQUIRES: `command` passed Validate; SetPassword was replaced by the hash (SetPasswordHash).
// An item hidden from context.who gets the same rejection as one that does not exist.
Verdict Decide(const Picture& picture, const v1::Command& command, const Context& context);

// What time alone brings: features past valid_until expire, tasks past due are overdue, each by the
// incident's domain time. Changes by the role SYSTEM; empty if nothing is due. At most
// changes_per_command_max; the rest is due again at the next call.
std::vector<v1::Change> DecideDue(const Picture& picture, const Context& context);

// SetPassword, hashed.
Verdict DecidePasswordHash(const Picture& registry, const v1::Command& command,
                           const std::string& password_hash, const Context& context);

}  // namespace samlad
