#pragma once

#include <memory>
#include <string>

#include "bench/kit/cast.h"
#include "bench/kit/filled_log.h"
#include "bench/kit/temp_folder.h"
#include "storage/rocks_log.h"

namespace samlad::bench {

// A data folder with a cast and a filled log in it, closed, so that a server can open it. Gone when
// this goes.
struct FilledFolder {
  // Made inside `parent`. The process ends if that cannot be.
  FilledFolder(const std::string& parent, int actors, const Filling& filling);

  TempFolder temp;
  std::string path;
  Cast cast;
  double built_s = 0;
};

std::unique_ptr<RocksLog> OpenLog(const std::string& folder);

}  // namespace samlad::bench
