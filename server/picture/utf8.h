#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace samlad {

// The number of Unicode code points in UTF-8 text (RFC 3629); nullopt if it is not such text:
// truncated, overlong, a surrogate, or beyond U+10FFFF.
std::optional<size_t> CodePoints(std::string_view text);

// The longest beginning of valid UTF-8 text that has at most `bytes_max` bytes and cuts no code
// point.
std::string_view Utf8Prefix(std::string_view text, size_t bytes_max);

}  // namespace samlad
