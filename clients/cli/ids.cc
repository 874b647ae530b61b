#include "clients/cli/ids.h"

#include <sys/random.h>

#include "storage/check.h"

namespace samlad::cli {
namespace {

int HexValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> BytesFromHex(std::string_view hex) {
  if (hex.size() != 2 * ItemId::kSize) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    const int high = HexValue(hex[i]);
    const int low = HexValue(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

std::string RandomIdBytes() {
  std::string bytes(ItemId::kSize, '\0');
  CHECK(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return bytes;
}

std::string LongHex(std::string_view id_bytes) { return ToHex(ItemId::FromBytesOrNone(id_bytes)); }

std::string ShortHex(std::string_view id_bytes) { return LongHex(id_bytes).substr(0, 8); }

}  // namespace samlad::cli
