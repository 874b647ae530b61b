// P8 and the limits of a session: each has its refusal or its close code, and time that jumps
// throws nobody out.

#include <gtest/gtest.h>

#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr int64_t kTenYearsMs = 10 * 365 * 24 * kHourMs;

TEST(SessionLimits, WhoSaysNoHelloInTimeIsClosed) {
  House house;
  Guest guest(&house, house.Person(0), Codec::kProto, /*hello=*/false);
  house.Advance(house.limits.hello_timeout_ms - 1);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kNone);
  house.Advance(1);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kUnauthenticated);
  EXPECT_EQ(guest.session().close().text, "No Hello came in time.");
}

TEST(SessionLimits, WhoIsSilentForThreeHeartbeatsIsClosed) {
  House house;
  Guest guest(&house, house.Person(0));
  const int64_t silence_ms = 3 * int64_t{house.limits.heartbeat_interval_ms};
  house.Advance(silence_ms - 1);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kNone);
  guest.session().Heard(house.now);  // a pong of the transport
  house.Advance(silence_ms - 1);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kNone);
  house.Advance(1);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kSilent);
}

TEST(SessionLimits, HeartbeatsGoOutAtTheirInterval) {
  House house;
  Guest guest(&house, house.Person(0));
  int beats = 0;
  for (int64_t ms = 0; ms < 10 * int64_t{house.limits.heartbeat_interval_ms}; ms += 50) {
    house.Advance(50);
    guest.session().Heard(house.now);
    guest.Tick();
    for (const v1::ServerMessage& message : guest.Read()) beats += message.has_heartbeat();
  }
  EXPECT_EQ(beats, 10);
}

TEST(SessionLimits, TheWelcomeTellsTheLimits) {
  House house;
  Guest guest(&house, house.Person(1));
  const v1::Welcome& welcome = guest.messages.at(0).welcome();
  EXPECT_EQ(welcome.limits().frame_bytes_max(), house.limits.frame_bytes_max);
  EXPECT_EQ(welcome.limits().commands_in_flight_max(), house.limits.commands_in_flight_max);
  EXPECT_EQ(welcome.limits().commands_per_second_max(), house.limits.commands_per_second_max);
  EXPECT_EQ(welcome.limits().watches_max(), house.limits.watches_max);
  EXPECT_EQ(welcome.limits().replays_max(), house.limits.replays_max);
  EXPECT_EQ(welcome.heartbeat_interval_ms(), house.limits.heartbeat_interval_ms);
  EXPECT_EQ(welcome.actor(), house.actor(1).str());
  EXPECT_EQ(welcome.server_time_ms(), house.now.wall_ms);
}

TEST(SessionLimits, CommandsOverTheRateAreRefusedAndTheBucketFillsAgain) {
  RoomLimits limits;
  limits.commands_burst_max = 10;
  limits.commands_per_second_max = 4;
  House house(limits);
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(0));
  const auto try_some = [&](int count) {
    int taken = 0;
    for (int i = 0; i < count; ++i) {
      const auto result =
          guest.Ask(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("x"))));
      if (result.has_accepted()) {
        ++taken;
      } else {
        EXPECT_EQ(result.rejection().code(), v1::TOO_FAST);
        EXPECT_EQ(result.rejection().rule(), "session.too-fast");
      }
    }
    return taken;
  };
  EXPECT_EQ(try_some(15), 10);
  house.Advance(1000);
  EXPECT_EQ(try_some(15), 4);
  house.Advance(100'000);
  EXPECT_EQ(try_some(15), 10);
  EXPECT_EQ(guest.closed(), CloseCode::kNone);
}

TEST(SessionLimits, MessagesOverTheRateCloseAndEmptyFramesCountToo) {
  RoomLimits limits;
  limits.messages_burst_max = 100;
  House house(limits);
  for (const std::string& frame :
       {FrameOf(FromText<v1::ClientMessage>("ping { }")), std::string()}) {
    Guest guest(&house, house.Person(0));
    int taken = 0;
    while (guest.closed() == CloseCode::kNone && taken < 1000) {
      guest.SendBytes(frame);
      ++taken;
    }
    EXPECT_EQ(guest.closed(), CloseCode::kTooFast);
    EXPECT_EQ(taken, 100) << "with the Hello";
    EXPECT_EQ(guest.session().close().text, "More messages than messages_per_second_max.");
  }
}

