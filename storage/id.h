#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace samlad {

// Sixteen bytes that name something. The tag keeps the kinds apart; all zero is "none".
template <typename Tag>
struct Id {
  static constexpr size_t kSize = 16;
  std::array<uint8_t, kSize> bytes{};

  // nullopt unless `raw` has exactly sixteen bytes.
  static std::optional<Id> FromBytes(std::string_view raw) {
    if (raw.size() != kSize) return std::nullopt;
    Id id;
    std::memcpy(id.bytes.data(), raw.data(), kSize);
    return id;
  }

  // Like FromBytes, but anything else is none.
  static Id FromBytesOrNone(std::string_view raw) { return FromBytes(raw).value_or(Id{}); }

  // The bytes, valid as long as the id lives.
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string str() const { return std::string(view()); }
  bool is_none() const { return *this == Id{}; }

  friend auto operator<=>(const Id&, const Id&) = default;
};

using LogId = Id<struct LogTag>;          // a log: an incident, or the registry
using ItemId = Id<struct ItemTag>;        // an item; actors and persons are items of the registry
using CommandId = Id<struct CommandTag>;  // a command, made by its client

struct HashSecret {
  uint64_t first;
  uint64_t second;
};
inline const HashSecret& ProcessHashSecret() {
  static const HashSecret secret = [] {
    std::random_device random;
    const auto draw = [&random] { return uint64_t{random()} << 32 | random(); };
    return HashSecret{draw(), draw()};
  }();
  return secret;
}

// The registry's log.
inline constexpr LogId kRegistryLog{};

// 32 lower-case hexadecimal digits, for people and file names.
template <typename Tag>
std::string ToHex(const Id<Tag>& id) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * id.bytes.size());
  for (uint8_t byte : id.bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

}  // namespace samlad

// Clients choose ids, so the hash depends on a secret of the process: nobody can make ids that
// collide. Nothing that leaves the process may depend on the order of a hash table.
template <typename Tag>
struct std::hash<samlad::Id<Tag>> {
  size_t operator()(const samlad::Id<Tag>& id) const noexcept {
    uint64_t halves[2];
    std::memcpy(halves, id.bytes.data(), sizeof(halves));
    const samlad::HashSecret& secret = samlad::ProcessHashSecret();
    // Multiply and fold.
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{halves[0] ^ secret.first} * Wide{halves[1] ^ secret.second};
    return static_cast<size_t>(product) ^ static_cast<size_t>(product >> 64);
  }
};
