#include "bench/kit/samples.h"

#include <algorithm>
#include <cmath>

namespace samlad::bench {

double Samples::Quantile(double share) const {
  if (values_.empty()) return 0;
  std::vector<double> sorted = values_;
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  const auto index = static_cast<ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::nth_element(sorted.begin(), sorted.begin() + index, sorted.end());
  return sorted[static_cast<size_t>(index)];
}

}  // namespace samlad::bench
