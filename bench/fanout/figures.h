#pragma once

#include <string>

#include "bench/fanout/contender.h"
#include "bench/fanout/meter.h"
#include "bench/fanout/samlad_stage.h"
#include "bench/kit/report.h"

namespace samlad::bench {

// What all figures need to know.
struct Run {
  Arena arena;
  bool quick = false;
  std::string command;  // how this program was called, without --only

  // How to get one figure again.
  std::string CommandFor(const std::string& figure) const { return command + " --only " + figure; }
};

// `times` sends of `batch` changes to so many subscribers, each when the last subscriber has the
// one before: none coincide.
struct Trial {
  size_t subscribers = 0;
  size_t batch = 1;
  size_t times = 0;
};
// False, with the reason, if the contender does not do what it should.
bool OneByOne(Contender* contender, const Trial& trial, Cost* cost, std::string* error);

// The same of a server that must not fail.
Cost OneByOneOf(std::unique_ptr<Contender> contender, const Trial& trial);

// Changes of 16 writers as fast as they are confirmed, to so many subscribers that see them all.
struct StormCost {
  Cost cost;
  double confirmed_per_second = 0;
};
StormCost StormOf(const Arena& arena, size_t subscribers, double seconds,
                  std::vector<std::string> settings = {});

constexpr size_t kStormWriters = 16;

// The figures. Each adds its rows.
void MeasureOneByOne(const Run& run, Report* report);    // F1
void MeasureStorm(const Run& run, Report* report);       // F2
void MeasureLatency(const Run& run, Report* report);     // F3
void MeasureThroughput(const Run& run, Report* report);  // F4
void MeasureSights(const Run& run, Report* report);      // F5
void MeasureJoining(const Run& run, Report* report);     // F6
void MeasureStalled(const Run& run, Report* report);     // F7
void MeasureIdle(const Run& run, Report* report);        // F8
void MeasureGrowth(const Run& run, Report* report);      // F9
void MeasurePeers(const Run& run, Report* report);

}  // namespace samlad::bench
