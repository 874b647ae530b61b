#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/digest.h"

namespace samlad {

// A Merkle tree over a growing list of entries, as in RFC 9162, section 2.1: a leaf is
// SHA-256(0x00 || entry), a node SHA-256(0x01 || left || right), the empty tree SHA-256("").
// Holds only the frontier: the roots of the full subtrees that make up the tree, largest first; at
// most 64 digests however many the entries.
//
// Threads: a value; not safe to share while it changes.
class MerkleTree {
 public:
  MerkleTree() = default;

  void Append(std::string_view entry);
  Digest Root() const;
  uint64_t size() const { return size_; }

  // size as fixed64 big-endian, then the frontier's digests.
  std::string Encode() const;
  // False if the text is not one that Encode made.
  static bool Decode(std::string_view text, MerkleTree* tree);

 private:
  uint64_t size_ = 0;
  std::vector<Digest> frontier_;
};

}  // namespace samlad
