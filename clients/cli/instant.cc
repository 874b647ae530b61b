#include "clients/cli/instant.h"

#include <charconv>

#include "clients/cli/time_text.h"

namespace samlad::cli {

bool ParseInstant(const std::string& text, v1::Instant* instant, std::string* error) {
  uint64_t seq = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data(), end, seq);
  if (failed == std::errc() && stopped == end) {
    instant->set_seq(seq);
    return true;
  }
  if (const auto time_ms = ParseTime(text)) {
    instant->set_time_ms(*time_ms);
    return true;
  }
  *error = "'" + text + "' is neither a change number nor a time such as 2014-08-04 13:15.";
  return false;
}

}  // namespace samlad::cli
