#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "server/gateway/web_folder.h"
#include "tests/gateway/fixture.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

class HttpTest : public GatewayTest {
 protected:
  // Pages with a secret beside them.
  void ServePages() {
    std::filesystem::create_directories(folder_ / "web/assets");
    std::filesystem::create_directories(folder_ / "web/karta");
    WriteWhole(folder_ / "web/index.html", "<p>start");
    WriteWhole(folder_ / "web/karta/index.html", "<p>karta");
    WriteWhole(folder_ / "web/assets/app-1a2b.js", "let a;");
    WriteWhole(folder_ / "web/å ä.txt", "hej");
    WriteWhole(folder_ / "secret.txt", "secret");
    std::filesystem::create_symlink(folder_ / "secret.txt", folder_ / "web/link.txt");
    settings().web_folder = folder_ / "web";
  }

  TempFolder folder_;
};

TEST_F(HttpTest, HealthzSaysHeadEpochAndUptime) {
  StartServer();
  const HttpAnswer answer = Ask(port(), "GET /healthz");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Content-Type"), "application/json");
  EXPECT_NE(answer.body.find("\"status\":\"ok\""), std::string::npos);
  EXPECT_NE(answer.body.find("\"epoch\":\"1\""), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("\"head\":7"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("\"uptime_ms\":"), std::string::npos);
}

TEST_F(HttpTest, MetricsCountWhatHappens) {
  StartServer();
  EXPECT_EQ(Metric("samlad_connections"), 0);
  const auto session = OpenSession(TokenOf("anna"));
  v1::ClientMessage list;
  list.mutable_list_incidents()->set_request(7);
  Send(session.get(), list);
  ASSERT_TRUE(Receive(session.get(), v1::ServerMessage::kIncidentList));
  EXPECT_EQ(Metric("samlad_connections"), 1);
  EXPECT_EQ(Metric("samlad_logins_total"), 1);
  EXPECT_EQ(Metric("samlad_handshakes_total"), 1);
  EXPECT_EQ(Metric("samlad_messages_received_total"), 2);
  EXPECT_EQ(Metric("samlad_writes_total"), 2);
  EXPECT_EQ(Metric("samlad_items"), 7);
  const HttpAnswer page = Ask(port(), "GET /metrics");
  EXPECT_TRUE(page.Header("Content-Type").starts_with("text/plain; version=0.0.4"));
  EXPECT_NE(page.body.find("# TYPE samlad_commit_seconds histogram"), std::string::npos);
}

TEST_F(HttpTest, EveryAnswerCarriesTheSecurityHeaders) {
  ServePages();
  settings().map_origins = {"https://minkarta.example"};
  StartServer();
  for (const char* what : {"GET /", "GET /nothing", "GET /healthz", "POST /api/v1/logout"}) {
    const HttpAnswer answer = Ask(port(), what);
    SCOPED_TRACE(what);
    const std::string policy = answer.Header("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_NE(policy.find("https://minkarta.example"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.Header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.Header("Strict-Transport-Security"), "") << "there is no TLS";
  }
}

TEST_F(HttpTest, WebFilesHaveTypesAndTags) {
  ServePages();
  StartServer();
  struct {
    std::string path, type, body, cache;
  } const rows[] = {
      {"/", "text/html; charset=utf-8", "<p>start", "no-cache"},
      {"/index.html", "text/html; charset=utf-8", "<p>start", "no-cache"},
      {"/karta/", "text/html; charset=utf-8", "<p>karta", "no-cache"},
      {"/assets/app-1a2b.js", "text/javascript; charset=utf-8", "let a;",
       "public, max-age=31536000, immutable"},
      {"/%C3%A5%20%C3%A4.txt?version=2", "text/plain; charset=utf-8", "hej", "no-cache"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    const HttpAnswer answer = Ask(port(), "GET " + row.path);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, row.body);
    EXPECT_EQ(answer.Header("Content-Type"), row.type);
    EXPECT_EQ(answer.Header("Cache-Control"), row.cache);
    const std::string tag = answer.Header("ETag");
    EXPECT_EQ(tag.size(), 34u);
    const HttpAnswer again = Ask(port(), "GET " + row.path, "If-None-Match: " + tag + "\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
  }
  const HttpAnswer head = Ask(port(), "HEAD /");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Header("Content-Length"), "8");
}

TEST_F(HttpTest, AFileThatTheBuildCompressedIsSentSoToWhoAcceptsIt) {
  ServePages();
  WriteWhole(folder_ / "web/assets/app-1a2b.js.gz", "let a; compressed");
  WriteWhole(folder_ / "web/alone.gz", "no page beside it");
  StartServer();
  const std::string what = "GET /assets/app-1a2b.js";
  const HttpAnswer plain = Ask(port(), what);
  EXPECT_EQ(plain.body, "let a;");
  EXPECT_EQ(plain.Header("Content-Encoding"), "");
  EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding");
  const HttpAnswer compressed =
      Ask(port(), what, "Accept-Encoding: br;q=1, gzip;q=0.5, deflate\r\n");
  EXPECT_EQ(compressed.body, "let a; compressed");
  EXPECT_EQ(compressed.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(compressed.Header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_NE(compressed.Header("ETag"), plain.Header("ETag"));
  const std::string held = "If-None-Match: " + compressed.Header("ETag") + "\r\n";
  EXPECT_EQ(Ask(port(), what, "Accept-Encoding: gzip\r\n" + held).status, 304);
  EXPECT_EQ(Ask(port(), what, held).status, 200) << "the tag is that of the compressed one";
  EXPECT_EQ(Ask(port(), "GET /assets/app-1a2b.js.gz").status, 404);
  EXPECT_EQ(Ask(port(), "GET /alone.gz").body, "no page beside it");
  const HttpAnswer none = Ask(port(), "GET /", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(none.Header("Content-Encoding"), "") << "the build left no compressed one";
}

TEST_F(HttpTest, ACompressedFileOlderThanItsPageIsNotSent) {
  ServePages();
  const auto page = folder_ / "web/index.html", compressed = folder_ / "web/index.html.gz";
  WriteWhole(compressed, "<p>before");
  std::filesystem::last_write_time(
      page, std::filesystem::last_write_time(compressed) + std::chrono::seconds(1));
  StartServer();
  EXPECT_EQ(Ask(port(), "GET /", "Accept-Encoding: gzip\r\n").body, "<p>start");
}

TEST(AcceptsGzipTest, ReadsNamesAndWeights) {
  for (const char* yes : {"gzip", "deflate, gzip", "br , gzip ;q=0.1", "x-gzip", "gzip;q=1.0"}) {
    EXPECT_TRUE(AcceptsGzip(yes)) << yes;
  }
  for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "gzipped", "identity", ",,;"}) {
    EXPECT_FALSE(AcceptsGzip(no)) << no;
  }
}

TEST_F(HttpTest, NoPathLeadsOutOfTheWebFolder) {
  ServePages();
  StartServer();
  for (const char* path :
       {"/../secret.txt", "/karta/../../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt", "/..%5csecret.txt", "//secret.txt", "/link.txt",
        "/karta/..%00/index.html", "/index.html%00", "/%", "/%2", "/%zz", "/karta", "secret.txt",
        "/./index.html", "/../../../../../../etc/passwd"}) {
    const HttpAnswer answer = Ask(port(), std::string("GET ") + path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.body.find("secret"), std::string::npos) << path;
  }
}

TEST_F(HttpTest, WebFolderOverItsLimitIsRefused) {
  ServePages();
  WebFolder folder;
  EXPECT_TRUE(WebFolder::Load(settings().web_folder, 1000, &folder).ok());
  EXPECT_EQ(folder.size(), 4u);
  const Status status = WebFolder::Load(settings().web_folder, 10, &folder);
  EXPECT_NE(status.message().find("web_folder_bytes_max"), std::string::npos);
  EXPECT_FALSE(WebFolder::Load(settings().web_folder + "/none", 1000, &folder).ok());
}

TEST_F(HttpTest, ReloadReadsTheWebFilesAgain) {
  ServePages();
  StartServer();
  WriteWhole(folder_ / "web/index.html", "<p>new");
  EXPECT_EQ(Ask(port(), "GET /").body, "<p>start");
  server().Reload();
  Await("reload", [this] { return Ask(port(), "GET /").body == "<p>new"; });
}

TEST_F(HttpTest, LoginSaysWhoAndUntilWhen) {
  StartServer();
  const HttpAnswer answer = Login("anna", "right");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Cache-Control"), "no-store");
  for (const char* part :
       {"\"token\":\"", "\"until_ms\":", "\"person\":\"", "\"actor\":\"",
        "\"actor_name\":\"Sala kommun\"", "\"role\":\"DUTY_OFFICER\"", "\"choices\":[{"}) {
    EXPECT_NE(answer.body.find(part), std::string::npos) << part << " in " << answer.body;
  }
  const std::string cookie = answer.Header("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("samlad_token="));
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict"), std::string::npos) << cookie;
  EXPECT_NE(cookie.find("; Path=/;"), std::string::npos) << cookie;
}

TEST_F(HttpTest, LogoutTakesTheCookieAway) {
  StartServer();
  const HttpAnswer answer = Ask(port(), "POST /api/v1/logout");
  EXPECT_EQ(answer.status, 204);
  EXPECT_TRUE(answer.Header("Set-Cookie").starts_with("samlad_token=; Path=/; Max-Age=0"));
}

// R33: no session is sent an account, and only an administrator is told which there are.
TEST_F(HttpTest, AccountsAreListedForTheAdministratorAlone) {
  StartServer();
  const std::string what = "POST /api/v1/accounts";
  EXPECT_EQ(Ask(port(), what).status, 401);
  EXPECT_EQ(Ask(port(), what, "Authorization: Bearer nonsense\r\n").status, 401);
  EXPECT_EQ(Ask(port(), what, "Authorization: Bearer " + TokenOf("anna") + "\r\n").status, 403);
  EXPECT_EQ(Ask(port(), "GET /api/v1/accounts").status, 405);

  const std::string token = TokenOf("root");
  const HttpAnswer answer = Ask(port(), what, "Authorization: Bearer " + token + "\r\n");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Cache-Control"), "no-store");
  EXPECT_NE(answer.body.find(R"("login":"anna","disabled":false,"has_password":true)"),
            std::string::npos)
      << answer.body;
  EXPECT_EQ(answer.body.find("argon2"), std::string::npos) << "a hash is nobody's to see";

  // The cookie is sent whoever asks, so it counts only from a page that may.
  const std::string cookie = "Cookie: samlad_token=" + token + "\r\n";
  EXPECT_EQ(Ask(port(), what, cookie).status, 401);
  EXPECT_EQ(Ask(port(), what, cookie + "Origin: https://evil.example\r\n").status, 403);
  const std::string own = "Origin: http://127.0.0.1:" + std::to_string(port()) + "\r\n";
  EXPECT_EQ(Ask(port(), what, cookie + own).status, 200);
}

TEST_F(HttpTest, LoginRefusals) {
  StartServer();
  const std::string json = "Content-Type: application/json\r\n";
  struct {
    std::string headers, body;
    int status;
  } const rows[] = {
      {json, R"({"login":"anna","password":"wrong"})", 401},
      {json, R"({"login":"nobody","password":"right"})", 401},
      {json, R"({"login":"anna","password":"right","actor":"Norberg"})", 403},
      {json, R"({"login":"anna","password":"right","role":"CHAIR"})", 403},
      {json, R"({"login":"anna"})", 400},
      {json, R"({"login":"anna","password":""})", 400},
      {json, R"({"login":7,"password":"right"})", 400},
      {json, R"(["anna","right"])", 400},
      {json, R"({"login":"anna")", 400},
      {json, std::string(10'000, '['), 400},
      {json, "{\"login\":\"" + std::string(401, 'x') + "\",\"password\":\"x\"}", 400},
      {"", R"({"login":"anna","password":"right"})", 415},
      {"Content-Type: text/plain\r\n", R"({"login":"anna","password":"right"})", 415},
      {json + "Origin: https://evil.example\r\n", R"({"login":"anna","password":"right"})", 403},
      {json, std::string(20'000, ' '), 413},
  };
  for (const auto& row : rows) {
    const HttpAnswer answer = Ask(port(), "POST /api/v1/login", row.headers, row.body);
    EXPECT_EQ(answer.status, row.status) << row.body.substr(0, 60);
    EXPECT_EQ(answer.Header("Set-Cookie"), "");
  }
  EXPECT_EQ(Ask(port(), "GET /api/v1/login").status, 405);
  EXPECT_EQ(Ask(port(), "PUT /").status, 405);
  EXPECT_EQ(Ask(port(), "GET /api/v1/other").status, 404);
  EXPECT_EQ(LogLines().find("wrong"), std::string::npos) << "a password in a log line";
}

TEST_F(HttpTest, LoginsAreThrottled) {
  settings().access.login_burst_max = 3;
  settings().access.login_refill_ms = 3'600'000;
  StartServer();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Login("anna", "wrong").status, 401);
  const HttpAnswer answer = Login("anna", "right");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.Header("Retry-After"), "3600");
  EXPECT_EQ(Login("root", "right").status, 200);
  EXPECT_EQ(Metric("samlad_logins_throttled_total"), 1);
}

TEST_F(HttpTest, ConnectionIsUsedAgain) {
  StartServer();
  RawSocket socket(port());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Ask(&socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  }
  EXPECT_EQ(Metric("samlad_sockets_accepted_total"), 2);
}

TEST_F(HttpTest, UnreadableRequestsAreRefused) {
  StartServer();
  struct {
    std::string request;
    int status;
  } const rows[] = {
      {"hello\r\n\r\n", 400},
      {"GET / HTTP/9.9\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n" + std::string(20'000, 'a') + ": b\r\n\r\n", 431},
      {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n", 431},
      {"POST /api/v1/login HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413},
      {"POST /api/v1/login HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
  };
  for (const auto& row : rows) {
    RawSocket socket(port());
    EXPECT_EQ(Ask(&socket, row.request).status, row.status) << row.request.substr(0, 40);
    EXPECT_EQ(socket.ReceiveAll(), "") << "and closed";
  }
}

TEST_F(HttpTest, SlowRequestsAreCutOff) {
  settings().gateway.http_header_timeout_ms = 150;
  settings().gateway.http_body_timeout_ms = 150;
  settings().gateway.http_idle_timeout_ms = 150;
  StartServer();
  RawSocket silent(port()), head(port()), body(port()), idle(port());
  head.Send("GET / HTT");
  body.Send("POST /api/v1/login HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");
  EXPECT_EQ(Ask(&idle, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  for (RawSocket* socket : {&silent, &head, &body, &idle}) EXPECT_EQ(socket->ReceiveAll(), "");
  EXPECT_EQ(Metric("samlad_http_requests_timed_out_total"), 4);
}

TEST_F(HttpTest, SocketsOverTheLimitAreClosedUnread) {
  settings().gateway.http_connections_per_address_max = 3;
  StartServer();
  std::vector<std::unique_ptr<RawSocket>> open;
  for (int i = 0; i < 3; ++i) {
    open.push_back(std::make_unique<RawSocket>(port()));
    EXPECT_EQ(Ask(open.back().get(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  }
  RawSocket over(port());
  EXPECT_EQ(over.ReceiveAll(), "");
  open.pop_back();
  Await("a place is free again", [this] { return Ask(port(), "GET /healthz").status == 200; });
}

}  // namespace
}  // namespace samlad
