#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/id.h"

namespace samlad::cli {

// Sixteen bytes from 32 hexadecimal digits of either case; nullopt if it is anything else.
std::optional<std::string> BytesFromHex(std::string_view hex);

// Sixteen bytes that nobody has used before.
std::string RandomIdBytes();

// The first eight digits: enough for a person to tell ids apart, and for a prefix to find one
// again.
std::string ShortHex(std::string_view id_bytes);
std::string LongHex(std::string_view id_bytes);

}  // namespace samlad::cli
