#pragma once

#include <cstdint>
#include <ctime>

namespace samlad::bench {

inline int64_t NowNs(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// Nanoseconds since some moment; never jumps.
inline int64_t SteadyNs() { return NowNs(CLOCK_MONOTONIC); }
// What the calling thread has spent on a processor, user and system.
inline int64_t ThreadCpuNs() { return NowNs(CLOCK_THREAD_CPUTIME_ID); }
// The same for the whole process.
inline int64_t ProcessCpuNs() { return NowNs(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace samlad::bench
