#pragma once

#include <cstdio>
#include <cstdlib>

// An assertion that is always on: for what can only be false if we are wrong. Says where, and
// stops.
#define CHECK(condition)                                                                 \
  do {                                                                                   \
    if (!(condition)) [[unlikely]] {                                                     \
      std::fprintf(stderr, "%s:%d: CHECK(%s) failed\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)
