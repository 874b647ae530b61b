#include "server/access/passwords.h"

#include <sodium.h>

#include "storage/check.h"

namespace samlad {

Passwords::Passwords(const AccessLimits& limits)
    : passes_(limits.password_passes), memory_bytes_(limits.password_memory_bytes) {
  CHECK(sodium_init() >= 0);
  std::string random(32, '\0');
  randombytes_buf(random.data(), random.size());
  nobody_ = Hash(random);
}

std::string Passwords::Hash(const std::string& password) const {
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  // Fails only without memory for it, and then nothing else would get any further either.
  CHECK(crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), passes_, memory_bytes_,
                              crypto_pwhash_ALG_ARGON2ID13) == 0);
  hash.resize(hash.find('\0'));
  return hash;
}

bool Passwords::Verify(const std::string& hash, const std::string& password) {
  // The library reads a fixed number of bytes.
  if (hash.empty() || hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::string padded = hash;
  padded.resize(crypto_pwhash_STRBYTES, '\0');
  return crypto_pwhash_str_verify(padded.data(), password.data(), password.size()) == 0;
}

}  // namespace samlad
