#include "server/access/token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

TokenKey KeyOf(uint8_t byte) {
  TokenKey key;
  key.bytes.fill(byte);
  return key;
}

TokenClaims SomeClaims() {
  TokenClaims claims;
  claims.account.bytes.fill(0xa1);
  claims.assignment.bytes.fill(0xb2);
  claims.issued_ms = 1'700'000'000'000;
  claims.until_ms = 1'700'000'003'600;
  return claims;
}

TEST(Token, SaysWhatWasSigned) {
  const std::string token = MakeToken(KeyOf(1), SomeClaims());
  EXPECT_EQ(token.size(), 108u);
  EXPECT_EQ(ReadToken(KeyOf(1), token), SomeClaims());
}

TEST(Token, OfAnotherKeyIsNone) {
  EXPECT_FALSE(ReadToken(KeyOf(2), MakeToken(KeyOf(1), SomeClaims())));
}

TEST(Token, WithAnyCharacterAlteredIsNone) {
  const std::string token = MakeToken(KeyOf(1), SomeClaims());
  for (size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ReadToken(KeyOf(1), altered)) << "character " << i;
  }
}

TEST(Token, OfAnyOtherLengthIsNone) {
  const std::string token = MakeToken(KeyOf(1), SomeClaims());
  for (size_t size = 0; size < token.size(); ++size) {
    EXPECT_FALSE(ReadToken(KeyOf(1), token.substr(0, size)));
  }
  EXPECT_FALSE(ReadToken(KeyOf(1), token + "A"));
  EXPECT_FALSE(ReadToken(KeyOf(1), std::string(100'000, 'A')));
}

TEST(TokenKey, IsMadeOnceAndKept) {
  TempFolder folder;
  TokenKey made, read;
  ASSERT_TRUE(LoadOrCreateTokenKey(folder / "token.key", &made).ok());
  ASSERT_TRUE(LoadOrCreateTokenKey(folder / "token.key", &read).ok());
  EXPECT_EQ(made.bytes, read.bytes);
  EXPECT_NE(made.bytes, TokenKey{}.bytes);
  struct stat about;
  ASSERT_EQ(::stat((folder / "token.key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST(TokenKey, ThatOthersMayReadIsRefused) {
  TempFolder folder;
  TokenKey key;
  ASSERT_TRUE(LoadOrCreateTokenKey(folder / "token.key", &key).ok());
  ASSERT_EQ(::chmod((folder / "token.key").c_str(), 0640), 0);
  const Status status = LoadOrCreateTokenKey(folder / "token.key", &key);
  EXPECT_EQ(status.code(), Status::Code::kIo);
  EXPECT_NE(status.message().find("0600"), std::string::npos);
}

TEST(TokenKey, OfAWrongLengthIsDamaged) {
  TempFolder folder;
  TokenKey key;
  ASSERT_TRUE(LoadOrCreateTokenKey(folder / "token.key", &key).ok());
  WriteWhole(folder / "token.key", "short");
  EXPECT_EQ(LoadOrCreateTokenKey(folder / "token.key", &key).code(), Status::Code::kDamaged);
}

TEST(TokenKey, WithoutAFolderIsAnError) {
  TempFolder folder;
  TokenKey key;
  EXPECT_EQ(LoadOrCreateTokenKey(folder / "none/token.key", &key).code(), Status::Code::kIo);
}

}  // namespace
}  // namespace samlad
