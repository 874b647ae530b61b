#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bench/kit/filled_folder.h"
#include "bench/kit/report.h"

namespace samlad::bench {

// What all figures need to know.
struct Setup {
  std::string program;  // path of samlad
  std::string folder;   // where data folders are made
  std::string command;  // how this program was called, without --only
  bool quick = false;
  // A log of many changes over 10,000 items, made when first asked for.
  std::shared_ptr<FilledFolder> long_log;
  // How many those are; and the items of a large picture. To fill a log of a million takes longer
  // than all that a quick run measures.
  uint64_t many() const { return quick ? 100'000 : 1'000'000; }

  // How to get one figure again.
  std::string CommandFor(const std::string& figure) const { return command + " --only " + figure; }
};

// The setup's long log. Its making is noted in the report.
FilledFolder* LongLog(Setup* setup, Report* report);

// The figures. Each adds its rows.
void MeasureConfirmed(Setup* setup, Report* report);
void MeasureCatchUp(Setup* setup, Report* report);
void MeasureReplay(Setup* setup, Report* report);
void MeasureRestart(Setup* setup, Report* report);

}  // namespace samlad::bench
