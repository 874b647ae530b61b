#pragma once

#include <spdlog/spdlog.h>

#include "server/gateway/clock.h"
#include "server/gateway/connections.h"
#include "server/gateway/counters.h"
#include "server/gateway/handshake.h"
#include "server/gateway/limits.h"
#include "server/gateway/routes.h"
#include "server/gateway/turn_end.h"
#include "server/gateway/wire.h"
#include "server/room/session.h"

namespace samlad {

// What all connections share. All pointers outlive the connections.
//
// Threads: the loop's.
struct Core {
  asio::io_context* io = nullptr;
  const GatewayLimits* limits = nullptr;
  Session::Surroundings session;
  Connections* connections = nullptr;
  GatewayCounters* counters = nullptr;
  Routes* routes = nullptr;
  const OriginList* origins = nullptr;
  TurnEnd* turn = nullptr;
  // No new sessions: the server goes down.
  bool stopping = false;
};

}  // namespace samlad
