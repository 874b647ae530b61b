#pragma once

#include <cstdint>
#include <string>

#include "server/gateway/counters.h"
#include "server/room/rooms.h"

namespace samlad {

// What is so at this moment.
struct Gauges {
  uint64_t connections = 0;  // WebSockets
  uint64_t http_connections = 0;
  int64_t uptime_ms = 0;
};

// The page /metrics: Prometheus text format, version 0.0.4.
std::string MetricsPage(const Rooms& rooms, const GatewayCounters& counters, const Gauges& gauges);

// The page /healthz, as JSON.
std::string HealthPage(const Rooms& rooms, const Gauges& gauges);

}  // namespace samlad
