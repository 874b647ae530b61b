#include "server/access/first_administrator.h"

#include <gtest/gtest.h>

#include "server/access/access.h"
#include "server/room/rooms.h"
#include "storage/derived_id.h"
#include "storage/memory_log.h"

namespace samlad {
namespace {

AccessLimits CheapLimits() {
  AccessLimits limits;
  limits.password_passes = 1;
  limits.password_memory_bytes = 8 * 1024;
  return limits;
}

Status Create(EventLog* log, const std::string& login = "root") {
  return CreateFirstAdministrator({login, "secret", "Samlad"}, log, RoomLimits(), CheapLimits(),
                                  1'700'000'000'000);
}

Picture RegistryOf(const EventLog& log) {
  Picture picture(kRegistryLog);
  EXPECT_TRUE(log.Read(kRegistryLog, 1, 1000,
                       [&](uint64_t, std::string_view bytes) {
                         picture.Apply(ParseItemState(std::string(bytes)));
                         return true;
                       })
                  .ok());
  return picture;
}

// Stops taking commits after a number of them, as a server that was killed would.
class DyingLog : public MemoryLog {
 public:
  explicit DyingLog(int commits) : commits_left_(commits) {}
  DyingLog(const DyingLog& other) : MemoryLog(other), commits_left_(1000) {}
  Status Commit(const std::vector<LogAppend>& appends) override {
    if (commits_left_-- <= 0) return Status(Status::Code::kIo, "killed");
    return MemoryLog::Commit(appends);
  }

 private:
  int commits_left_;
};

TEST(FirstAdministrator, CanLogInAndAdminister) {
  MemoryLog log;
  ASSERT_TRUE(Create(&log).ok());
  const Picture registry = RegistryOf(log);
  EXPECT_TRUE(HasAdministrator(registry));
  Access access(&registry, TokenKey{}, CheapLimits());
  const LoginRequest request{"root", "secret", "", ""};
  const Access::Attempt attempt = access.Begin(request, "a", 0);
  const LoginAnswer answer =
      access.Finish(request, "a", attempt, Access::Verify(attempt, request), 1'800'000'000'000);
  ASSERT_EQ(answer.outcome, LoginAnswer::Outcome::kOk);
  EXPECT_EQ(answer.chosen.who.role, v1::ADMINISTRATOR);
  EXPECT_EQ(answer.chosen.actor_name, "Samlad");
}

TEST(FirstAdministrator, HasAnAccountThatIsFoundByItsLogin) {
  MemoryLog log;
  ASSERT_TRUE(Create(&log).ok());
  const ItemRef account = RegistryOf(log).Find(DerivedId("account", "root"));
  ASSERT_NE(account, nullptr) << "`samla password root` looks for it there";
  EXPECT_EQ(account->item().account().login(), "root");
}

TEST(FirstAdministrator, IsMadeOnce) {
  MemoryLog log;
  ASSERT_TRUE(Create(&log).ok());
  EXPECT_EQ(Create(&log).code(), Status::Code::kInUse);
  EXPECT_EQ(Create(&log, "other").code(), Status::Code::kInUse);
}

TEST(FirstAdministrator, IsFinishedAfterACrashAtAnyCommit) {
  MemoryLog whole;
  ASSERT_TRUE(Create(&whole).ok());
  const uint64_t head = RegistryOf(whole).head();
  for (int commits = 0; commits < 5; ++commits) {
    DyingLog log(commits);
    ASSERT_FALSE(Create(&log).ok()) << commits;
    EXPECT_FALSE(HasAdministrator(RegistryOf(log)));
    DyingLog restarted(log);
    ASSERT_TRUE(Create(&restarted).ok()) << commits;
    EXPECT_EQ(RegistryOf(restarted).head(), head) << "nothing twice";
    EXPECT_TRUE(HasAdministrator(RegistryOf(restarted)));
  }
}

TEST(FirstAdministrator, WithAnUnusableLoginIsRefusedAndSaysWhichField) {
  MemoryLog log;
  const Status status = Create(&log, std::string(101, 'x'));
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.message().find("login"), std::string::npos) << status.message();
}

TEST(FirstAdministrator, AccountAloneIsNoAdministrator) {
  EXPECT_FALSE(HasAdministrator(Picture(kRegistryLog)));
}

}  // namespace
}  // namespace samlad
