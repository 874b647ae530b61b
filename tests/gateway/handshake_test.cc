#include "server/gateway/handshake.h"

#include <gtest/gtest.h>

#include "tests/gateway/fixture.h"

namespace samlad {
namespace {

enum class Origin { kNone, kOwn, kOther, kNull, kOwnWithMore };
enum class Token { kNone, kBearer, kBadBearer, kCookie, kBadCookie, kQuery };
enum class Hello { kNotTried, kRefused, kWelcome };

struct Row {
  Origin origin;
  Token token;
  int status;
  Hello hello;  // what a Hello without a token gets after the upgrade
};

// RELIABILITY row 19, Origin by token. 403: the page is not ours. 400: a query. 401: a token that
// does not hold. A cookie counts only with an Origin that is ours.
constexpr Row kRows[] = {
    {Origin::kNone, Token::kNone, 101, Hello::kRefused},
    {Origin::kNone, Token::kBearer, 101, Hello::kWelcome},
    {Origin::kNone, Token::kBadBearer, 401, Hello::kNotTried},
    {Origin::kNone, Token::kCookie, 101, Hello::kRefused},
    {Origin::kNone, Token::kBadCookie, 101, Hello::kRefused},
    {Origin::kNone, Token::kQuery, 400, Hello::kNotTried},
    {Origin::kOwn, Token::kNone, 101, Hello::kRefused},
    {Origin::kOwn, Token::kBearer, 101, Hello::kWelcome},
    {Origin::kOwn, Token::kBadBearer, 401, Hello::kNotTried},
    {Origin::kOwn, Token::kCookie, 101, Hello::kWelcome},
    {Origin::kOwn, Token::kBadCookie, 101, Hello::kRefused},
    {Origin::kOwn, Token::kQuery, 400, Hello::kNotTried},
    {Origin::kOther, Token::kNone, 403, Hello::kNotTried},
    {Origin::kOther, Token::kBearer, 403, Hello::kNotTried},
    {Origin::kOther, Token::kBadBearer, 403, Hello::kNotTried},
    {Origin::kOther, Token::kCookie, 403, Hello::kNotTried},
    {Origin::kOther, Token::kBadCookie, 403, Hello::kNotTried},
    {Origin::kOther, Token::kQuery, 400, Hello::kNotTried},
    {Origin::kNull, Token::kNone, 403, Hello::kNotTried},
    {Origin::kNull, Token::kCookie, 403, Hello::kNotTried},
    {Origin::kOwnWithMore, Token::kNone, 403, Hello::kNotTried},
    {Origin::kOwnWithMore, Token::kCookie, 403, Hello::kNotTried},
};

class HandshakeTest : public GatewayTest {
 protected:
  std::string OriginHeader(Origin origin, const std::string& scheme) const {
    const std::string own = scheme + "://localhost:" + std::to_string(port());
    switch (origin) {
      case Origin::kNone:
        return "";
      case Origin::kOwn:
        return "Origin: " + own + "\r\n";
      case Origin::kOther:
        return "Origin: https://evil.example\r\n";
      case Origin::kNull:
        return "Origin: null\r\n";
      case Origin::kOwnWithMore:
        return "Origin: " + own + ".evil.example\r\n";
    }
    return "";
  }

  static std::string TokenHeader(Token kind, const std::string& good) {
    std::string bad = good;
    bad[20] = bad[20] == 'A' ? 'B' : 'A';
    switch (kind) {
      case Token::kBearer:
        return "Authorization: Bearer " + good + "\r\n";
      case Token::kBadBearer:
        return "Authorization: Bearer " + bad + "\r\n";
      case Token::kCookie:
        return "Cookie: theme=dark; samlad_token=" + good + "\r\n";
      case Token::kBadCookie:
        return "Cookie: samlad_token=" + bad + "\r\n";
      default:
        return "";
    }
  }

  void Expect(const Row& row, const std::string& token, RawSocket* socket,
              const std::string& scheme) {
    const std::string target = row.token == Token::kQuery ? "/ws?token=" + token : "/ws";
    socket->Send(HandshakeRequest("samlad.v1.proto",
                                  OriginHeader(row.origin, scheme) + TokenHeader(row.token, token),
                                  target));
    const std::string head = socket->ReceiveUntil("\r\n\r\n");
    ASSERT_GT(head.size(), 12u) << "no answer";
    EXPECT_EQ(std::atoi(head.c_str() + 9), row.status) << head;
    if (row.hello == Hello::kNotTried) return;
    v1::ClientMessage hello;
    hello.mutable_hello();
    Send(socket, hello);
    if (row.hello == Hello::kWelcome) {
      EXPECT_TRUE(Receive(socket, v1::ServerMessage::kWelcome));
    } else {
      EXPECT_EQ(ReceiveClose(socket), static_cast<uint16_t>(CloseCode::kUnauthenticated));
    }
  }

