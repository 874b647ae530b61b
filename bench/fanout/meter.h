#pragma once

#include <cstdint>
#include <string>

#include "bench/fanout/subscribers.h"
#include "bench/kit/child.h"
#include "bench/kit/clock.h"
#include "bench/kit/samples.h"

namespace samlad::bench {

// What fanning out cost.
struct Cost {
  double us_per_delivery = 0;  // of the server's CPU, user and system
  double changes_per_message = 0;
  double bytes_per_change = 0;  // as they arrived, without the head of the WebSocket's frame
  double server_share = 0;      // of its core
  double generator_share = 0;   // of its core
};

// Reads the clocks before and after.
class Meter {
 public:
  Meter(const Child& server, const Subscribers& subscribers)
      : server_(server),
        subscribers_(subscribers),
        cpu_(server.CpuNs()),
        own_cpu_(BusyCpuNs()),
        begin_(SteadyNs()),
        delivered_(subscribers.delivered()),
        messages_(subscribers.messages()),
        bytes_(subscribers.bytes()) {}

  Cost Read() const {
    const auto deliveries = static_cast<double>(subscribers_.delivered() - delivered_);
    const auto cpu = static_cast<double>(server_.CpuNs() - cpu_);
    const auto took = static_cast<double>(SteadyNs() - begin_);
    Cost cost;
    cost.us_per_delivery = cpu / 1000 / deliveries;
    cost.changes_per_message =
        deliveries / static_cast<double>(subscribers_.messages() - messages_);
    cost.bytes_per_change = static_cast<double>(subscribers_.bytes() - bytes_) / deliveries;
    cost.server_share = cpu / took;
    cost.generator_share = static_cast<double>(BusyCpuNs() - own_cpu_) / took;
    return cost;
  }

 private:
  const Child& server_;
  const Subscribers& subscribers_;
  const int64_t cpu_, own_cpu_, begin_;
  const uint64_t delivered_, messages_, bytes_;
};

// What a row says of the generator, which must have had time to spare.
std::string GeneratorShare(const Samples& shares);

}  // namespace samlad::bench
