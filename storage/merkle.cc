#include "storage/merkle.h"

#include <openssl/evp.h>

#include <bit>
#include <cstring>
#include <initializer_list>
#include <memory>

#include "storage/check.h"
#include "storage/keys.h"

namespace samlad {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

Digest Sha256(std::initializer_list<std::string_view> parts) {
  // Looking the algorithm up and making a context cost more than hashing a small change.
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  CHECK(algorithm != nullptr && context != nullptr);
  CHECK(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
  for (std::string_view part : parts) {
    CHECK(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  }
  Digest digest;
  CHECK(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

std::string_view View(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

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
