#include "clients/cpp/address.h"

#include <gtest/gtest.h>

namespace samlad::client {
namespace {

TEST(Address, IsReadWithSchemeHostAndPort) {
  Address address;
  std::string error;
  ASSERT_TRUE(ParseAddress("http://127.0.0.1:8470", &address, &error));
  EXPECT_FALSE(address.tls);
  EXPECT_EQ(address.host, "127.0.0.1");
  EXPECT_EQ(address.port, "8470");
  EXPECT_EQ(address.url(), "http://127.0.0.1:8470");
  ASSERT_TRUE(ParseAddress("https://samlad.example/", &address, &error));
  EXPECT_TRUE(address.tls);
  EXPECT_EQ(address.port, "443");
  ASSERT_TRUE(ParseAddress("wss://samlad.example:1", &address, &error));
  EXPECT_TRUE(address.tls);
  ASSERT_TRUE(ParseAddress("ws://localhost", &address, &error));
  EXPECT_EQ(address.port, "80");
}

TEST(Address, AnIpv6AddressStandsInBrackets) {
  Address address;
  std::string error;
  ASSERT_TRUE(ParseAddress("http://[::1]:8470", &address, &error));
  EXPECT_EQ(address.host, "::1");
  EXPECT_EQ(address.authority(), "[::1]:8470");
}

TEST(Address, AnythingElseIsRefusedWithASentence) {
  for (const char* text :
       {"", "localhost", "localhost:8470", "ftp://x", "http://", "http://:80", "http://x:0",
        "http://x:65536", "http://x:y", "http://x/path", "http://u@x", "http://x?q", "http://[::1",
        "http://[::1]x", "http://a b"}) {
    Address address;
    std::string error;
    EXPECT_FALSE(ParseAddress(text, &address, &error)) << text;
    EXPECT_FALSE(error.empty());
  }
}

}  // namespace
}  // namespace samlad::client
