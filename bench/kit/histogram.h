#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace samlad::bench {

// Counts measurements in classes less than one percent wide: for more of them than can be kept.
//
// Threads: one at a time.
class Histogram {
 public:
  void Add(uint64_t value) {
    ++count_;
    ++counts_[ClassOf(value)];
  }

  uint64_t count() const { return count_; }
  // The smallest class that at least `share` (0 to 1) of the values do not exceed, by its lower
  // bound; 0 if there is none.
  uint64_t Quantile(double share) const {
    uint64_t below = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
      below += counts_[i];
      if (below > 0 && static_cast<double>(below) >= share * static_cast<double>(count_)) {
        return BoundOf(i);
      }
    }
    return 0;
  }

 private:
  static constexpr int kBits = 7;
  static constexpr size_t kPerDoubling = size_t{1} << kBits;

  static size_t ClassOf(uint64_t value) {
    if (value < kPerDoubling) return value;
    const int shift = static_cast<int>(std::bit_width(value)) - kBits - 1;
    return static_cast<size_t>(shift) * kPerDoubling + (value >> shift);
  }
  static uint64_t BoundOf(size_t index) {
    if (index < 2 * kPerDoubling) return index;
    const size_t shift = index / kPerDoubling - 1;
    return (index - shift * kPerDoubling) << shift;
  }

  std::array<uint64_t, (64 - kBits + 1) * kPerDoubling> counts_{};
  uint64_t count_ = 0;
};

}  // namespace samlad::bench
