#include "storage/merkle.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace samlad {
namespace {

std::string Bytes(std::initializer_list<int> values) {
  std::string bytes;
  for (int value : values) bytes.push_back(static_cast<char>(value));
  return bytes;
}

// The definition of RFC 9162, section 2.1.1, word for word: split at the largest power of two below
// n.
Digest NaiveRoot(const std::vector<std::string>& entries, size_t begin, size_t end) {
  const size_t n = end - begin;
  if (n == 0) return Sha256({});
  if (n == 1) return Sha256({std::string_view("\0", 1), entries[begin]});
  size_t k = 1;
  while (2 * k < n) k *= 2;
  const Digest left = NaiveRoot(entries, begin, begin + k);
  const Digest right = NaiveRoot(entries, begin + k, end);
  return Sha256({"\x01", View(left), View(right)});
}

TEST(MerkleTest, Sha256OfKnownTexts) {
  EXPECT_EQ(ToHex(Sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256({"a", "bc"})),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// The entries and roots that implementations of Certificate Transparency are tested with.
TEST(MerkleTest, KnownVectors) {
  const std::vector<std::string> entries = {
      Bytes({}),
      Bytes({0x00}),
      Bytes({0x10}),
      Bytes({0x20, 0x21}),
      Bytes({0x30, 0x31}),
      Bytes({0x40, 0x41, 0x42, 0x43}),
      Bytes({0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57}),
      Bytes({0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
             0x6e, 0x6f})};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleTree tree;
  EXPECT_EQ(tree.Root(), Sha256({}));
  for (size_t i = 0; i < entries.size(); ++i) {
    tree.Append(entries[i]);
    EXPECT_EQ(ToHex(tree.Root()), roots[i]) << "size " << i + 1;
  }
}

TEST(MerkleTest, EqualsTheDefinitionAtEverySize) {
  std::vector<std::string> entries;
  MerkleTree tree;
  for (size_t size = 0; size <= 300; ++size) {
    ASSERT_EQ(tree.size(), size);
    ASSERT_EQ(tree.Root(), NaiveRoot(entries, 0, size)) << "size " << size;
    entries.push_back("entry " + std::to_string(size * size));
    tree.Append(entries.back());
  }
}

TEST(MerkleTest, DecodedTreeGoesOnAsTheSame) {
  MerkleTree tree;
  for (int i = 0; i < 100; ++i) {
    MerkleTree decoded;
    ASSERT_TRUE(MerkleTree::Decode(tree.Encode(), &decoded));
    EXPECT_EQ(decoded.size(), tree.size());
    EXPECT_EQ(decoded.Root(), tree.Root());
    tree.Append(std::to_string(i));
    decoded.Append(std::to_string(i));
    EXPECT_EQ(decoded.Encode(), tree.Encode());
  }
}

TEST(MerkleTest, DecodeRefusesWhatEncodeDidNotMake) {
  MerkleTree tree;
  for (int i = 0; i < 5; ++i) tree.Append("x");
  const std::string text = tree.Encode();
  MerkleTree decoded;
  for (size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(MerkleTree::Decode(std::string_view(text).substr(0, length), &decoded));
  }
  EXPECT_FALSE(MerkleTree::Decode(text + "x", &decoded));
}

}  // namespace
}  // namespace samlad
