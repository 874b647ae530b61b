#pragma once

#include <cstddef>
#include <vector>

namespace samlad::bench {

// Measurements of one thing, kept whole so that any quantile is exact.
//
// Threads: one at a time.
class Samples {
 public:
  void Add(double value) { values_.push_back(value); }
  void Add(const Samples& other) {
    values_.insert(values_.end(), other.values_.begin(), other.values_.end());
  }

  size_t count() const { return values_.size(); }
  // The smallest value that at least `share` (0 to 1) of the values do not exceed; 0 if there is
  // none.
  double Quantile(double share) const;
  double Median() const { return Quantile(0.5); }

 private:
  std::vector<double> values_;
};

}  // namespace samlad::bench
