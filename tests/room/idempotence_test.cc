// P3, and RELIABILITY's "commands sent 1 to 5 times over reconnects and restarts": one effect, the
// same answer.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/room/failing_log.h"
#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

TEST(Idempotence, P3ACommandSentAgainBeforeAndAfterItsCommitHasOneEffectAndOneAnswer) {
  House house;
  const LogId incident = house.Open();
  Guest author(&house, house.Person(0));
  const v1::Command command =
      house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("one")));
  author.Send(command);
  author.Send(command);
  const uint64_t head = house.HeadOf(incident);
  EXPECT_TRUE(author.Read().empty());
  house.Settle();
  author.Send(command);
  const auto results = Results(author.ReadAll());
  ASSERT_EQ(results.size(), 3u);
  for (const v1::CommandResult& result : results) {
    EXPECT_EQ(result.SerializeAsString(), results[0].SerializeAsString());
    EXPECT_EQ(result.accepted().first_seq(), head + 1);
  }
  EXPECT_EQ(house.HeadOf(incident), head + 1);
  EXPECT_EQ(house.rooms().counters().commands_repeated, 2u);
}

TEST(Idempotence, P3ARejectionIsRememberedToo) {
  House house;
  const LogId incident = house.Open();
  const ItemId item = house.ids.New<ItemTag>();
  // Refused now; sent again when it would be accepted, it is still refused.
  const v1::Command command =
      house.NewCommand(incident, Revising(item, 1, "feature.text", "feature { text: 'new' }"));
  Guest author(&house, house.Person(0));
  const v1::CommandResult first = author.Ask(command);
  EXPECT_EQ(first.rejection().rule(), "item.not-found");
  house.Accept(author.who(), incident, Creating(item, Feature("one")));
  EXPECT_EQ(author.Ask(command).SerializeAsString(), first.SerializeAsString());
  author.Leave();
  house.Restart();
  Guest again(&house, author.who());
  EXPECT_EQ(again.Ask(command).SerializeAsString(), first.SerializeAsString());
}

TEST(Idempotence, P3AnAnswerThatCannotBeLookedUpIsNoReasonToDoItTwice) {
  RoomLimits limits;
  limits.recent_answers_max = 1;
  limits.staged_commands_max = 1;
  House house(limits);
  const LogId incident = house.Open();
  const v1::Command command =
      house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("one")));
  house.Do(house.Person(0), command);
  FailingLog log(&house.log);
  house.RestartOn(&log);
  Guest author(&house, house.Person(0));
  const std::string before = house.Everything();
  log.failing = true;
  const v1::CommandResult result = author.Ask(command);
  EXPECT_EQ(result.rejection().rule(), "storage.unreadable");
  EXPECT_EQ(result.rejection().code(), v1::BUSY);
  EXPECT_EQ(house.Everything(), before);
  log.failing = false;
  EXPECT_TRUE(author.Ask(command).has_accepted());
  EXPECT_EQ(house.Everything(), before);
  author.Leave();
  house.Restart();
}

// Row 9 at large: many commands, each sent one to five times, by connections that break and to
// servers that die, with a memory for answers that is much too small.
TEST(Idempotence, P3OneEffectAndOneAnswerOverReconnectsAndRestarts) {
  RoomLimits limits;
  limits.recent_answers_max = 8;
  limits.staged_commands_max = 8;
  House house(limits);
  const LogId incident = house.Open();
  const Principal who = house.Person(0);
  std::mt19937_64 random(9);
  auto guest = std::make_unique<Guest>(&house, who);
  struct Sent {
    v1::Command command;
    ItemId item;
    bool bad = false;
    int copies = 0;
    std::string answer;
  };
  std::vector<Sent> all;
  const auto take = [&] {
    for (const v1::CommandResult& result : Results(guest->Read())) {
      for (Sent& sent : all) {
        if (sent.command.command_id() != result.command_id()) continue;
        if (result.rejection().code() == v1::BUSY) continue;  // not taken
        const std::string bytes = result.SerializeAsString();
        if (sent.answer.empty()) sent.answer = bytes;
        EXPECT_EQ(sent.answer, bytes);
        EXPECT_EQ(result.has_rejection(), sent.bad);
      }
    }
  };
  for (int step = 0; step < 4000; ++step) {
    house.now.steady_ms += 10;
    switch (random() % 8) {
      case 0:
      case 1: {
        Sent sent;
        sent.item = house.ids.New<ItemTag>();
        sent.bad = random() % 4 == 0;
        sent.command = house.NewCommand(
            incident, sent.bad ? Revising(sent.item, 1, "feature.text", "feature { text: 'x' }")
                               : Creating(sent.item, Feature("x")));
        sent.copies = 1 + static_cast<int>(random() % 5);
        all.push_back(sent);
        break;
      }
      case 2:
      case 3:
      case 4:
        if (!all.empty()) {
          // Mostly a fresh one, sometimes an old one.
          const size_t back = random() % 4 == 0 ? random() % all.size() : random() % 12;
          Sent& sent = all[all.size() - 1 - std::min(back, all.size() - 1)];
          if (sent.copies-- > 0) guest->Send(sent.command);
        }
        break;
      case 5:
        house.Commit();
        take();
        break;
      case 6:
        if (random() % 4 == 0) guest = std::make_unique<Guest>(&house, who);
        break;
      default:
        if (random() % 8 == 0) {
          guest.reset();
          house.Restart();
          guest = std::make_unique<Guest>(&house, who);
        }
        break;
    }
  }
  // Whatever was not answered is sent once more.
  for (Sent& sent : all) {
    house.now.steady_ms += 10;
    const v1::CommandResult result = guest->Ask(sent.command);
    EXPECT_EQ(result.has_rejection(), sent.bad);
    if (!sent.answer.empty()) {
      EXPECT_EQ(result.SerializeAsString(), sent.answer);
    }
    sent.answer = result.SerializeAsString();
  }
  // One change for each command that was accepted, and it is where the answer says.
  std::map<std::string, std::vector<uint64_t>> seqs;
  ASSERT_TRUE(house.log
                  .Read(incident, 1, UINT64_MAX,
                        [&](uint64_t seq, std::string_view bytes) {
                          v1::Change change;
                          EXPECT_TRUE(change.ParseFromString(std::string(bytes)));
                          seqs[change.command_id()].push_back(seq);
                          return true;
                        })
                  .ok());
  size_t accepted = 0;
  for (const Sent& sent : all) {
    v1::CommandResult result;
    ASSERT_TRUE(result.ParseFromString(sent.answer));
    if (sent.bad) {
      EXPECT_FALSE(seqs.contains(sent.command.command_id()));
      continue;
    }
    ++accepted;
    EXPECT_EQ(seqs[sent.command.command_id()],
              std::vector<uint64_t>{result.accepted().first_seq()});
    EXPECT_EQ(result.accepted().last_seq(), result.accepted().first_seq());
  }
  EXPECT_GT(accepted, 500u);
}

}  // namespace
}  // namespace samlad::room_test
