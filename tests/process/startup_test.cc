#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "server/gateway/exit_code.h"
#include "tests/gateway/raw_socket.h"
#include "tests/process/samlad_process.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

namespace fs = std::filesystem;

// Listens on a port of 127.0.0.1, so that nobody else can.
class TakenPort {
 public:
  TakenPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(fd_, 1), 0);
    EXPECT_EQ(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~TakenPort() { ::close(fd_); }
  uint16_t port() const { return port_; }

 private:
  int fd_;
  uint16_t port_;
};

// A data folder with an administrator in it.
class StartupTest : public testing::Test {
 protected:
  StartupTest() { EXPECT_EQ(InitAdmin(folder_.path(), data()), 0); }

  std::string data() const { return folder_ / "data"; }

  // The program ends with this code and one line that names each of these.
  void ExpectRefusal(const SamladProcess::Arguments& arguments, ExitCode code,
                     const std::vector<std::string>& named,
                     const SamladProcess::Environment& environment = {}) {
    SamladProcess process(folder_.path(), arguments, environment);
    EXPECT_EQ(process.AwaitExit(), static_cast<int>(code)) << process.err();
    const std::string line = process.err();
    EXPECT_TRUE(line.starts_with("samlad: ")) << line;
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
    for (const std::string& name : named) {
      EXPECT_NE(line.find(name), std::string::npos) << name << " in: " << line;
    }
  }

  // Serves, and holds what the administrator's making left.
  void ExpectNothingLost() {
    SamladProcess process(folder_.path(), ServeFlags(data()));
    const uint16_t port = process.AwaitPort();
    ASSERT_NE(port, 0) << process.err();
    EXPECT_NE(Ask(port, "GET /healthz").body.find("\"head\":5,"), std::string::npos);
    EXPECT_EQ(Ask(port, "POST /api/v1/login", "Content-Type: application/json\r\n",
                  R"({"login":"root","password":"right"})")
                  .status,
              200);
    process.Signal(SIGTERM);
    EXPECT_EQ(process.AwaitExit(), 0);
    EXPECT_EQ(process.err(), "");
  }

