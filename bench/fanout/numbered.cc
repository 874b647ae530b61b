#include "bench/fanout/numbered.h"

#include <charconv>

namespace samlad::bench {
namespace {

constexpr size_t kDigits = 16;

const std::string& Filler() {
  static const std::string filler(kNumberedBytes - kDigits, '.');
  return filler;
}

}  // namespace

std::string Numbered(uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kDigits - digits.size(), '0') + digits + Filler();
}

bool ReadNumbered(std::string_view message, uint64_t* number) {
  if (message.size() != kNumberedBytes || message.substr(kDigits) != Filler()) return false;
  const char* end = message.data() + kDigits;
  return std::from_chars(message.data(), end, *number).ptr == end;
}

bool NumberedFollower::FollowOne(std::string_view message) {
  uint64_t number = 0;
  if (!ReadNumbered(message, &number) || number != position_ + 1) return false;
  position_ = number;
  ++delivered_;
  return true;
}

bool NumberedFollower::Follow(std::string_view message, WebSocket*) {
  while (!message.empty()) {
    if (!FollowOne(message.substr(0, kNumberedBytes))) return false;
    message.remove_prefix(kNumberedBytes);
  }
  return true;
}

}  // namespace samlad::bench