TEST(SessionLimits, CommandsInFlight) {
  RoomLimits limits;
  limits.commands_in_flight_max = 5;
  House house(limits);
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(0));
  for (int i = 0; i < 7; ++i) {
    guest.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  }
  const auto refused = Results(guest.Read());
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused[0].rejection().rule(), "session.too-many-in-flight");
  EXPECT_EQ(refused[0].rejection().code(), v1::BUSY);
  EXPECT_EQ(Results(guest.ReadAll()).size(), 5u);
  // Answered, they are in flight no more.
  EXPECT_TRUE(
      guest.Ask(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("x"))))
          .has_accepted());
}

TEST(SessionLimits, WatchesMax) {
  RoomLimits limits;
  limits.watches_max = 2;
  House house(limits);
  Guest guest(&house, house.Person(0));
  const LogId incidents[] = {house.OpenAlone(), house.OpenAlone(), house.OpenAlone()};
  for (const LogId& incident : incidents) guest.Watch(incident);
  const auto read = guest.ReadAll();
  EXPECT_EQ(read.back().watch_ended().why().rule(), "watch.limit");
  EXPECT_EQ(guest.views.size(), 2u);
  guest.Say("unwatch { incident: " + Q(incidents[0]) + " }");
  guest.Watch(incidents[2]);
  guest.ReadAll();
  EXPECT_TRUE(guest.views.contains(incidents[2]));
}

TEST(SessionLimits, P8AnswersThatPileUpUnreadCloseTheConnection) {
  RoomLimits limits;
  limits.outbox_bytes_limit = 100'000;
  House house(limits);
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(0));
  size_t most = 0;
  for (int i = 0; i < 10'000 && guest.closed() == CloseCode::kNone; ++i) {
    guest.Say("list_incidents { }");
    house.now.steady_ms += 1;
    most = std::max(most, guest.session().outbox().bytes());
  }
  EXPECT_EQ(guest.closed(), CloseCode::kTooSlow);
  EXPECT_EQ(guest.session().close().text, "Answers pile up unread.");
  EXPECT_LE(most, limits.outbox_bytes_limit + 1'000);
  // What is asked for after that makes it no longer.
  const size_t closed_at = guest.session().outbox().bytes();
  guest.Say("list_incidents { }");
  house.Create(house.Person(0), incident, Feature("x"));
  EXPECT_EQ(guest.session().outbox().bytes(), closed_at);
}

TEST(SessionLimits, P8ListsThatWaitForOneCommitAreMadeOnce) {
  House house;
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(0));
  guest.Send(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  for (uint64_t i = 1; i <= 50; ++i) {
    guest.Say("list_incidents { request: " + std::to_string(i) + " }");
  }
  const auto lists = Only(guest.ReadAll(), [](const auto& m) { return m.has_incident_list(); });
  ASSERT_EQ(lists.size(), 50u);
  for (uint64_t i = 1; i <= 50; ++i) {
    EXPECT_EQ(lists[i - 1].incident_list().request(), i);
    EXPECT_EQ(lists[i - 1].incident_list().incidents_size(), 1);
  }
}

TEST(SessionLimits, ATokenThatIsWithdrawnClosesWithinASecond) {
  House house;
  Guest guest(&house, house.Person(0));
  for (int i = 0; i < 100; ++i) {
    house.Advance(50);
    guest.Tick();
  }
  ASSERT_EQ(guest.closed(), CloseCode::kNone);
  house.authenticator.Withdraw(guest.token());
  int64_t took_ms = 0;
  while (guest.closed() == CloseCode::kNone && took_ms < 5000) {
    house.Advance(50);
    guest.Tick();
    took_ms += 50;
  }
  EXPECT_EQ(guest.closed(), CloseCode::kTokenEnded);
  EXPECT_LE(took_ms, 1000);
}

TEST(SessionLimits, ATokenThatComesToMeanAnotherRoleClosesToo) {
  House house;
  Guest guest(&house, house.Person(0));
  Principal changed = guest.who();
  changed.role = v1::OBSERVER;
  house.authenticator.Admit(guest.token(), changed);
  house.Advance(1000);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kTokenEnded);
}

TEST(SessionLimits, RefreshCarriesASessionPastItsFirstToken) {
  House house;
  Guest guest(&house, house.Person(0));
  house.authenticator.Admit(guest.token(), guest.who(), house.now.wall_ms + kHourMs);
  house.authenticator.Admit("next", guest.who(), house.now.wall_ms + 2 * kHourMs);
  guest.Say("refresh { token: 'next' }");
  house.Advance(kHourMs + 1000);
  guest.session().Heard(house.now);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kNone);
  house.Advance(kHourMs);
  guest.session().Heard(house.now);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kTokenEnded);
}