  static SamladProcess::Arguments With(SamladProcess::Arguments arguments,
                                       const SamladProcess::Arguments& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  TempFolder folder_;
};

TEST_F(StartupTest, WrongSettingsAreNamedWithWhatWasMeant) {
  const SamladProcess::Arguments flags = ServeFlags(data());
  ExpectRefusal({"--frame-byte-max", "5000"}, ExitCode::kUsage,
                {"--frame-byte-max", "--frame-bytes-max"});
  ExpectRefusal({"surplus"}, ExitCode::kUsage, {"surplus"});
  ExpectRefusal({"--port"}, ExitCode::kUsage, {"--port"});
  ExpectRefusal({"--port", "70000"}, ExitCode::kUsage, {"--port", "0 and 65535"});
  ExpectRefusal({"--port", "80x"}, ExitCode::kUsage, {"--port"});
  ExpectRefusal(flags, ExitCode::kUsage, {"SAMLAD_PROT", "SAMLAD_PORT"}, {{"SAMLAD_PROT", "1"}});
  ExpectRefusal(flags, ExitCode::kUsage, {"SAMLAD_TICK_INTERVAL_MS", "5 and 1000"},
                {{"SAMLAD_TICK_INTERVAL_MS", "0"}});
  ExpectRefusal({"--listen-address", "192.0.2.1"}, ExitCode::kUsage,
                {"192.0.2.1", "allow_plaintext_beyond_loopback"});
  ExpectRefusal({"--tls-key-file", "key.pem"}, ExitCode::kUsage, {"tls_certificate_file"});
  ExpectRefusal({"--outbox-bytes-max", "9000000"}, ExitCode::kUsage, {"outbox_bytes_limit"});
  ExpectRefusal({"--item-bytes-max", "2000000"}, ExitCode::kUsage, {"frame_bytes_max"});
  ExpectRefusal({"--log-level", "loud"}, ExitCode::kUsage, {"log_level"});
  ExpectRefusal(With(flags, {"--web-folder", folder_ / "none"}), ExitCode::kUsage, {"web folder"});
  ExpectNothingLost();
}

TEST_F(StartupTest, WrongLinesOfTheFileAreNamedWithTheirNumber) {
  const std::string file = folder_ / "samlad.toml";
  const struct {
    std::string text;
    std::vector<std::string> named;
  } rows[] = {
      {"port = 0\nprot = 8640\n", {"line 2", "prot", "nearest is port"}},
      {"port = \"0\"\n", {"line 1", "port must be a whole number"}},
      {"port = -1\n", {"line 1", "port must be between"}},
      {"\nweb_folder = 3\n", {"line 2", "web_folder must be a text"}},
      {"allowed_origins = \"x\"\n", {"allowed_origins must be a list"}},
      {"allowed_origins = [1]\n", {"allowed_origins must be a list"}},
      {"allow_plaintext_beyond_loopback = 1\n", {"true or false"}},
      {"port = \n", {"line 1"}},
      {"[gateway]\nport = 1\n", {"line 1", "unknown key gateway"}},
  };
  for (const auto& row : rows) {
    WriteWhole(file, row.text);
    ExpectRefusal({"--config", file}, ExitCode::kUsage, row.named);
  }
  ExpectRefusal({"--config", folder_ / "none.toml"}, ExitCode::kUsage, {"none.toml"});
}

TEST_F(StartupTest, FlagsGoBeforeTheEnvironmentAndThatBeforeTheFile) {
  const std::string file = folder_ / "samlad.toml";
  WriteWhole(file, "port = 1111\nwatches_max = 111\nreplays_max = 11\n");
  SamladProcess process(
      folder_.path(), {"--print-config", "--port", "3333"},
      {{"SAMLAD_CONFIG", file}, {"SAMLAD_PORT", "2222"}, {"SAMLAD_WATCHES_MAX", "222"}});
  EXPECT_EQ(process.AwaitExit(), 0) << process.err();
  for (const char* line : {"\nport = 3333\n", "\nwatches_max = 222\n", "\nreplays_max = 11\n"}) {
    EXPECT_NE(process.out().find(line), std::string::npos) << line;
  }
}

TEST_F(StartupTest, PrintedConfigIsAConfig) {
  SamladProcess printed(folder_.path(), {"--print-config", "--allowed-origins",
                                         "https://a.example,https://b.example"});
  ASSERT_EQ(printed.AwaitExit(), 0);
  WriteWhole(folder_ / "printed.toml", printed.out());
  SamladProcess again(folder_.path(), {"--print-config", "--config", folder_ / "printed.toml"});
  EXPECT_EQ(again.AwaitExit(), 0) << again.err();
  EXPECT_EQ(again.out(), printed.out());
}

TEST_F(StartupTest, PortInUse) {
  const TakenPort taken;
  ExpectRefusal(ServeFlags(data(), taken.port()), ExitCode::kListen,
                {"port " + std::to_string(taken.port())});
  ExpectRefusal(With(ServeFlags(data()),
                     {"--listen-address", "192.0.2.1", "--allow-plaintext-beyond-loopback"}),
                ExitCode::kListen, {"192.0.2.1"});
  ExpectNothingLost();
}

TEST_F(StartupTest, BadCertificateOrKey) {
  const std::string good_certificate = SAMLAD_GATEWAY_TEST_FOLDER "/certificate.pem";
  const std::string good_key = SAMLAD_GATEWAY_TEST_FOLDER "/key.pem";
  WriteWhole(folder_ / "garbage.pem", "-----BEGIN CERTIFICATE-----\nno\n");
  const auto with = [&](const std::string& certificate, const std::string& key) {
    return With(ServeFlags(data()), {"--tls-certificate-file", certificate, "--tls-key-file", key});
  };
  ExpectRefusal(with(folder_ / "none.pem", good_key), ExitCode::kCertificate, {"none.pem"});
  ExpectRefusal(with(folder_ / "garbage.pem", good_key), ExitCode::kCertificate, {"garbage.pem"});
  ExpectRefusal(with(good_certificate, folder_ / "none.pem"), ExitCode::kCertificate, {"none.pem"});
  ExpectRefusal(with(good_certificate, good_certificate), ExitCode::kCertificate,
                {"certificate.pem"});
  ExpectRefusal(with(good_certificate, SAMLAD_GATEWAY_TEST_FOLDER "/other_key.pem"),
                ExitCode::kCertificate, {"other_key.pem", "key values mismatch"});
  ExpectNothingLost();
}

TEST_F(StartupTest, SecondServerOnTheSameFolder) {
  SamladProcess first(folder_.path(), ServeFlags(data()));
  const uint16_t port = first.AwaitPort();
  ASSERT_NE(port, 0) << first.err();
  ExpectRefusal(ServeFlags(data()), ExitCode::kInUse, {data()});
  EXPECT_EQ(Ask(port, "GET /healthz").status, 200) << "the first goes on";
  first.Signal(SIGTERM);
  EXPECT_EQ(first.AwaitExit(), 0);
  ExpectNothingLost();
}

TEST_F(StartupTest, FolderThatIsNoFolder) {
  WriteWhole(folder_ / "file", "");
  ExpectRefusal(ServeFlags(folder_ / "file"), ExitCode::kDataFolder, {folder_ / "file"});
  ExpectRefusal(ServeFlags(folder_ / "file/below"), ExitCode::kDataFolder,
                {folder_ / "file/below"});
}

TEST_F(StartupTest, LogShorterThanItsHeadPromises) {
  fs::rename(data() + "/db", folder_ / "db");
  ExpectRefusal(ServeFlags(data()), ExitCode::kDamaged, {data()});
  fs::remove_all(data() + "/db");
  fs::rename(folder_ / "db", data() + "/db");
  ExpectNothingLost();
}

TEST_F(StartupTest, DamagedHeadFile) {
  const std::string good = ReadWhole(data() + "/HEAD");
  WriteWhole(data() + "/HEAD", good.substr(0, good.size() / 2));
  ExpectRefusal(ServeFlags(data()), ExitCode::kDamaged, {"HEAD"});
  WriteWhole(data() + "/HEAD", good);
  ExpectNothingLost();
}

TEST_F(StartupTest, TokenKeyThatOthersMayReadOrThatIsNone) {
  SamladProcess process(folder_.path(), ServeFlags(data()));
  ASSERT_NE(process.AwaitPort(), 0);
  process.Signal(SIGTERM);
  ASSERT_EQ(process.AwaitExit(), 0);
  const std::string key = data() + "/token.key";
  ASSERT_EQ(::chmod(key.c_str(), 0644), 0);
  ExpectRefusal(ServeFlags(data()), ExitCode::kDataFolder, {"token.key", "0600"});
  ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
  const std::string good = ReadWhole(key);
  WriteWhole(key, "short");
  ExpectRefusal(ServeFlags(data()), ExitCode::kDamaged, {"token.key"});
  WriteWhole(key, good);
  ExpectNothingLost();
}

TEST_F(StartupTest, FirstAdministratorNeedsAPasswordAndAnEmptyPlace) {
  ExpectRefusal({"--data-folder", folder_ / "new", "--init-admin", "root"},
                ExitCode::kAdministrator, {"SAMLAD_INIT_PASSWORD", "--init-password-file"});
  ExpectRefusal({"--data-folder", data(), "--init-admin", "other"}, ExitCode::kAdministrator,
                {"administrator already"}, {{"SAMLAD_INIT_PASSWORD", "x"}});
  ExpectNothingLost();
}

TEST_F(StartupTest, FirstAdministratorByAPasswordFile) {
  WriteWhole(folder_ / "password", "from the file\nnot this\n");
  SamladProcess init(folder_.path(), {"--data-folder", folder_ / "new", "--init-admin", "anna",
                                      "--init-password-file", folder_ / "password"});
  ASSERT_EQ(init.AwaitExit(), 0) << init.err();
  EXPECT_EQ(init.out().find("from the file"), std::string::npos);
  SamladProcess process(folder_.path(), ServeFlags(folder_ / "new"));
  const uint16_t port = process.AwaitPort();
  EXPECT_EQ(Ask(port, "POST /api/v1/login", "Content-Type: application/json\r\n",
                R"({"login":"anna","password":"from the file"})")
                .status,
            200);
}

TEST_F(StartupTest, EmptyServerStartsAndSaysHowToBegin) {
  SamladProcess process(folder_.path(), ServeFlags(folder_ / "empty"));
  ASSERT_NE(process.AwaitPort(), 0) << process.err();
  process.Signal(SIGINT);
  EXPECT_EQ(process.AwaitExit(), 0);
  EXPECT_NE(process.out().find("--init-admin LOGIN"), std::string::npos) << process.out();
}

TEST_F(StartupTest, TokensOutliveARestart) {
  std::string token;
  for (int start = 0; start < 2; ++start) {
    SamladProcess process(folder_.path(), ServeFlags(data()));
    const uint16_t port = process.AwaitPort();
    ASSERT_NE(port, 0) << process.err();
    if (start == 0) {
      const std::string body = Ask(port, "POST /api/v1/login", "Content-Type: application/json\r\n",
                                   R"({"login":"root","password":"right"})")
                                   .body;
      token = body.substr(body.find("\"token\":\"") + 9, 108);
    }
    RawSocket socket(port);
    EXPECT_EQ(
        Ask(&socket, HandshakeRequest("samlad.v1.json", "Authorization: Bearer " + token + "\r\n"))
            .status,
        101);
  }
}

TEST_F(StartupTest, HangupReadsTheCertificateAgain) {
  const std::string certificate = folder_ / "c.pem", key = folder_ / "k.pem";
  const auto copy = [&](const std::string& to_certificate, const std::string& to_key) {
    WriteWhole(certificate, ReadWhole(to_certificate));
    WriteWhole(key, ReadWhole(to_key));
  };
  copy(SAMLAD_GATEWAY_TEST_FOLDER "/certificate.pem", SAMLAD_GATEWAY_TEST_FOLDER "/key.pem");
  SamladProcess process(
      folder_.path(),
      With(ServeFlags(data()), {"--tls-certificate-file", certificate, "--tls-key-file", key}));
  const uint16_t port = process.AwaitPort();
  ASSERT_NE(port, 0) << process.err();
  WriteWhole(key, "no key");
  process.Signal(SIGHUP);
  while (process.out().find("reload_failed") == std::string::npos) {
    ASSERT_TRUE(process.running());
    ::usleep(2000);
  }
  RawSocket socket(port);
  EXPECT_TRUE(socket.StartTls()) << "the old one stays";
  copy(SAMLAD_GATEWAY_TEST_FOLDER "/certificate.pem", SAMLAD_GATEWAY_TEST_FOLDER "/key.pem");
  process.Signal(SIGHUP);
  while (process.out().find("info reloaded") == std::string::npos) {
    ASSERT_TRUE(process.running());
    ::usleep(2000);
  }
}

}  // namespace
}  // namespace samlad
