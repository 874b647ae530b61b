#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "clients/cpp/client.h"
#include "clients/cpp/login.h"
#include "storage/rocks_log.h"
#include "tests/process/samlad_process.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

constexpr int kClients = 20;
constexpr uint32_t kInFlight = 4;
constexpr int kResultsPerKill = 600;
constexpr int64_t kPatienceMs = 300'000;

// Sixteen bytes that name the number-th thing of a kind.
std::string Name(char kind, int number) {
  std::string id(16, kind);
  for (int i = 0; i < 4; ++i) id[12 + i] = static_cast<char>(number >> (8 * i));
  return id;
}

const std::string kIncident = Name('i', 0);

v1::Command NewCommand(int number, const std::string& log) {
  v1::Command command;
  command.set_command_id(Name('c', number));
  command.set_incident(log);
  return command;
}

v1::Command NewNote(int number) {
  v1::Command command = NewCommand(number, kIncident);
  v1::Item* item = command.mutable_create()->mutable_item();
  item->set_id(Name('n', number));
  item->mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
  item->mutable_note()->set_kind(v1::NOTE_OBSERVATION);
  item->mutable_note()->set_text("anteckning " + std::to_string(number));
  item->mutable_note()->set_action_at_ms(1'700'000'000'000);
  item->mutable_note()->set_delay_reason("prov");
  return command;
}

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

// Asks for one thing; the loop stops at the answer.
class Asker : public client::Observer {
 public:
  Asker(client::Loop* loop, const client::ClientOptions& options)
      : loop_(loop), client_(loop, options, this) {}

  void OnResult(const v1::CommandResult& result) override {
    answer_ = result;
    loop_->Stop();
  }

  v1::CommandResult Ask(const v1::Command& command) {
    client_.Do([command](client::Conversation& talk) { talk.Send(command); });
    loop_->Run();
    return answer_;
  }

 private:
  client::Loop* loop_;
  v1::CommandResult answer_;
  client::Client client_;
};

// One person at work: writes notes, a few at a time, until there are enough, whatever happens to
// the server. What was not answered is sent again by the client library.
class Writer : public client::Observer {
 public:
  Writer(client::Loop* loop, const client::ClientOptions& options, int first, int count,
         std::atomic<int>* answered)
      : next_(first), end_(first + count), answered_(answered), client_(loop, options, this) {
    client_.Do([this](client::Conversation& talk) {
      talk.Watch(LogId::FromBytesOrNone(kIncident));
      for (uint32_t i = 0; i < kInFlight; ++i) SendNext(talk);
    });
  }

  void OnResult(const v1::CommandResult& result) override {
    results.emplace(result.command_id(), result);
    ++*answered_;
    SendNext(client_.talk());
  }
  void OnStopped(uint16_t code, const std::string& why) override {
    stopped = std::to_string(code) + " " + why;
  }

  const client::Replica* replica() {
    return client_.talk().Find(LogId::FromBytesOrNone(kIncident));
  }
  client::Conversation& talk() { return client_.talk(); }

  std::multimap<std::string, v1::CommandResult> results;
  std::string stopped;

 private:
  void SendNext(client::Conversation& talk) {
    if (next_ == end_) return;
    EXPECT_TRUE(talk.Send(NewNote(next_++)));
  }

  int next_;
  const int end_;
  std::atomic<int>* answered_;
  client::Client client_;
};

// A server on a folder, killed and started again on the same port.
class KillTest : public testing::Test {
 protected:
  std::string data() const { return folder_ / "data"; }

  void StartServer() {
    // The port of the first start is free again as soon as the kernel has buried the process.
    for (int attempt = 0; attempt < 200; ++attempt) {
      process_ = std::make_unique<SamladProcess>(folder_.path(), ServeFlags(data(), port_));
      const uint16_t port = process_->AwaitPort();
      if (port != 0) {
        port_ = port;
        return;
      }
    }
    ADD_FAILURE() << process_->err();
  }

  client::ClientOptions OptionsFor(const std::string& role) {
    client::ClientOptions options;
    options.address.host = "127.0.0.1";
    options.address.port = std::to_string(port_);
    std::string error;
    EXPECT_EQ(client::Login(options.address, {"root", "right", "", role}, &login_, &error),
              client::LoginOutcome::kOk)
        << error;
    options.conversation.token = login_.token;
    options.conversation.backoff = {.base_ms = 20, .max_ms = 200};
    options.conversation.commands.in_flight_max = kInFlight;
    return options;
  }

  // Makes root a duty officer too, and opens the incident as such.
  void OpenIncident(client::Loop* loop) {
    const client::ClientOptions administrator = OptionsFor("ADMINISTRATOR");
    v1::Command assign = NewCommand(1'000'001, kRegistryLog.str());
    v1::Item* item = assign.mutable_create()->mutable_item();
    item->set_id(Name('a', 0));
    item->mutable_role_assignment()->set_person(FromHex(login_.person));
    item->mutable_role_assignment()->set_actor(FromHex(login_.chosen.actor));
    item->mutable_role_assignment()->set_role(v1::DUTY_OFFICER);
    const v1::CommandResult assigned = Asker(loop, administrator).Ask(assign);
    ASSERT_TRUE(assigned.has_accepted()) << assigned.ShortDebugString();

    v1::Command open = NewCommand(1'000'002, kIncident);
    v1::Incident* incident = open.mutable_open_incident()->mutable_incident();
    incident->set_kind(v1::DISTURBANCE);
    incident->set_title("Prov");
    const v1::CommandResult opened = Asker(loop, OptionsFor("DUTY_OFFICER")).Ask(open);
    ASSERT_TRUE(opened.has_accepted()) << opened.ShortDebugString();
  }

