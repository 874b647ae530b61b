#pragma once

#include <cstdint>

namespace samlad::client {

// How long to wait before connecting again: full jitter over an exponentially growing range, so
// that a thousand clients that lost the same server do not come back in step.
//
// Threads: a value.
class Backoff {
 public:
  struct Bounds {
    // The pause before attempt n (0, 1 ...) is anywhere in [0, min(base_ms * 2^n, max_ms)].
    int64_t base_ms = 250;
    int64_t max_ms = 30'000;
  };

  // A server cannot send its clients away for longer than this.
  static constexpr int64_t kRetryAfterMsMax = 10 * 60 * 1000;

  Backoff(const Bounds& bounds, uint64_t seed) : bounds_(bounds), random_(seed) {}

  // The next pause; each call widens the range for the one after.
  int64_t Next() { return NextAfter(0); }
  // The same, but no shorter than what the server asked for (Goodbye.retry_after_ms), and spread
  // over at least as long again.
  int64_t NextAfter(int64_t retry_after_ms);
  // All is well: the range is small again.
  void Reset() { attempt_ = 0; }

 private:
  uint64_t Random();

  Bounds bounds_;
  uint64_t random_;
  int attempt_ = 0;
};

}  // namespace samlad::client
