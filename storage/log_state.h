#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/event_log.h"
#include "storage/merkle.h"

namespace samlad {

// Where one log stands: what a commit must continue, and what the log recovers to.
//
// Threads: a value; not safe to share while it changes.
struct LogState {
  int64_t recorded_at_ms = 0;
  MerkleTree tree;

  uint64_t seq() const { return tree.size(); }

  // Takes in the changes of one commit.
  // REQUIRES: their seqs go on from seq() without a gap, and recorded_at_ms never goes back.
  void Extend(const LogAppend& append);

  LogHead Head(const LogId& log) const;

  // recorded_at as fixed64, then the tree.
  std::string Encode() const;
  // False if the text is not one that Encode made.
  static bool Decode(std::string_view text, LogState* state);
};

}  // namespace samlad
