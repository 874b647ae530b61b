#include "server/access/throttle.h"

#include <gtest/gtest.h>

namespace samlad {
namespace {

TEST(Throttle, AllowsABurstAndThenOneForEachRefill) {
  Throttle throttle(3, 1000, 100);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(throttle.Take("anna", 0), 0);
  EXPECT_EQ(throttle.Take("anna", 0), 1000);
  EXPECT_EQ(throttle.Take("anna", 400), 600);
  EXPECT_EQ(throttle.Take("anna", 1000), 0);
  EXPECT_EQ(throttle.Take("anna", 1000), 1000);
}

TEST(Throttle, KeepsKeysApart) {
  Throttle throttle(1, 1000, 100);
  EXPECT_EQ(throttle.Take("anna", 0), 0);
  EXPECT_NE(throttle.Take("anna", 0), 0);
  EXPECT_EQ(throttle.Take("bo", 0), 0);
}

TEST(Throttle, GivesGoodAttemptsBack) {
  Throttle throttle(1, 1000, 100);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(throttle.Take("anna", 0), 0);
    throttle.Return("anna");
  }
}

TEST(Throttle, FillsNoFurtherThanTheBurst) {
  Throttle throttle(2, 1000, 100);
  EXPECT_EQ(throttle.Take("anna", 0), 0);
  EXPECT_EQ(throttle.Take("anna", 1'000'000), 0);
  EXPECT_EQ(throttle.Take("anna", 1'000'000), 0);
  EXPECT_NE(throttle.Take("anna", 1'000'000), 0);
}

TEST(Throttle, RemembersNoMoreThanItMayAndForgetsTheIdlestFirst) {
  Throttle throttle(1, 1'000'000, 10);
  EXPECT_EQ(throttle.Take("anna", 0), 0);
  for (int i = 0; i < 9; ++i) throttle.Take(std::to_string(i), i);
  EXPECT_NE(throttle.Take("anna", 10), 0) << "still remembered, and now the latest";
  for (int i = 100; i < 108; ++i) throttle.Take(std::to_string(i), i);
  EXPECT_NE(throttle.Take("anna", 200), 0);
  for (int i = 1000; i < 1100; ++i) throttle.Take(std::to_string(i), i);
  EXPECT_EQ(throttle.size(), 10u);
  EXPECT_EQ(throttle.Take("anna", 2000), 0) << "forgotten";
}

}  // namespace
}  // namespace samlad
