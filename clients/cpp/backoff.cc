#include "clients/cpp/backoff.h"

#include <algorithm>

namespace samlad::client {

// SplitMix64: the same seed gives the same pauses with every compiler, which a simulation relies
// on.
uint64_t Backoff::Random() {
  random_ += 0x9e3779b97f4a7c15;
  uint64_t mixed = random_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

int64_t Backoff::NextAfter(int64_t retry_after_ms) {
  int64_t range_ms = bounds_.base_ms;
  for (int i = 0; i < attempt_ && range_ms < bounds_.max_ms; ++i) range_ms *= 2;
  range_ms = std::min(range_ms, bounds_.max_ms);
  ++attempt_;
  retry_after_ms = std::clamp<int64_t>(retry_after_ms, 0, kRetryAfterMsMax);
  range_ms = std::max(range_ms, retry_after_ms);
  return retry_after_ms + static_cast<int64_t>(Random() % static_cast<uint64_t>(range_ms + 1));
}

}  // namespace samlad::client
