#include "clients/cpp/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace samlad::client {
namespace {

constexpr Backoff::Bounds kBounds{.base_ms = 100, .max_ms = 1'000};

TEST(Backoff, PausesStayWithinADoublingRangeThatIsBounded) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Backoff backoff(kBounds, seed);
    for (int64_t range_ms : {100, 200, 400, 800, 1'000, 1'000, 1'000}) {
      const int64_t pause_ms = backoff.Next();
      EXPECT_GE(pause_ms, 0);
      EXPECT_LE(pause_ms, range_ms);
    }
  }
}

TEST(Backoff, ClientsOfOneServerDoNotComeBackInStep) {
  int64_t least_ms = INT64_MAX, most_ms = 0;
  for (uint64_t seed = 0; seed < 1'000; ++seed) {
    Backoff backoff(kBounds, seed);
    for (int i = 0; i < 4; ++i) backoff.Next();
    const int64_t pause_ms = backoff.Next();
    least_ms = std::min(least_ms, pause_ms);
    most_ms = std::max(most_ms, pause_ms);
  }
  // Full jitter: the whole range is used, from its very beginning.
  EXPECT_LT(least_ms, 50);
  EXPECT_GT(most_ms, 950);
}

TEST(Backoff, ResetMakesTheRangeSmallAgain) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Backoff backoff(kBounds, seed);
    for (int i = 0; i < 10; ++i) backoff.Next();
    backoff.Reset();
    EXPECT_LE(backoff.Next(), kBounds.base_ms);
  }
}

TEST(Backoff, RetryAfterIsObeyedAndSpreadOverAsLongAgain) {
  int64_t most_ms = 0;
  for (uint64_t seed = 0; seed < 1'000; ++seed) {
    Backoff backoff(kBounds, seed);
    const int64_t pause_ms = backoff.NextAfter(5'000);
    EXPECT_GE(pause_ms, 5'000);
    EXPECT_LE(pause_ms, 10'000);
    most_ms = std::max(most_ms, pause_ms);
  }
  EXPECT_GT(most_ms, 9'000);
}

TEST(Backoff, NoServerSendsAClientAwayForGood) {
  Backoff backoff(kBounds, 1);
  EXPECT_LE(backoff.NextAfter(INT64_MAX), 2 * Backoff::kRetryAfterMsMax);
  EXPECT_GE(backoff.NextAfter(-5), 0);
}

TEST(Backoff, TheSameSeedGivesTheSamePauses) {
  Backoff one(kBounds, 7), other(kBounds, 7);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(one.Next(), other.Next());
}

}  // namespace
}  // namespace samlad::client
