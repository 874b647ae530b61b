#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/fanout/frame_walk.h"
#include "server/picture/picture.h"

namespace samlad::bench {

// What one message of a catch-up brings, plain or deflated.
struct PartSeen {
  uint64_t changes = 0;
  uint64_t mix = 0;  // sum of MixOfSeq
  uint64_t from = 0;
  uint64_t through = 0;
  bool more = false;  // the catch-up goes on
  bool deflated = false;
};

// Checks the whole picture of one sight as many clients receive it. To look into each of gigabytes
// would make the generator the bottleneck: what the first client was sent is inflated, taken apart
// and compared, change by change, with the picture there should be; what another is sent is
// compared with that, byte by byte, and looked into only where it differs.
//
// Threads: one at a time.
class PictureParts {
 public:
  // What this actor should see of the picture beyond `from`. The picture outlives the parts.
  PictureParts(const Picture& picture, const ItemId& actor, uint64_t from = 0);

  // The message that a client got as its `index`-th of a catch-up. Null if a change in it is not
  // one of the picture, or if it cannot be read. Good until the next call.
  const PartSeen* See(size_t index, const Piece& piece);

  // What a whole picture adds up to.
  uint64_t items() const { return bytes_of_.size(); }
  uint64_t mix() const { return mix_; }
  // Messages that were not the same bytes as those of the first client.
  uint64_t different() const { return different_; }
  // The picture as the first client got it, inflated.
  const std::string& plain() const { return plain_; }

 private:
  struct Known {
    std::string bytes;
    PartSeen seen;
  };
  bool LookInto(const Piece& piece, PartSeen* seen, std::string* plain) const;
  bool LookIntoBatch(std::string_view body, PartSeen* seen) const;

  std::unordered_map<uint64_t, std::string_view> bytes_of_;  // by seq
  uint64_t mix_ = 0;
  std::vector<Known> known_;
  PartSeen last_;
  uint64_t different_ = 0;
  std::string plain_;
};

}  // namespace samlad::bench
