#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

namespace samlad {

// Slows down whoever tries again and again: each key has a bucket that holds `burst` attempts and
// fills up by one each refill_ms. Remembers at most entries_max keys; a key that was forgotten
// starts with a full bucket, so an attacker who floods the table needs entries_max other keys each
// time.
//
// Threads: one at a time.
class Throttle {
 public:
  // REQUIRES: all are positive.
  Throttle(uint32_t burst, int64_t refill_ms, uint32_t entries_max)
      : burst_(burst), refill_ms_(refill_ms), entries_max_(entries_max) {}

  // Takes an attempt. 0 if there was one, else the milliseconds until there is.
  int64_t Take(const std::string& key, int64_t steady_ms);
  // Gives the attempt back: it was a good one.
  void Return(const std::string& key);

  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    int64_t at_ms = 0;
    double attempts = 0;
  };

  const uint32_t burst_;
  const int64_t refill_ms_;
  const uint32_t entries_max_;
  // Used last, first.
  std::list<Entry> entries_;
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace samlad
