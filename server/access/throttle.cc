#include "server/access/throttle.h"

#include <algorithm>
#include <cmath>

namespace samlad {

int64_t Throttle::Take(const std::string& key, int64_t steady_ms) {
  auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    if (entries_.size() >= entries_max_) {
      by_key_.erase(entries_.back().key);
      entries_.pop_back();
    }
    entries_.push_front({key, steady_ms, static_cast<double>(burst_)});
    found = by_key_.emplace(key, entries_.begin()).first;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  Entry& entry = entries_.front();
  const auto passed = static_cast<double>(steady_ms - entry.at_ms);
  entry.attempts = std::min<double>(burst_, entry.attempts + passed / double(refill_ms_));
  entry.at_ms = steady_ms;
  if (entry.attempts >= 1) {
    entry.attempts -= 1;
    return 0;
  }
  return static_cast<int64_t>(std::ceil((1 - entry.attempts) * double(refill_ms_)));
}

void Throttle::Return(const std::string& key) {
  if (auto found = by_key_.find(key); found != by_key_.end()) {
    Entry& entry = *found->second;
    entry.attempts = std::min<double>(burst_, entry.attempts + 1);
  }
}

}  // namespace samlad
