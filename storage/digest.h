#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace samlad {

// SHA-256.
using Digest = std::array<uint8_t, 32>;

// Of the parts, one after the other. From any thread.
Digest Sha256(std::initializer_list<std::string_view> parts);

// The bytes, valid as long as the digest lives.
inline std::string_view View(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// 64 lower-case hexadecimal digits.
std::string ToHex(const Digest& digest);
// nullopt unless `hex` is 64 lower-case hexadecimal digits.
std::optional<Digest> DigestFromHex(std::string_view hex);

}  // namespace samlad
