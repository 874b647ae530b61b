#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "server/picture/picture.h"
#include "server/picture/sight.h"
#include "server/room/frame.h"

namespace samlad {

// The picture of one sight at one position, cut into chunks for all who join with that sight. Each
// chunk is encoded when the first asks for it, compressed at most once, and shared: a crowd that
// joins at once costs little more than its writes.
//
// Together the chunks are one catch-up from 0 that begins with `reset`. All have `more`, unless the
// last is asked for as the end of it: then it goes through position().
//
// Threads: one thread at a time.
class Snapshot {
 public:
  // Of the picture as it is now. `chunk_bytes`: about how much goes into one chunk, uncompressed.
  Snapshot(const Picture& picture, const Sight& sight, size_t chunk_bytes);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  uint64_t position() const { return position_; }
  // At least one.
  size_t chunks() const { return chunks_.size(); }
  struct Form {
    bool deflated = false;
    bool end = false;
  };
  // REQUIRES: i < chunks(); an end is the last.
  FrameRef Chunk(size_t i, Form form);
  // The seq up to which a catch-up has come with chunk i: nothing that this sight has and that last
  // changed before it, as of position(), is left to send. REQUIRES: i < chunks().
  uint64_t CursorAfter(size_t i) const;
  // What the chunks made so far hold.
  size_t bytes() const { return bytes_; }

  // When it was last asked for, as its owner measures time.
  int64_t used_at_ms = 0;

 private:
  struct Part {
    std::vector<ItemRef> items;
    FrameRef frames[2][2];  // deflated or not, the end or not
  };
  FrameRef Encode(size_t i, bool end) const;

  const LogId log_;
  const uint64_t position_;
  std::vector<Part> chunks_;
  size_t bytes_ = 0;
};

}  // namespace samlad
