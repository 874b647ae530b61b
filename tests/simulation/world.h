#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <utility>

#include "server/room/ports.h"

namespace samlad::simulation {

// Virtual time and chance. What happens is a queue of events in order of time; every choice comes
// from one seeded generator. So a seed is a whole history, and gives the same one each time.
class World {
 public:
  explicit World(uint64_t seed) : random_(seed) {}

  int64_t now_us() const { return now_us_; }
  // Begins at an instant of 2026, so that times look like times.
  int64_t steady_ms() const { return now_us_ / 1000; }
  int64_t now_ms() const { return 1'790'000'000'000 + skew_ms_ + now_us_ / 1000; }
  Moment now() const { return {now_ms(), now_us_ / 1000}; }
  // The server's wall clock jumps; the order of events does not.
  void JumpClock(int64_t by_ms) { skew_ms_ += by_ms; }

  void After(int64_t delay_us, std::function<void()> event) {
    events_.emplace(std::pair(now_us_ + delay_us, next_++), std::move(event));
  }
  // Runs events until `until_us`, or until there are none.
  void RunUntil(int64_t until_us) {
    while (!events_.empty() && events_.begin()->first.first <= until_us) {
      auto event = events_.extract(events_.begin());
      now_us_ = event.key().first;
      event.mapped()();
    }
    now_us_ = until_us;
  }

  // In [low, high].
  uint64_t Pick(uint64_t low, uint64_t high) { return low + random_() % (high - low + 1); }
  // True once in `n`.
  bool OneIn(uint64_t n) { return random_() % n == 0; }
  template <typename Tag>
  Id<Tag> NewId() {
    Id<Tag> id;
    for (uint8_t& byte : id.bytes) byte = static_cast<uint8_t>(random_());
    return id;
  }

  // A hash of all that was noted: two runs of a seed must agree.
  void Note(std::string_view what) {
    for (const char c : what) trace_ = (trace_ ^ static_cast<uint8_t>(c)) * 1099511628211u;
    trace_ ^= static_cast<uint64_t>(now_us_);
  }
  uint64_t trace() const { return trace_; }

 private:
  std::mt19937_64 random_;
  int64_t now_us_ = 0;
  int64_t skew_ms_ = 0;
  uint64_t next_ = 0;
  uint64_t trace_ = 14695981039346656037u;
  std::map<std::pair<int64_t, uint64_t>, std::function<void()>> events_;
};

}  // namespace samlad::simulation
