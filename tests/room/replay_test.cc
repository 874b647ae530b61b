// Replays: the picture as one actor saw it at any instant, held against the oracle at each stop.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/room/failing_log.h"
#include "tests/room/guest.h"
#include "tests/room/story.h"
#include "tests/simulation/oracle.h"

namespace samlad::room_test {
namespace {

using simulation::Oracle;

RoomLimits Limits() {
  RoomLimits limits;
  limits.chunk_bytes = 3'000;
  limits.replay_step_changes_max = 25;
  return limits;
}

class ReplayTest : public ::testing::Test {
 protected:
  // An hour of an incident that actor 2 leaves and comes back to, one change each 10 seconds.
  void SetUp() override {
    incident = house.Open();
    Story story(&house, incident, 5);
    const auto go = [&](int steps) {
      for (int i = 0; i < steps; ++i) {
        house.Advance(10'000);
        story.Go(1);
      }
    };
    go(60);
    house.End(incident, 2);
    go(30);
    house.Invite(incident, 2);
    go(90);
    oracle.emplace(incident);
    oracle->Follow(house.log);
    head = oracle->head();
  }

  // From now on each status is held against the oracle.
  void Check(Guest* guest, const ItemId& actor) {
    guest->on_message = [this, guest, actor](const v1::ServerMessage& message) {
      if (!message.has_replay_status() || message.replay_status().has_rejection()) return;
      const v1::ReplayStatus& status = message.replay_status();
      const View& view = guest->replays[status.replay()];
      ++checked;
      EXPECT_TRUE(view.complete);
      EXPECT_EQ(view.position, status.seq());
      EXPECT_EQ(view.Seqs(), oracle->PictureAt(status.seq(), actor.str())) << status.seq();
      const int64_t time = status.seq() ? oracle->change(status.seq()).recorded_at_ms() : 0;
      EXPECT_EQ(status.time_ms(), time);
    };
  }
  v1::ReplayStatus Status(const std::vector<v1::ServerMessage>& messages) {
    v1::ReplayStatus last;
    for (const v1::ServerMessage& message : messages) {
      if (message.has_replay_status()) last = message.replay_status();
    }
    return last;
  }
  std::string Open(const std::string& at, const std::string& more = "") {
    return "replay_open { replay: 1 incident: " + Q(incident) + " at { " + at + " } " + more + " }";
  }
  // Time goes on, and the guest reads.
  void Run(Guest* guest, int64_t ms) {
    for (int64_t gone = 0; gone < ms; gone += 50) {
      house.Advance(50);
      guest->Say("ping { }");
      guest->Tick();
      guest->ReadAll();
    }
  }

  House house{Limits(), 4};
  LogId incident;
  std::optional<Oracle> oracle;
  uint64_t head = 0;
  uint64_t checked = 0;
};

TEST_F(ReplayTest, P4SeekingForwardAndBackwardToEverywhere) {
  for (size_t actor = 0; actor < 4; ++actor) {
    Guest guest(&house, house.Person(actor));
    Check(&guest, house.actor(actor));
    guest.Say(Open("seq: 7"));
    EXPECT_EQ(Status(guest.ReadAll()).seq(), 7u);
    uint64_t at = 7;
    for (int i = 0; i < 150; ++i) {
      // Steps short and long, both ways.
      at = (at + (i % 3 == 0 ? 97 : i % 3 == 1 ? 5 : head - 12)) % (head + 1);
      house.now.steady_ms += 10;
      guest.Say("replay_seek { replay: 1 to { seq: " + std::to_string(at) + " } }");
      EXPECT_EQ(Status(guest.ReadAll()).seq(), at);
    }
  }
  EXPECT_GE(checked, 600u);
}

TEST_F(ReplayTest, P4PlayingForwardAsFastAsTheWireShowsEveryChangeInOrder) {
  for (size_t actor = 0; actor < 4; ++actor) {
    Guest guest(&house, house.Person(actor));
    Check(&guest, house.actor(actor));
    guest.Say(Open("seq: 0"));
    guest.ReadAll();
    guest.Say("replay_play { replay: 1 }");
    const auto read = guest.ReadAll();
    const v1::ReplayStatus status = Status(read);
    EXPECT_EQ(status.seq(), head);
    EXPECT_EQ(status.state(), v1::REPLAY_PAUSED) << "it ends where the log ends";
    EXPECT_EQ(status.head(), head);
    if (actor == 2) continue;  // leaves and comes back, where everything comes at once
    std::vector<uint64_t> shown;
    std::vector<uint64_t> expected;
    for (const v1::Batch& batch : Batches(read)) {
      for (const v1::Change& change : batch.changes()) shown.push_back(change.seq());
    }
    bool took_part = false;
    for (uint64_t seq = 1; seq <= head; ++seq) {
      const bool takes_part = oracle->TakesPart(seq, house.actor(actor).str());
      if (took_part && takes_part && oracle->MaySee(seq, house.actor(actor).str())) {
        expected.push_back(seq);
      }
      took_part = takes_part;
    }
    // Apart from the step in which one begins to take part.
    EXPECT_TRUE(std::includes(shown.begin(), shown.end(), expected.begin() + 30, expected.end()));
  }
  EXPECT_GT(checked, 30u);
}

TEST_F(ReplayTest, P4PlayingBackwardComesToTheBeginning) {
  for (size_t actor = 0; actor < 4; ++actor) {
    Guest guest(&house, house.Person(actor));
    Check(&guest, house.actor(actor));
    guest.Say(Open(""));
    EXPECT_EQ(Status(guest.ReadAll()).seq(), head);
    guest.Say("replay_play { replay: 1 backward: true }");
    const v1::ReplayStatus status = Status(guest.ReadAll());
    EXPECT_EQ(status.seq(), 0u);
    EXPECT_EQ(status.state(), v1::REPLAY_PAUSED);
    EXPECT_TRUE(guest.replays[1].items.empty());
  }
}

TEST_F(ReplayTest, PlayingAtASpeedKeepsToTheLogsClock) {
  Guest guest(&house, house.Person(0));
  Check(&guest, house.actor(0));
  guest.Say(Open("seq: 20"));
  guest.ReadAll();
  const int64_t began_ms = oracle->change(20).recorded_at_ms();
  guest.Say("replay_play { replay: 1 speed: 100 }");
  guest.ReadAll();
  // Three seconds are five minutes of the log.
  Run(&guest, 3'000);
  uint64_t expected = 0;
  for (uint64_t seq = 1; seq <= head; ++seq) {
    if (oracle->change(seq).recorded_at_ms() <= began_ms + 300'000) expected = seq;
  }
  EXPECT_EQ(guest.replays[1].position, expected);
  EXPECT_GT(expected, 45u);
  // Paused, time stands still.
  guest.Say("replay_pause { replay: 1 }");
  EXPECT_EQ(Status(guest.ReadAll()).state(), v1::REPLAY_PAUSED);
  Run(&guest, 3'000);
  EXPECT_EQ(guest.replays[1].position, expected);
  // And backward at the same speed.
  guest.Say("replay_play { replay: 1 speed: 100 backward: true }");
  Run(&guest, 3'000);
  const uint64_t back = guest.replays[1].position;
  EXPECT_GE(oracle->change(back + 1).recorded_at_ms(), began_ms - 11'000);
  EXPECT_LE(oracle->change(back).recorded_at_ms(), began_ms + 11'000);
}

TEST_F(ReplayTest, PlayingStopsAtUntil) {
  Guest guest(&house, house.Person(0));
  Check(&guest, house.actor(0));
  guest.Say(Open("seq: 5"));
  guest.ReadAll();
  guest.Say("replay_play { replay: 1 until { seq: 77 } }");
  EXPECT_EQ(Status(guest.ReadAll()).seq(), 77u);
  const int64_t until_ms = oracle->change(33).recorded_at_ms();
  guest.Say("replay_play { replay: 1 backward: true until { time_ms: " + std::to_string(until_ms) +
            " } }");
  EXPECT_EQ(Status(guest.ReadAll()).seq(), 33u);
}

TEST_F(ReplayTest, AnotherOrderWhileAStepIsUnderWayIsTheOneThatHolds) {
  Guest guest(&house, house.Person(0));
  Check(&guest, house.actor(0));
  guest.Say(Open("seq: " + std::to_string(head - 3)));
  guest.ReadAll();
  // The step that reaches the end has been worked, but the session has not heard of it.
  guest.Say("replay_play { replay: 1 }");
  house.worker.WorkOnly();
  guest.Say("replay_play { replay: 1 backward: true }");
  EXPECT_EQ(Status(guest.ReadAll()).seq(), 0u) << "the end of the old order ended the new one";

  guest.Say("replay_play { replay: 1 speed: 100 }");
  guest.ReadAll();
  Run(&guest, 1'000);
  const uint64_t stands = guest.replays[1].position;
  house.Advance(50);
  guest.Tick();
  house.worker.WorkOnly();
  house.Advance(10'000);
  // Playing anew begins here and now: not where the step under way counts from.
  guest.Say("replay_play { replay: 1 speed: 1 }");
  guest.ReadAll();
  Run(&guest, 200);
  EXPECT_LE(guest.replays[1].position, stands + 2);
}

TEST_F(ReplayTest, LocatesByTimeAndByExerciseTime) {
  Guest guest(&house, house.Person(0));
  Check(&guest, house.actor(0));
  guest.Say(Open("time_ms: 1"));
  EXPECT_EQ(Status(guest.ReadAll()).seq(), 0u) << "before the log began";
  for (uint64_t seq = 10; seq < head; seq += 23) {
    const int64_t at_ms = oracle->change(seq).recorded_at_ms();
    guest.Say("replay_seek { replay: 1 to { time_ms: " + std::to_string(at_ms) + " } }");
    const uint64_t found = Status(guest.ReadAll()).seq();
    EXPECT_GE(found, seq);
    EXPECT_EQ(oracle->change(found).recorded_at_ms(), at_ms);
    guest.Say("replay_seek { replay: 1 to { time_ms: " + std::to_string(at_ms - 1) + " } }");
    EXPECT_LT(Status(guest.ReadAll()).seq(), seq);
  }

  const LogId exercise = house.Open(v1::EXERCISE);
  const int64_t scenario = 1'407'000'000'000;
  house.Accept(house.Person(0), exercise,
               "set_clock { clock { scenario_ms: " + std::to_string(scenario) + " speed: 60 } }");
  std::vector<uint64_t> minutes;
  for (int minute = 1; minute <= 10; ++minute) {
    house.Advance(1'000);
    minutes.push_back(
        house.Accept(house.Person(0), exercise, Creating(house.ids.New<ItemTag>(), Feature("x"))));
  }
  for (int minute = 1; minute <= 10; ++minute) {
    v1::Instant instant;
    instant.set_time_ms(scenario + minute * 60'000 + 5'000);
    uint64_t seq = 0;
    ASSERT_TRUE(Replay::Locate(house.log, exercise, instant, house.HeadOf(exercise), &seq).ok());
    EXPECT_EQ(seq, minutes[static_cast<size_t>(minute) - 1]);
  }
}

TEST_F(ReplayTest, ShownThroughIsWhatTheActorHadReportedBySeenThen) {
  Guest reader(&house, house.Person(1));
  reader.Watch(incident);
  reader.ReadAll();
  reader.Say("seen { incident: " + Q(incident) + " through: 50 }");
  reader.Leave();
  house.Advance(50);
  house.Settle();
  const uint64_t then =
      house.Accept(house.Person(0), incident, Creating(house.ids.New<ItemTag>(), Feature("x")));
  oracle->Follow(house.log);
  Guest guest(&house, house.Person(1));
  Check(&guest, house.actor(1));
  guest.Say(Open("seq: " + std::to_string(then)));
  EXPECT_EQ(Status(guest.ReadAll()).shown_through(), 50u);
  guest.Say("replay_seek { replay: 1 to { seq: " + std::to_string(head - 5) + " } }");
  EXPECT_EQ(Status(guest.ReadAll()).shown_through(), 0u) << "nothing had been reported by then";
}

TEST_F(ReplayTest, P5AfterOnesParticipationEndedOnlyUpToThen) {
  house.End(incident, 3);
  const uint64_t end = house.HeadOf(incident);
  const ItemId later = house.Create(house.Person(0), incident, ForAll() + Feature("later"));
  oracle->Follow(house.log);
  Guest guest(&house, house.Person(3));
  Check(&guest, house.actor(3));
  guest.Say(Open("seq: 999999"));
  v1::ReplayStatus status = Status(guest.ReadAll());
  EXPECT_EQ(status.seq(), end);
  EXPECT_EQ(status.head(), end);
  guest.Say("replay_seek { replay: 1 to { seq: " + std::to_string(end - 1) + " } }");
  guest.ReadAll();
  EXPECT_FALSE(guest.replays[1].items.empty());
  guest.Say("replay_play { replay: 1 }");
  EXPECT_EQ(Status(guest.ReadAll()).seq(), end);
  for (const std::string& frame : guest.frames) {
    EXPECT_EQ(frame.find(later.str()), std::string::npos);
  }
  // Nor does it watch.
  guest.Watch(incident);
  EXPECT_EQ(guest.ReadAll().back().watch_ended().why().rule(), "incident.not-found");
}

TEST_F(ReplayTest, AsAnotherActorForEvaluatorsOnlyAndOnlyIfItHasOpenedItsSight) {
  const auto open_as = [&](const Principal& who, size_t actor) {
    auto guest = std::make_unique<Guest>(&house, who);
    Check(guest.get(), house.actor(actor));
    guest->Say(Open("seq: 100", "as_actor: " + Q(house.actor(actor))));
    const auto status = Status(guest->ReadAll());
    return std::pair(std::move(guest), status);
  };
  EXPECT_EQ(open_as(house.Person(0, v1::EVALUATOR), 1).second.rejection().rule(),
            "replay.not-open-to-evaluators");
  const ItemRef part = house.ParticipationOf(incident, 1);
  const ItemId part_id = ItemId::FromBytesOrNone(part->item().id());
  const uint64_t opened =
      house.Accept(house.Person(1), incident,
                   Revising(part_id, part->seq(), "participation.open_to_evaluators",
                            "participation { open_to_evaluators: true }"));
  oracle->Follow(house.log);
  EXPECT_EQ(open_as(house.Person(0), 1).second.rejection().rule(), "replay.not-open-to-evaluators")
      << "a duty officer is no evaluator";
  auto [evaluator, status] = open_as(house.Person(0, v1::EVALUATOR), 1);
  EXPECT_FALSE(status.has_rejection());
  EXPECT_EQ(status.seq(), 100u);
  EXPECT_FALSE(evaluator->replays[1].items.empty());
  // Closed again, it closes what runs.
  house.Accept(house.Person(1), incident,
               Revising(part_id, opened, "participation.open_to_evaluators",
                        "participation { open_to_evaluators: false }"));
  evaluator->on_message = nullptr;
  evaluator->frames.clear();
  evaluator->Say("replay_play { replay: 1 }");
  status = Status(evaluator->ReadAll());
  EXPECT_EQ(status.rejection().rule(), "replay.not-open-to-evaluators");
  EXPECT_EQ(status.state(), v1::REPLAY_ENDED);
  EXPECT_EQ(evaluator->frames.size(), 1u);
}

TEST_F(ReplayTest, WhatIsAskedWronglyIsRefusedByName) {
  Guest guest(&house, house.Person(0));
  const auto refused = [&](const std::string& message) {
    guest.Say(message);
    const v1::ReplayStatus status = Status(guest.ReadAll());
    EXPECT_EQ(status.state(), v1::REPLAY_ENDED);
    return status.rejection().rule();
  };
  EXPECT_EQ(refused("replay_seek { replay: 1 }"), "replay.unknown");
  EXPECT_EQ(refused("replay_play { replay: 1 }"), "replay.unknown");
  EXPECT_EQ(refused("replay_pause { replay: 1 }"), "replay.unknown");
  guest.Say("replay_close { replay: 1 }");
  EXPECT_TRUE(guest.ReadAll().empty());
  EXPECT_EQ(refused("replay_open { replay: 1 incident: '0123456789abcdef' }"),
            "incident.not-found");
  EXPECT_EQ(refused("replay_open { replay: 1 incident: " + Q(kRegistryLog) + " }"),
            "incident.not-found");
  EXPECT_EQ(refused(Open("", "as_actor: '0123456789abcdef'")), "actor.not-participant");
  guest.Say(Open(""));
  guest.ReadAll();
  EXPECT_EQ(refused(Open("")), "replay.taken");
  for (uint32_t number = 2; number <= house.limits.replays_max; ++number) {
    guest.Say("replay_open { replay: " + std::to_string(number) + " incident: " + Q(incident) +
              " }");
    guest.ReadAll();
  }
  EXPECT_EQ(refused("replay_open { replay: 99 incident: " + Q(incident) + " }"), "replay.limit");
  guest.Say("replay_close { replay: 1 }");
  guest.Say(Open("seq: 3"));
  EXPECT_EQ(Status(guest.ReadAll()).seq(), 3u);
}

TEST_F(ReplayTest, P8AReplayThatIsNotReadCostsNoMoreThanSomeChunks) {
  Guest guest(&house, house.Person(0));
  guest.Say(Open("seq: 1"));
  guest.ReadAll();
  guest.Say("replay_play { replay: 1 }");
  for (int i = 0; i < 500; ++i) {
    house.Settle();
    house.Advance(50);
    guest.Tick();
    EXPECT_LE(guest.session().outbox().bytes(), 2 * house.limits.chunk_bytes + 4'000);
  }
  Check(&guest, house.actor(0));
  guest.ReadAll();
  EXPECT_EQ(guest.replays[1].position, head);
}

TEST_F(ReplayTest, AWorkerThatIsFullIsAskedAgain) {
  Guest guest(&house, house.Person(0));
  Check(&guest, house.actor(0));
  house.worker.full = true;
  guest.Say(Open("seq: 50"));
  EXPECT_TRUE(guest.ReadAll().empty());
  house.worker.full = false;
  Run(&guest, 50);
  EXPECT_EQ(guest.replays[1].position, 50u);
}

TEST_F(ReplayTest, ALogThatCannotBeReadEndsTheReplayAndNothingElse) {
  FailingLog log(&house.log);
  house.RestartOn(&log);
  {
    Guest guest(&house, house.Person(0));
    guest.Say(Open("seq: 50"));
    guest.ReadAll();
    log.failing = true;
    guest.Say("replay_seek { replay: 1 to { seq: 9 } }");
    const v1::ReplayStatus status = Status(guest.ReadAll());
    EXPECT_EQ(status.rejection().rule(), "storage.unreadable");
    EXPECT_EQ(guest.closed(), CloseCode::kNone);
    log.failing = false;
  }
  house.Restart();
}

// ---- History

class HistoryTest : public ReplayTest {
 protected:
  // All pages of an item's history.
  std::vector<v1::ServerMessage> History(Guest* guest, const ItemId& item) {
    guest->Say("get_history { request: 8 incident: " + Q(incident) + " item: " + Q(item) + " }");
    auto pages = guest->ReadAll();
    for (size_t i = 0; i < pages.size(); ++i) {
      EXPECT_EQ(pages[i].history().request(), 8u);
      EXPECT_EQ(pages[i].history().more(), i + 1 < pages.size());
    }
    return pages;
  }
  std::vector<uint64_t> Seqs(const std::vector<v1::ServerMessage>& pages) {
    std::vector<uint64_t> seqs;
    for (const v1::ServerMessage& page : pages) {
      for (const v1::Change& change : page.history().changes()) {
        seqs.push_back(change.seq());
        EXPECT_EQ(change.SerializeAsString(), oracle->bytes(change.seq()));
      }
    }
    return seqs;
  }
};

TEST_F(HistoryTest, P5ShowsWhatWasVisibleWhenItWasRecorded) {
  std::map<std::string, std::vector<uint64_t>> versions;
  for (uint64_t seq = 1; seq <= head; ++seq) {
    versions[oracle->change(seq).item().id()].push_back(seq);
  }
  for (size_t actor = 0; actor < 4; ++actor) {
    Guest guest(&house, house.Person(actor));
    for (const auto& [item, seqs] : versions) {
      house.now.steady_ms += 10;
      std::vector<uint64_t> expected;
      for (const uint64_t seq : seqs) {
        const auto picture = oracle->PictureAt(seq, house.actor(actor).str());
        if (picture.contains(item)) expected.push_back(seq);
      }
      const auto pages = History(&guest, ItemId::FromBytesOrNone(item));
      EXPECT_EQ(Seqs(pages), expected);
      if (expected.empty()) {
        ASSERT_EQ(pages.size(), 1u);
        EXPECT_EQ(pages[0].history().rejection().rule(), "item.not-found");
      } else {
        EXPECT_FALSE(pages[0].history().has_rejection());
      }
    }
  }
}

TEST_F(HistoryTest, LongOnesComeInPagesAndHiddenVersionsMakeNone) {
  const ItemId item = house.Create(house.Person(0), incident, ForAll() + Feature("0"));
  const auto revise = [&](const std::string& field, const std::string& to) {
    const uint64_t seq = house.rooms().Find(incident)->picture().Find(item)->seq();
    house.Accept(house.Person(0), incident, Revising(item, seq, field, to));
  };
  for (int i = 0; i < 40; ++i) {
    revise("feature.text", "feature { text: '" + std::string(400, 'x') + std::to_string(i) + "' }");
  }
  Guest shown(&house, house.Person(1));
  oracle->Follow(house.log);
  const auto before = History(&shown, item);
  EXPECT_GT(before.size(), 3u);
  EXPECT_EQ(Seqs(before).size(), 41u);
  // Hidden, and revised where nobody else sees it: nothing of that shows, not even in the paging.
  revise("audience", ForOwnActor());
  for (int i = 0; i < 20; ++i) {
    revise("feature.text", "feature { text: '" + std::string(400, 'y') + std::to_string(i) + "' }");
  }
  const auto after = History(&shown, item);
  ASSERT_EQ(after.size(), before.size());
  for (size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].SerializeAsString(), before[i].SerializeAsString());
  }
}

TEST_F(HistoryTest, APageThatEndsWithTheLastThatIsVisibleIsTheLastPage) {
  const ItemId item = house.Create(house.Person(0), incident,
                                   ForAll() + Feature(std::string(house.limits.chunk_bytes, 'x')));
  const uint64_t seq = house.HeadOf(incident);
  Guest shown(&house, house.Person(1));
  oracle->Follow(house.log);
  EXPECT_EQ(History(&shown, item).size(), 1u);
  house.Accept(house.Person(0), incident, Revising(item, seq, "audience", ForOwnActor()));
  EXPECT_EQ(History(&shown, item).size(), 1u) << "the page tells that there is more, but hidden";
}

TEST_F(HistoryTest, P8TooManyAtOnceAreRefused) {
  Guest guest(&house, house.Person(0));
  for (uint32_t i = 0; i <= house.limits.replays_max; ++i) {
    guest.Say("get_history { request: " + std::to_string(i) + " incident: " + Q(incident) +
              " item: " + Q(incident) + " }");
  }
  const auto refused = guest.Read();
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].history().request(), house.limits.replays_max);
  EXPECT_EQ(refused[0].history().rejection().rule(), "session.too-many-in-flight");
  EXPECT_EQ(guest.ReadAll().size(), house.limits.replays_max);
}

}  // namespace
}  // namespace samlad::room_test
