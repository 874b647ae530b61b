#pragma once

#include <cstdint>
#include <string_view>

namespace samlad::bench {

// What a receiver needs to know of a ServerFrame to be sure that nothing is missing and nothing
// came twice. Read without building messages, so that a generator can follow thousands of
// receivers.
struct BatchPosition {
  uint64_t from = 0;
  uint64_t through = 0;
  uint64_t changes = 0;
};

// Follows the batches of one frame: each continues where the one before ended and holds as many
// changes as it says. Moves `*position` on, and adds up the changes. False if something does not
// fit. Messages that are no batches are left alone.
bool FollowBatches(std::string_view frame, uint64_t* position, uint64_t* changes);

}  // namespace samlad::bench
