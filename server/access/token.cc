#include "server/access/token.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "storage/check.h"

namespace samlad {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kPayloadBytes = 1 + 16 + 16 + 8 + 8;
constexpr size_t kTokenBytes = kPayloadBytes + crypto_auth_BYTES;
constexpr size_t kTokenChars =
    sodium_base64_ENCODED_LEN(kTokenBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING) - 1;
static_assert(crypto_auth_KEYBYTES == sizeof(TokenKey::bytes));

using TokenBytes = std::array<uint8_t, kTokenBytes>;

void PutFixed64(uint64_t value, uint8_t* out) {
  for (int i = 7; i >= 0; --i, value >>= 8) out[i] = static_cast<uint8_t>(value);
}

uint64_t GetFixed64(const uint8_t* in) {
  uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | in[i];
  return value;
}

ItemId GetId(const uint8_t* in) {
  ItemId id;
  std::memcpy(id.bytes.data(), in, ItemId::kSize);
  return id;
}

Status IoError(const std::string& what, const std::string& path) {
  return Status(Status::Code::kIo, what + " " + path + ": " + std::strerror(errno));
}

// A file descriptor that closes itself.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

Status SyncFolder(const std::string& folder) {
  File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.ok() || ::fsync(file.fd()) != 0) return IoError("cannot sync the folder", folder);
  return Status();
}

// Writes to a name of its own and renames, so that a crash leaves no half key behind.
Status CreateKey(const std::string& path, TokenKey* key) {
  randombytes_buf(key->bytes.data(), key->bytes.size());
  const std::string temporary = path + ".new";
  {
    File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.ok()) return IoError("cannot create", temporary);
    const ssize_t written = ::write(file.fd(), key->bytes.data(), key->bytes.size());
    if (written != static_cast<ssize_t>(key->bytes.size()) || ::fsync(file.fd()) != 0) {
      return IoError("cannot write", temporary);
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return IoError("cannot create", path);
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return SyncFolder(folder.empty() ? "." : folder);
}

}  // namespace

Status LoadOrCreateTokenKey(const std::string& path, TokenKey* key) {
  CHECK(sodium_init() >= 0);
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) {
    return errno == ENOENT ? CreateKey(path, key) : IoError("cannot read", path);
  }
  struct stat about;
  if (::fstat(file.fd(), &about) != 0) return IoError("cannot read", path);
  if ((about.st_mode & 077) != 0) {
    return Status(Status::Code::kIo, path + " may be read by others; its mode must be 0600");
  }
  if (about.st_size != static_cast<off_t>(key->bytes.size()) ||
      ::read(file.fd(), key->bytes.data(), key->bytes.size()) != about.st_size) {
    return Status(Status::Code::kDamaged, path + " does not hold a key of 32 bytes");
  }
  return Status();
}

std::string MakeToken(const TokenKey& key, const TokenClaims& claims) {
  TokenBytes token;
  token[0] = kVersion;
  std::memcpy(token.data() + 1, claims.account.bytes.data(), ItemId::kSize);
  std::memcpy(token.data() + 17, claims.assignment.bytes.data(), ItemId::kSize);
  PutFixed64(static_cast<uint64_t>(claims.issued_ms), token.data() + 33);
  PutFixed64(static_cast<uint64_t>(claims.until_ms), token.data() + 41);
  crypto_auth(token.data() + kPayloadBytes, token.data(), kPayloadBytes, key.bytes.data());
  std::string text(kTokenChars + 1, '\0');
  sodium_bin2base64(text.data(), text.size(), token.data(), token.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.resize(kTokenChars);
  return text;
}

std::optional<TokenClaims> ReadToken(const TokenKey& key, std::string_view token) {
  if (token.size() != kTokenChars) return std::nullopt;
  TokenBytes bytes;
  size_t size = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), token.data(), token.size(), nullptr, &size,
                        nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      size != bytes.size() ||
      crypto_auth_verify(bytes.data() + kPayloadBytes, bytes.data(), kPayloadBytes,
                         key.bytes.data()) != 0 ||
      bytes[0] != kVersion) {
    return std::nullopt;
  }
  TokenClaims claims;
  claims.account = GetId(bytes.data() + 1);
  claims.assignment = GetId(bytes.data() + 17);
  claims.issued_ms = static_cast<int64_t>(GetFixed64(bytes.data() + 33));
  claims.until_ms = static_cast<int64_t>(GetFixed64(bytes.data() + 41));
  return claims;
}

}  // namespace samlad
