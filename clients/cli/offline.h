#pragma once

#include "storage/status.h"

namespace samlad::cli {

// Says on stderr what is wrong with a data folder; the exit code that goes with it.
// REQUIRES: !status.ok().
int ComplainOf(const Status& status);

}  // namespace samlad::cli
