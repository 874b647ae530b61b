#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bench/kit/cast.h"
#include "bench/kit/filled_log.h"
#include "bench/kit/report.h"
#include "bench/kit/temp_folder.h"
#include "storage/rocks_log.h"

namespace samlad::bench {

struct FilledFolder;

// What all figures need to know.
struct Setup {
  std::string program;  // path of samlad
  std::string folder;   // where data folders are made
  std::string command;  // how this program was called, without --only
  bool quick = false;
  // The log of 1e6 changes over 10,000 items, made when first asked for.
  std::shared_ptr<FilledFolder> long_log;

  // How to get one figure again.
  std::string CommandFor(const std::string& figure) const { return command + " --only " + figure; }
};

// A data folder with a cast and a filled log in it, closed, so that a server can open it. Gone when
// this goes.
struct FilledFolder {
  FilledFolder(const Setup& setup, int actors, const Filling& filling);

  TempFolder temp;
  std::string path;
  Cast cast;
  double built_s = 0;
};

// The setup's long log. Its making is noted in the report.
FilledFolder* LongLog(Setup* setup, Report* report);

std::unique_ptr<RocksLog> OpenLog(const std::string& folder);

// The figures. Each adds its rows.
void MeasureConfirmed(Setup* setup, Report* report);
void MeasureCatchUp(Setup* setup, Report* report);
void MeasureReplay(Setup* setup, Report* report);
void MeasureRestart(Setup* setup, Report* report);
void MeasureIdle(Setup* setup, Report* report);

}  // namespace samlad::bench
