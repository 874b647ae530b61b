#include "clients/cli/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace samlad::cli {
namespace {

TEST(Ids, HexReadsBackAsItWas) {
  const std::string bytes = RandomIdBytes();
  EXPECT_EQ(BytesFromHex(LongHex(bytes)), bytes);
  EXPECT_EQ(LongHex(bytes).substr(0, 8), ShortHex(bytes));
  EXPECT_EQ(LongHex(*BytesFromHex("0123456789ABCDEFabcdef0123456789")),
            "0123456789abcdefabcdef0123456789");
}

TEST(Ids, WhatIsNotThirtyTwoDigitsIsNoId) {
  for (const char* text :
       {"", "0", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcdef0", " 123456789abcdef0123456789abcdef"}) {
    EXPECT_EQ(BytesFromHex(text), std::nullopt) << text;
  }
}

TEST(Ids, RandomIdsDiffer) {
  std::set<std::string> ids;
  for (int i = 0; i < 1'000; ++i) ids.insert(RandomIdBytes());
  EXPECT_EQ(ids.size(), 1'000u);
}

}  // namespace
}  // namespace samlad::cli
