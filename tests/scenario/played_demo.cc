#include "tests/scenario/played_demo.h"

#include <utility>

#include "server/access/first_administrator.h"
#include "server/gateway/clock.h"

namespace samlad {
namespace {

constexpr char kAdministrator[] = "admin";
constexpr char kPassword[] = "admin-admin";

LogId IncidentNumber(uint8_t number) {
  LogId id;
  id.bytes.fill(number);
  return id;
}

cli::Scenario LoadDemo(const LogId& incident) {
  cli::Scenario scenario;
  std::string error;
  EXPECT_TRUE(cli::LoadScenario(SAMLAD_ROOT "/clients/scenarios/vastmanland-2014.yaml", incident,
                                &scenario, &error))
      << error;
  return scenario;
}

}  // namespace

Projection ProjectionOf(const client::Replica& replica) {
  Projection projection;
  for (const auto& [id, change] : replica.items()) {
    projection[id.str()] = change->SerializeAsString();
  }
  return projection;
}

PlayedDemo::PlayedDemo() : scenario_(LoadDemo(IncidentNumber(1))) {
  RocksLogOptions storage;
  storage.folder = folder_ / "data";
  EXPECT_TRUE(RocksLog::Open(storage, &log_).ok());
  ServerSettings settings;
  settings.port = 0;
  settings.token_key_file = folder_ / "token.key";
  settings.access.password_passes = 1;
  settings.access.password_memory_bytes = 8 * 1024;
  const Status made = CreateFirstAdministrator({kAdministrator, kPassword, "Samlad"}, log_.get(),
                                               settings.room, settings.access, WallMs());
  EXPECT_TRUE(made.ok()) << made.message();
  server_ = std::make_unique<Server>(settings, log_.get(), nullptr);
  const Ending started = server_->Start();
  EXPECT_EQ(started.code, ExitCode::kOk) << started.message;
  server_thread_ = std::thread([this] { server_->Run(); });
  loop_.RunOnThread();

  cli::Play* playing = nullptr;
  cli::PlayOptions options = Options();
  options.on_step = [&](const cli::PlayStep& step, size_t done, size_t total) {
    steps_.push_back(step);
    // Beside the drops of the scenario itself: two links break at moments that it does not know of.
    if (step.event && done == total / 3) playing->person("bild.lst")->BreakLink();
    if (step.event && done == 2 * total / 3) playing->person("rl.sala-heby")->BreakLink();
  };
  cli::Play play(scenario_, options, &loop_);
  playing = &play;
  outcome_ = play.Run(&summary_, &error_);
  for (const cli::ScenarioPerson& known : scenario_.persons) {
    cli::PlayPerson* person = play.person(known.login);
    if (!person) continue;
    welcomes_[known.login] = person->welcomes();
    person->Look([&](client::Conversation& talk) {
      if (const client::Replica* replica = talk.Find(scenario_.incident_id)) {
        pictures_[known.login] = ProjectionOf(*replica);
      }
    });
  }
}

PlayedDemo::~PlayedDemo() {
  if (server_) StopAndReadLog();
}

cli::PlayOptions PlayedDemo::Options() const {
  cli::PlayOptions options;
  options.address.host = "127.0.0.1";
  options.address.port = std::to_string(server_->port());
  options.speed = 0;
  options.administrator.emplace();
  options.administrator->login = kAdministrator;
  options.administrator->password = kPassword;
  return options;
}

cli::Play::Outcome PlayedDemo::PlayAgain(cli::PlaySummary* summary) {
  const cli::Scenario scenario = LoadDemo(IncidentNumber(2));
  cli::Play play(scenario, Options(), &loop_);
  std::string error;
  const cli::Play::Outcome outcome = play.Run(summary, &error);
  EXPECT_EQ(error, "");
  return outcome;
}

std::unique_ptr<cli::PlayPerson> PlayedDemo::Connect(const std::string& login,
                                                     cli::PlayMonitor* monitor) {
  client::Credentials credentials;
  credentials.login = login;
  for (const cli::ScenarioPerson& person : scenario_.persons) {
    if (person.login == login) credentials.password = person.password;
  }
  client::ClientOptions options;
  options.address = Options().address;
  client::LoginAnswer answer;
  std::string error;
  EXPECT_EQ(client::Login(options.address, credentials, &answer, &error), client::LoginOutcome::kOk)
      << error;
  options.conversation.token = answer.token;
  options.conversation.codec = client::Codec::kJson;
  return std::make_unique<cli::PlayPerson>(&loop_, options, monitor);
}

Projection PlayedDemo::FreshPicture(const std::string& login) {
  cli::PlayMonitor monitor;
  const std::unique_ptr<cli::PlayPerson> person = Connect(login, &monitor);
  EXPECT_EQ(person->Watch(scenario_.incident_id, summary_.changes), cli::PlayPerson::Waited::kYes);
  Projection projection;
  person->Look([&](client::Conversation& talk) {
    projection = ProjectionOf(*talk.Find(scenario_.incident_id));
  });
  return projection;
}

Projection PlayedDemo::ReplayedPicture(const std::string& login, const ItemId& actor,
                                       uint64_t seq) {
  cli::PlayMonitor monitor;
  const std::unique_ptr<cli::PlayPerson> person = Connect(login, &monitor);
  uint32_t number = 0;
  person->Look([&](client::Conversation& talk) {
    v1::Instant at;
    at.set_seq(seq);
    number = talk.OpenReplay(scenario_.incident_id, actor, at);
  });
  Projection projection;
  const auto waited = person->Await([&](client::Conversation& talk) {
    const client::Replica* replica = talk.FindReplay(number);
    if (!replica || !replica->complete() || replica->position() != seq) return false;
    projection = ProjectionOf(*replica);
    return true;
  });
  EXPECT_EQ(waited, cli::PlayPerson::Waited::kYes) << person->stopped();
  return projection;
}

std::vector<v1::Change> PlayedDemo::StopAndReadLog() {
  server_->Stop();
  server_thread_.join();
  server_.reset();
  log_.reset();
  RocksLogOptions storage;
  storage.folder = folder_ / "data";
  storage.read_only = true;
  std::unique_ptr<RocksLog> log;
  const Status opened = RocksLog::Open(storage, &log);
  EXPECT_TRUE(opened.ok()) << opened.message();
  std::vector<v1::Change> changes;
  const Status read =
      log->Read(scenario_.incident_id, 1, UINT64_MAX, [&](uint64_t seq, std::string_view bytes) {
        v1::Change& change = changes.emplace_back();
        EXPECT_TRUE(change.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
        EXPECT_EQ(change.seq(), seq);
        EXPECT_EQ(change.seq(), changes.size());
        return true;
      });
  EXPECT_TRUE(read.ok()) << read.message();
  return changes;
}

}  // namespace samlad