  // Kills the server each time that many more answers have come, in the middle of the work.
  void KillAlong(int kills, const std::atomic<int>* answered) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    for (int kill = 1; kill <= kills; ++kill) {
      while (*answered < kill * kResultsPerKill && std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
      }
      process_->Signal(SIGKILL);
      EXPECT_EQ(process_->AwaitExit(), 128 + SIGKILL);
      StartServer();
    }
  }

  // Runs the loop until the condition holds.
  static void RunUntil(client::Loop* loop, const std::function<bool()>& condition) {
    const int64_t until_ms = loop->now_ms() + kPatienceMs;
    std::function<void()> look = [&] {
      if (condition() || loop->now_ms() > until_ms) return loop->Stop();
      loop->After(10, look);
    };
    loop->Post(look);
    loop->Run();
    EXPECT_TRUE(condition());
  }

  // The command of each change, by seq, as stored. 0 gaps.
  std::map<uint64_t, std::string> StoredCommands() {
    RocksLogOptions options;
    options.folder = data();
    options.read_only = true;
    std::unique_ptr<RocksLog> log;
    EXPECT_TRUE(RocksLog::Open(options, &log).ok());
    std::map<uint64_t, std::string> commands;
    const LogId incident = LogId::FromBytesOrNone(kIncident);
    EXPECT_TRUE(log->Read(incident, 1, 1'000'000,
                          [&](uint64_t seq, std::string_view bytes) {
                            v1::Change change;
                            EXPECT_TRUE(change.ParseFromArray(bytes.data(), int(bytes.size())));
                            EXPECT_EQ(seq, commands.size() + 1) << "a gap";
                            EXPECT_EQ(change.seq(), seq);
                            commands[seq] = change.command_id();
                            return true;
                          })
                    .ok());
    return commands;
  }

  TempFolder folder_;
  std::unique_ptr<SamladProcess> process_;
  uint16_t port_ = 0;
  client::LoginAnswer login_;
};

// RELIABILITY row 2; SAMLAD_KILLS=200 for the long run.
TEST_F(KillTest, KilledUnder20ClientsNothingIsLostTwiceOrMissing) {
  const char* wanted = std::getenv("SAMLAD_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 3;
  const int each = kResultsPerKill * (kills + 1) / kClients;
  const int total = each * kClients;
  ASSERT_EQ(InitAdmin(folder_.path(), data()), 0);
  StartServer();
  client::Loop loop;
  OpenIncident(&loop);

  std::atomic<int> answered = 0;
  std::vector<std::unique_ptr<Writer>> writers;
  const client::ClientOptions options = OptionsFor("DUTY_OFFICER");
  for (int i = 0; i < kClients; ++i) {
    writers.push_back(std::make_unique<Writer>(&loop, options, i * each, each, &answered));
  }
  std::thread killer([&] { KillAlong(kills, &answered); });
  RunUntil(&loop, [&] { return answered >= total; });
  killer.join();
  const uint64_t head = static_cast<uint64_t>(total) + 2;  // the incident and its participation
  RunUntil(&loop, [&] {
    for (const auto& writer : writers) {
      const client::Replica* replica = writer->replica();
      if (!replica || !replica->complete() || replica->position() < head) return false;
    }
    return true;
  });
  process_->Signal(SIGTERM);
  EXPECT_EQ(process_->AwaitExit(), 0) << process_->err();

  const std::map<uint64_t, std::string> stored = StoredCommands();
  EXPECT_EQ(stored.size(), head) << "lost, or twice";
  std::set<std::string> distinct;
  for (const auto& [seq, command] : stored) distinct.insert(command);
  EXPECT_EQ(distinct.size(), head - 1) << "twice";
  for (const auto& writer : writers) {
    EXPECT_EQ(writer->stopped, "");
    EXPECT_EQ(writer->talk().gaps(), 0u);
    EXPECT_GE(writer->talk().welcomes(), 2u) << "the kills were not noticed";
    EXPECT_EQ(writer->results.size(), static_cast<size_t>(each)) << "one answer to each";
    EXPECT_EQ(writer->replica()->Digest(), writers[0]->replica()->Digest());
    EXPECT_EQ(writer->replica()->items().size(), head);
    for (const auto& [command, result] : writer->results) {
      ASSERT_TRUE(result.has_accepted()) << result.ShortDebugString();
      const auto change = stored.find(result.accepted().first_seq());
      ASSERT_NE(change, stored.end()) << "confirmed and lost";
      EXPECT_EQ(change->second, command) << "confirmed as something else";
    }
  }
}

}  // namespace
}  // namespace samlad
