#include "bench/fanout/meter.h"

#include "bench/kit/report.h"

namespace samlad::bench {

std::string GeneratorShare(const Samples& shares) {
  constexpr double kShareMax = 0.95;
  const double share = shares.Median();
  return "; generator " + Digits(100 * share) + " % of its core" +
         (share > kShareMax ? " (THE GENERATOR IS THE BOTTLENECK)" : "");
}

}  // namespace samlad::bench
