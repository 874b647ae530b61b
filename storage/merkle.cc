#include "storage/merkle.h"

#include <bit>
#include <cstring>

#include "storage/keys.h"

namespace samlad {
namespace {

constexpr std::string_view kLeafTag("\x00", 1);
constexpr std::string_view kNodeTag("\x01", 1);

Digest Node(const Digest& left, const Digest& right) {
  return Sha256({kNodeTag, View(left), View(right)});
}

}  // namespace

void MerkleTree::Append(std::string_view entry) {
  frontier_.push_back(Sha256({kLeafTag, entry}));
  // Like adding 1 in binary: every carry joins two full subtrees of equal size.
  for (uint64_t carry = size_; carry & 1; carry >>= 1) {
    const Digest right = frontier_.back();
    frontier_.pop_back();
    frontier_.back() = Node(frontier_.back(), right);
  }
  ++size_;
}

Digest MerkleTree::Root() const {
  if (frontier_.empty()) return Sha256({});
  Digest root = frontier_.back();
  for (size_t i = frontier_.size() - 1; i-- > 0;) root = Node(frontier_[i], root);
  return root;
}

std::string MerkleTree::Encode() const {
  std::string text;
  text.reserve(sizeof(size_) + frontier_.size() * sizeof(Digest));
  AppendFixed64(&text, size_);
  for (const Digest& digest : frontier_) text.append(View(digest));
  return text;
}

bool MerkleTree::Decode(std::string_view text, MerkleTree* tree) {
  if (text.size() < sizeof(uint64_t)) return false;
  const uint64_t size = DecodeFixed64(text);
  text.remove_prefix(sizeof(uint64_t));
  const size_t subtrees = static_cast<size_t>(std::popcount(size));
  if (text.size() != subtrees * sizeof(Digest)) return false;
  tree->size_ = size;
  tree->frontier_.resize(subtrees);
  for (Digest& digest : tree->frontier_) {
    std::memcpy(digest.data(), text.data(), digest.size());
    text.remove_prefix(digest.size());
  }
  return true;
}

}  // namespace samlad