TEST(SessionLimits, RefreshIsForTheSamePersonOnly) {
  House house;
  Guest guest(&house, house.Person(0));
  house.authenticator.Admit("another's", house.Person(0));
  guest.Say("refresh { token: \"another's\" }");
  EXPECT_EQ(guest.closed(), CloseCode::kUnauthenticated);
}

TEST(SessionLimits, GoAwayTellsWhenToComeBack) {
  House house;
  Guest guest(&house, house.Person(0));
  guest.session().GoAway(1500);
  EXPECT_EQ(guest.closed(), CloseCode::kRestarting);
  const auto read = guest.Read();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].goodbye().code(), 4000u);
  EXPECT_EQ(read[0].goodbye().retry_after_ms(), 1500u);
}

// RELIABILITY's "clock jumps ±1 h, ±10 y: order unchanged, nobody thrown out".
TEST(SessionLimits, ClockJumpsThrowNobodyOutAndKeepTheOrder) {
  House house;
  const LogId incident = house.Open();
  Guest guest(&house, house.Person(0));
  guest.Watch(incident);
  guest.ReadAll();
  for (const int64_t jump_ms : {kHourMs, -kHourMs, kTenYearsMs, -kTenYearsMs, -kTenYearsMs}) {
    house.now.wall_ms += jump_ms;
    for (int i = 0; i < 40; ++i) {
      house.Advance(50);
      guest.Tick();
    }
    EXPECT_TRUE(
        guest.Ask(house.NewCommand(incident, Creating(house.ids.New<ItemTag>(), Feature("x"))))
            .has_accepted());
    EXPECT_EQ(guest.closed(), CloseCode::kNone);
  }
  int64_t last_ms = 0;
  ASSERT_TRUE(house.log
                  .Read(incident, 1, UINT64_MAX,
                        [&](uint64_t, std::string_view bytes) {
                          v1::Change change;
                          EXPECT_TRUE(change.ParseFromString(std::string(bytes)));
                          EXPECT_GE(change.recorded_at_ms(), last_ms);
                          last_ms = change.recorded_at_ms();
                          return true;
                        })
                  .ok());
}

// "... expiry fails closed": a token ends by whichever clock says so first.
TEST(SessionLimits, AClockThatJumpsBackDoesNotLengthenALogin) {
  House house;
  Guest guest(&house, house.Person(0), Codec::kProto, /*hello=*/false);
  house.authenticator.Admit(guest.token(), guest.who(), house.now.wall_ms + kHourMs);
  guest.Say("hello { token: '" + guest.token() + "' }");
  house.now.wall_ms -= kTenYearsMs;
  house.Advance(kHourMs - 1000);
  guest.session().Heard(house.now);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kNone);
  house.Advance(1000);
  guest.session().Heard(house.now);
  guest.Tick();
  EXPECT_EQ(guest.closed(), CloseCode::kTokenEnded);
}

TEST(SessionLimits, TheOwnerIsWokenWhenThereIsSomethingToWrite) {
  House house;
  Guest guest(&house, house.Person(0));
  const uint64_t before = guest.wakes;
  guest.Say("ping { }");
  guest.Say("ping { }");
  EXPECT_EQ(guest.wakes, before + 1) << "once, as long as it has not been read";
  guest.Read();
  guest.Say("ping { }");
  EXPECT_EQ(guest.wakes, before + 2);
  guest.Read();
  guest.Say("hello { }");
  EXPECT_GE(guest.wakes, before + 3);
}

TEST(SessionLimits, P8OneSessionHashesOnePasswordAtATime) {
  House house;
  const Principal admin{house.ids.New<ItemTag>(), house.ids.New<ItemTag>(), v1::ADMINISTRATOR};
  const ItemId person = house.Create(admin, kRegistryLog, "person { name: 'Anna' }");
  const ItemId account =
      house.Create(admin, kRegistryLog, "account { login: 'anna' person: " + Q(person) + " }");
  Guest anna(&house, {person, house.actor(0), v1::PARTICIPANT});
  for (int i = 0; i < 5; ++i) {
    anna.Send(house.NewCommand(
        kRegistryLog, "set_password { account: " + Q(account) + " password: 'hemligt nog' }"));
  }
  EXPECT_EQ(house.worker.waiting(), 1u);
  const auto refused = Results(anna.Read());
  ASSERT_EQ(refused.size(), 4u);
  EXPECT_EQ(refused[0].rejection().rule(), "server.busy");
  EXPECT_EQ(Results(anna.ReadAll()).size(), 1u);
  EXPECT_TRUE(anna.Ask(house.NewCommand(kRegistryLog, "set_password { account: " + Q(account) +
                                                          " password: 'hemligt nog' }"))
                  .has_accepted());
}

}  // namespace
}  // namespace samlad::room_test
