#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/id.h"
#include "storage/status.h"

namespace samlad {

// Signs tokens. Whoever holds it can be anybody, so it stays in a file that only the server reads.
struct TokenKey {
  std::array<uint8_t, 32> bytes{};
};

// Reads the key, or makes one at the first start: the file has mode 0600 and is synced before this
// returns, so that a token handed out survives a crash. A file that others may read is refused.
Status LoadOrCreateTokenKey(const std::string& path, TokenKey* key);

// What a token says: this account, in this role assignment, from then until then.
struct TokenClaims {
  ItemId account;
  ItemId assignment;
  int64_t issued_ms = 0;
  int64_t until_ms = 0;

  friend bool operator==(const TokenClaims&, const TokenClaims&) = default;
};

// base64url(payload || MAC), 108 characters, where
//   payload := version (1 byte) account (16) assignment (16) issued_ms (8) until_ms (8)
// with fixed64 big-endian numbers, and MAC is HMAC-SHA-512-256 of the payload.
std::string MakeToken(const TokenKey& key, const TokenClaims& claims);

// nullopt unless `token` was made with this key. Says nothing about time or whether the account
// still exists.
std::optional<TokenClaims> ReadToken(const TokenKey& key, std::string_view token);

}  // namespace samlad
