#pragma once

#include "bench/fanout/figures.h"

namespace samlad::bench {

// Commands as fast as they are confirmed, on one room, until the server's core is full.
struct Load {
  size_t connections = 4;
  size_t in_flight_each = 16;
  size_t watchers = 0;
  double seconds = 1;
};
struct Throughput {
  double commands_per_second = 0;
  double p50_us = 0;  // from sent to confirmed
  double p99_us = 0;
  // Of every watcher and every position: how long after it was confirmed it arrived, at most.
  double behind_ms = 0;
  double server_share = 0;
  double generator_share = 0;
};
// REQUIRES: with watchers, a stock that creates.
Throughput ThroughputOf(const SamladStage& stage, const Child& server, const Load& load,
                        CommandStock* stock);

}  // namespace samlad::bench
