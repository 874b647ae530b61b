#pragma once

#include <string>

#include "bench/kit/samples.h"

namespace samlad::bench {

// What the disk itself asks for making a small write durable: appends `bytes` to a file in `folder`
// and calls fdatasync, `times` over. Space is set aside ahead, as RocksDB does for its journal.
// Microseconds.
Samples ProbeSync(const std::string& folder, size_t bytes, int times);

}  // namespace samlad::bench
