#pragma once

#include <string>

#include "bench/kit/samlad_process.h"
#include "bench/kit/samples.h"

namespace samlad::bench {

// How one round of commands went.
struct Round {
  double commands_per_second = 0;
  Samples latencies_us;
  double commands_per_commit = 0;  // in the process only
  double generator_share = 0;      // of a processor, over sockets only
  double server_us_per_command = 0;
};

// One session in this process, with the server's own log, committing thread and rooms; no sockets.
Round ConfirmedInProcess(const std::string& folder, Cast* cast, size_t in_flight, double seconds);

// The same against a samlad: so many connections, each with so many commands in flight.
Round ConfirmedOverSockets(SamladProcess* samlad, const std::string& token, Cast* cast,
                           size_t connections, size_t in_flight, double seconds);

}  // namespace samlad::bench