  static std::string Name(const Row& row) {
    return "origin " + std::to_string(static_cast<int>(row.origin)) + ", token " +
           std::to_string(static_cast<int>(row.token));
  }
};

TEST_F(HandshakeTest, OriginByToken) {
  StartServer();
  const std::string token = TokenOf("anna");
  for (const Row& row : kRows) {
    SCOPED_TRACE(Name(row));
    RawSocket socket(port());
    Expect(row, token, &socket, "http");
  }
  const std::string lines = LogLines();
  EXPECT_NE(lines.find("handshake_refused"), std::string::npos);
  EXPECT_EQ(lines.find(token.substr(0, 16)), std::string::npos) << "a token in a log line";
  EXPECT_EQ(lines.find("right"), std::string::npos) << "a password in a log line";
}

TEST_F(HandshakeTest, OriginByTokenByTlsVersion) {
  settings().tls_certificate_file = SAMLAD_TEST_FOLDER "/certificate.pem";
  settings().tls_key_file = SAMLAD_TEST_FOLDER "/key.pem";
  StartServer();
  RawSocket login(port());
  ASSERT_TRUE(login.StartTls());
  HttpAnswer answer;
  const std::string token = TokenOver(&login, &answer);
  ASSERT_EQ(answer.status, 200);
  EXPECT_NE(answer.Header("Set-Cookie").find("; Secure"), std::string::npos);
  EXPECT_NE(answer.Header("Strict-Transport-Security"), "");
  for (int version : {0x0301, 0x0302, 0x0303, 0x0304}) {
    for (const Row& row : kRows) {
      SCOPED_TRACE(Name(row) + ", TLS " + std::to_string(version));
      RawSocket socket(port());
      const bool secure = socket.StartTls(version);
      ASSERT_EQ(secure, version >= 0x0303) << "TLS 1.2 is the oldest spoken";
      if (!secure) break;
      Expect(row, token, &socket, "https");
    }
  }
  EXPECT_EQ(LogLines().find(token.substr(0, 16)), std::string::npos);
}

TEST_F(HandshakeTest, PlaintextOnATlsPortGetsNothing) {
  settings().tls_certificate_file = SAMLAD_TEST_FOLDER "/certificate.pem";
  settings().tls_key_file = SAMLAD_TEST_FOLDER "/key.pem";
  StartServer();
  RawSocket socket(port());
  socket.Send(HandshakeRequest("samlad.v1.proto"));
  EXPECT_EQ(socket.ReceiveAll().find("HTTP"), std::string::npos);
}

TEST_F(HandshakeTest, SubprotocolIsAskedForAndChosen) {
  StartServer();
  struct {
    std::string offered;
    int status;
    std::string chosen;
  } const rows[] = {
      {"", 400, ""},
      {"chat", 400, ""},
      {"samlad.v1", 400, ""},
      {"samlad.v1.protobuf", 400, ""},
      {"samlad.v1.json", 101, "samlad.v1.json"},
      {"samlad.v1.proto", 101, "samlad.v1.proto"},
      {"chat, samlad.v1.json , samlad.v1.proto", 101, "samlad.v1.json"},
      {"samlad.v2.proto,samlad.v1.proto", 101, "samlad.v1.proto"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.offered);
    RawSocket socket(port());
    const HttpAnswer answer = Ask(&socket, HandshakeRequest(row.offered));
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(answer.Header("Sec-WebSocket-Protocol"), row.chosen);
    if (row.status == 400) {
      EXPECT_NE(answer.body.find("samlad.v1.json"), std::string::npos);
    }
  }
}

TEST_F(HandshakeTest, OnlyListedOriginsWhenThereIsAList) {
  settings().allowed_origins = {"https://samlad.example.se"};
  StartServer();
  const std::string own = "Origin: http://localhost:" + std::to_string(port()) + "\r\n";
  EXPECT_EQ(Ask(port(), "GET /ws").status, 426);
  RawSocket listed(port()), unlisted(port());
  EXPECT_EQ(
      Ask(&listed, HandshakeRequest("samlad.v1.json", "Origin: https://samlad.example.se\r\n"))
          .status,
      101);
  EXPECT_EQ(Ask(&unlisted, HandshakeRequest("samlad.v1.json", own)).status, 403);
}

TEST_F(HandshakeTest, OtherPathsAreNoWebSockets) {
  StartServer();
  for (const char* path : {"/", "/ws/", "/WS", "/api/v1/login"}) {
    RawSocket socket(port());
    EXPECT_EQ(Ask(&socket, HandshakeRequest("samlad.v1.json", "", path)).status, 404) << path;
  }
}

TEST_F(HandshakeTest, PlacesAreBoundedByAddressAndInAll) {
  settings().gateway.connections_max = 5;
  settings().gateway.connections_per_address_max = 3;
  StartServer();
  std::vector<std::unique_ptr<RawSocket>> open;
  for (int i = 0; i < 3; ++i) open.push_back(OpenWs("samlad.v1.json"));
  RawSocket over(port());
  const HttpAnswer answer = Ask(&over, HandshakeRequest("samlad.v1.json"));
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.Header("Retry-After"), "5");
  open.pop_back();
  Await("a place is free again", [this] { return Metric("samlad_connections") == 2; });
  open.push_back(OpenWs("samlad.v1.json"));
}

TEST_F(HandshakeTest, PlacesInAllAreBounded) {
  settings().gateway.connections_max = 2;
  StartServer();
  const auto first = OpenWs("samlad.v1.json"), second = OpenWs("samlad.v1.proto");
  RawSocket over(port());
  EXPECT_EQ(Ask(&over, HandshakeRequest("samlad.v1.json")).status, 503);
}

}  // namespace
}  // namespace samlad
