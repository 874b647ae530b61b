#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace samlad {

// How often a measured value fell below each of the given bounds.
//
// Threads: one at a time.
template <size_t kBounds>
class Histogram {
 public:
  // REQUIRES: ascending.
  explicit Histogram(const std::array<double, kBounds>& bounds) : bounds_(bounds) {}

  void Observe(double value) {
    size_t i = 0;
    while (i < kBounds && value > bounds_[i]) ++i;
    ++counts_[i];
    sum_ += value;
  }

  const std::array<double, kBounds>& bounds() const { return bounds_; }
  // Values at or below bounds()[i] and above the bound before; the last: above all bounds.
  const std::array<uint64_t, kBounds + 1>& counts() const { return counts_; }
  double sum() const { return sum_; }

 private:
  std::array<double, kBounds> bounds_;
  std::array<uint64_t, kBounds + 1> counts_{};
  double sum_ = 0;
};

// What the gateway counts since its start, for /metrics.
//
// Threads: the loop's.
struct GatewayCounters {
  uint64_t sockets_accepted = 0;
  uint64_t sockets_refused = 0;  // over http_connections_max or http_connections_per_address_max
  uint64_t tls_failed = 0;
  uint64_t requests = 0;
  uint64_t requests_timed_out = 0;
  uint64_t handshakes = 0;
  uint64_t handshakes_refused = 0;
  uint64_t messages_received = 0;
  uint64_t bytes_received = 0;
  uint64_t writes = 0;
  uint64_t bytes_written = 0;
  uint64_t closed_by_server = 0;  // with a close code of ours
  uint64_t cut = 0;               // did not go within close_timeout_ms
  uint64_t logins = 0;
  uint64_t logins_refused = 0;
  uint64_t logins_throttled = 0;
  Histogram<12> commit_seconds{
      {0.0001, 0.0003, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1, 4}};
  // From the decision of a commit's first command to its answer on the way, and what a fan-out
  // took, of one commit or several.
  Histogram<12> release_seconds{
      {0.0001, 0.0003, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1, 4}};
  Histogram<12> broadcast_seconds{
      {0.00001, 0.0001, 0.0003, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1}};
  Histogram<10> commit_changes{{0, 1, 2, 4, 8, 16, 64, 256, 1024, 4096}};
};

}  // namespace samlad
