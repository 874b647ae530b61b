// What a hostile client can do with TLS alone, before it has said who it is.

#include "server/gateway/tls.h"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "server/gateway/wire.h"
#include "tests/gateway/fixture.h"

namespace samlad {
namespace {

using std::chrono::steady_clock;

class TlsTest : public GatewayTest {
 protected:
  void SetUp() override {
    settings().tls_certificate_file = SAMLAD_TEST_FOLDER "/certificate.pem";
    settings().tls_key_file = SAMLAD_TEST_FOLDER "/key.pem";
    settings().gateway.http_header_timeout_ms = 120'000;
    settings().gateway.close_timeout_ms = 60'000;
    settings().room.hello_timeout_ms = 300;
    StartServer();
  }
};

// TLS reads on over what is no data: a stream of it must not keep the loop in one call.
TEST_F(TlsTest, P8AFloodOfNewKeysHoldsUpNobody) {
  constexpr int kUpdates = 100'000;
  RawSocket hostile(port());
  ASSERT_TRUE(hostile.StartTls());
  const std::string records = hostile.Records([](ssl_st* tls) {
    for (int i = 0; i < kUpdates; ++i) {
      ASSERT_EQ(SSL_key_update(tls, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
      ASSERT_EQ(SSL_do_handshake(tls), 1);
    }
  });
  RawSocket other(port());
  ASSERT_TRUE(other.StartTls());
  std::thread flood([&] { hostile.SendRecords(records); });
  steady_clock::duration longest{};
  for (int i = 0; i < 20; ++i) {
    const auto asked = steady_clock::now();
    EXPECT_EQ(Ask(&other, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    longest = std::max(longest, steady_clock::now() - asked);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  hostile.Abort();
  flood.join();
  EXPECT_LT(longest, std::chrono::seconds(1));
}

// Half a ClientHello makes TLS want the rest before it writes. Who waits for a writable socket then
// waits for what is there at once, again and again.
TEST_F(TlsTest, P8HalfARenegotiationEndsAtTheFirstWrite) {
  RawSocket hostile(port());
  ASSERT_TRUE(hostile.StartTls(TLS1_2_VERSION));
  hostile.Send(HandshakeRequest("samlad.v1.proto"));
  ASSERT_TRUE(hostile.ReceiveUntil("\r\n\r\n").starts_with("HTTP/1.1 101"));
  const std::string records = hostile.Records([](ssl_st* tls) {
    SSL_set_max_send_fragment(tls, 512);
    SSL_set_cipher_list(tls, "ALL:COMPLEMENTOFALL");
    SSL_set_tlsext_host_name(tls, std::string(240, 'h').c_str());
    SSL_renegotiate(tls);
    SSL_do_handshake(tls);
  });
  const size_t first = 5 + (static_cast<size_t>(static_cast<uint8_t>(records[3])) << 8 |
                            static_cast<uint8_t>(records[4]));
  ASSERT_LT(first, records.size());
  ASSERT_TRUE(hostile.SendRecords(records.substr(0, first)));
  // No Hello comes, so the server says Goodbye.
  const auto begin = steady_clock::now();
  hostile.ReceiveAll();
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(10));
}

// The number of a closed descriptor is soon that of another connection.
TEST(Wire, ReadsNothingFromADescriptorThatItHasClosed) {
  std::shared_ptr<asio::ssl::context> tls;
  ASSERT_TRUE(
      LoadTls(SAMLAD_TEST_FOLDER "/certificate.pem", SAMLAD_TEST_FOLDER "/key.pem", &tls).ok());
  asio::io_context io;
  int ours[2], theirs[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ours), 0);
  Wire wire(Socket(io.get_executor(), tcp::v4(), ours[0]), tls->native_handle());
  wire.Close();
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, theirs), 0);
  ASSERT_EQ(theirs[0], ours[0]);
  ASSERT_EQ(::write(theirs[1], "hello", 5), 5);
  char to[16];
  beast::error_code ended;
  wire.async_read_some(asio::buffer(to), [&](beast::error_code error, size_t) { ended = error; });
  wire.async_handshake([](beast::error_code, size_t) {});
  io.run();
  EXPECT_TRUE(ended);
  EXPECT_EQ(::recv(theirs[0], to, sizeof(to), MSG_DONTWAIT), 5);
  for (int fd : {ours[1], theirs[0], theirs[1]}) ::close(fd);
}

}  // namespace
}  // namespace samlad
