#pragma once

#include "bench/kit/cast.h"

namespace samlad::bench {

struct Filling {
  uint64_t items = 0;    // features created
  uint64_t changes = 0;  // in all: those beyond `items` revise features picked at random
  size_t commit_changes = 5000;
};

// Has the cast's first player work on the incident until the log holds that many more changes. The
// rules decide each, so the log is one that a server could have written; but thousands of changes
// share a commit, and each comes a second after the one before, by the clock of the log.
// REQUIRES: the cast founded the log.
Status Fill(const Filling& filling, Cast* cast, EventLog* log);

}  // namespace samlad::bench
