// The demo exercise, played by all its persons over real sockets against a real server, with links
// that break: what each of them ends up with is what the log says they may have, and nothing else.
#include <algorithm>

#include "tests/scenario/played_demo.h"

namespace samlad {
namespace {

// The log read naively: the last state of each item, as far as the actor takes part and is in its
// audience. Shares no code with the server.
Projection Project(const std::vector<v1::Change>& log, uint64_t through, const std::string& actor) {
  std::map<std::string, v1::Change> last;
  for (const v1::Change& change : log) {
    if (change.seq() <= through) last[change.item().id()] = change;
  }
  bool takes_part = false;
  for (const auto& [id, change] : last) {
    const v1::Item& item = change.item();
    if (!item.has_participation() || item.participation().actor() != actor) continue;
    takes_part = item.participation().state() != v1::PARTICIPATION_ENDED;
  }
  Projection projection;
  if (!takes_part) return projection;
  for (const auto& [id, change] : last) {
    const v1::Item& item = change.item();
    const auto& named = item.audience().actors();
    const bool sees = item.owner() == actor || item.audience().kind() == v1::ALL_PARTICIPANTS ||
                      (item.audience().kind() == v1::NAMED_ACTORS &&
                       std::find(named.begin(), named.end(), actor) != named.end());
    if (sees) projection[id] = change.SerializeAsString();
  }
  return projection;
}

// One play for all tests: it takes seconds.
class DemoPlay : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    demo_ = new PlayedDemo;
    for (const auto& [login, picture] : demo_->pictures()) {
      fresh_[login] = demo_->FreshPicture(login);
    }
    for (const cli::PlayStep& step : demo_->steps()) {
      if (step.event && step.event->inject == "X8" && step.what.starts_with("decision")) {
        proposed_seq_ = step.seq;
        break;
      }
    }
    norberg_ = ActorId("norberg");
    as_norberg_ = demo_->ReplayedPicture("utv.msb", norberg_, proposed_seq_);
    second_outcome_ = demo_->PlayAgain(&second_);
    log_ = demo_->StopAndReadLog();
  }
  static void TearDownTestSuite() { delete demo_; }

  static ItemId ActorId(const std::string& key) {
    for (const cli::ScenarioActor& actor : demo_->scenario().actors) {
      if (actor.key == key) return actor.id;
    }
    ADD_FAILURE() << key;
    return ItemId();
  }
  static std::string ActorOf(const std::string& login) {
    for (const cli::ScenarioPerson& person : demo_->scenario().persons) {
      if (person.login == login) return demo_->scenario().actors[person.actor].id.str();
    }
    return "";
  }
  static std::string IdOf(const std::string& name) {
    return cli::ScenarioItemId(demo_->scenario().incident_id, name).str();
  }
  // The item as the log's last change left it.
  static v1::Item Last(const std::string& name) {
    const std::string id = name == "incident" ? demo_->scenario().incident_id.str() : IdOf(name);
    for (auto change = log_.rbegin(); change != log_.rend(); ++change) {
      if (change->item().id() == id) return change->item();
    }
    ADD_FAILURE() << "no item " << name;
    return v1::Item();
  }

  static inline PlayedDemo* demo_ = nullptr;
  static inline std::map<std::string, Projection> fresh_;
  static inline std::vector<v1::Change> log_;
  static inline uint64_t proposed_seq_ = 0;
  static inline ItemId norberg_;
  static inline Projection as_norberg_;
  static inline cli::PlaySummary second_;
  static inline cli::Play::Outcome second_outcome_ = cli::Play::Outcome::kStopped;
};

TEST_F(DemoPlay, EveryEventIsAccepted) {
  EXPECT_EQ(demo_->outcome(), cli::Play::Outcome::kOk) << demo_->error();
  EXPECT_TRUE(demo_->summary().refusals.empty()) << demo_->summary().refusals.front();
  EXPECT_EQ(demo_->summary().events, demo_->scenario().timeline.size());
  EXPECT_EQ(demo_->pictures().size(), demo_->summary().persons);
}

TEST_F(DemoPlay, P4EveryPictureIsTheLogProjectedToItsActor) {
  for (const auto& [login, picture] : demo_->pictures()) {
    EXPECT_EQ(picture, Project(log_, demo_->summary().changes, ActorOf(login))) << login;
    EXPECT_GT(picture.size(), 46u) << login;
  }
}

TEST_F(DemoPlay, P4AFreshWatchOverJsonGivesTheSame) {
  for (const auto& [login, picture] : demo_->pictures()) EXPECT_EQ(picture, fresh_[login]) << login;
}

TEST_F(DemoPlay, P5WhatIsForSomeReachesNobodyElse) {
  for (const auto& [login, picture] : demo_->pictures()) {
    const std::string actor = ActorOf(login);
    const bool named = actor == ActorId("polisen").str() || actor == ActorId("lst").str();
    EXPECT_EQ(picture.contains(IdOf("x12_eskalering")), named) << login;
    const bool told = named || actor == ActorId("rtj_sala_heby").str() ||
                      actor == ActorId("landstinget").str() || actor == ActorId("larm").str();
    EXPECT_EQ(picture.contains(IdOf("d25")), told) << login;
  }
}

TEST_F(DemoPlay, LinksBreakAndResume) {
  EXPECT_EQ(demo_->summary().links_dropped, 3u);
  EXPECT_EQ(demo_->summary().links_resumed, 3u);
  for (const char* login : {"tib.norberg", "vb.polisen", "tib.msb", "bild.lst", "rl.sala-heby"}) {
    EXPECT_GE(demo_->welcomes().at(login), 2u) << login;
  }
  EXPECT_EQ(demo_->welcomes().at("tib.lst"), 1u);
}

TEST_F(DemoPlay, P3WhatWasWrittenOfflineIsThereOnce) {
  size_t times = 0;
  for (const v1::Change& change : log_) times += change.item().id() == IdOf("x11_norberg");
  EXPECT_EQ(times, 1u);
}

TEST_F(DemoPlay, TheExerciseClockFollowsTheScenario) {
  int64_t before_ms = 0;
  for (const v1::Change& change : log_) {
    if (change.scenario_at_ms() == 0) continue;
    EXPECT_GE(change.scenario_at_ms(), before_ms) << "seq " << change.seq();
    before_ms = change.scenario_at_ms();
  }
  for (const cli::ScenarioEvent& event : demo_->scenario().timeline) {
    if (event.doc == 0) continue;
    const std::string id = AddedBy(event)->id();
    const auto change = std::find_if(log_.begin(), log_.end(), [&](const v1::Change& candidate) {
      return candidate.item().id() == id;
    });
    ASSERT_NE(change, log_.end()) << "row " << event.doc;
    EXPECT_EQ(change->scenario_at_ms(), event.at_ms) << "row " << event.doc;
  }
}

TEST_F(DemoPlay, X8DecisionIsPinnedToThePictureSeen) {
  const v1::Item decision = Last("x8_beslut");
  EXPECT_EQ(decision.decision().state(), v1::DECISION_IN_EXECUTION);
  EXPECT_GT(decision.decision().picture_seq(), Last("x8_v2").picture_version().picture_seq());
  EXPECT_LT(decision.decision().picture_seq(), proposed_seq_);
  EXPECT_EQ(Last("x8_s_norberg").owner(), ActorId("norberg").str());
  EXPECT_EQ(Last("x8_s_vasteras").stance().position(), v1::MUST_ANCHOR_AT_HOME);
}

TEST_F(DemoPlay, X12TheTaskBecameOverdueByTheExerciseClock) {
  bool overdue = false;
  for (const v1::Change& change : log_) {
    if (change.item().id() != IdOf("x9_polisen")) continue;
    if (change.item().task().state() != v1::TASK_OVERDUE) continue;
    overdue = true;
    EXPECT_EQ(change.role(), v1::SYSTEM);
    EXPECT_GE(change.scenario_at_ms(), change.item().task().due_ms());
  }
  EXPECT_TRUE(overdue);
}

TEST_F(DemoPlay, X13TheDecisionsBasisChangedWithTheRetraction) {
  const auto flagged = std::find_if(log_.begin(), log_.end(), [](const v1::Change& change) {
    return change.item().id() == IdOf("x8_beslut") && change.item().decision().basis_changed();
  });
  ASSERT_NE(flagged, log_.end());
  ASSERT_EQ(flagged->item().decision().basis_changed_by_size(), 1);
  EXPECT_EQ(flagged->item().decision().basis_changed_by(0), IdOf("x8_prognos"));
  const auto retracted = std::find_if(log_.begin(), log_.end(), [](const v1::Change& change) {
    return change.item().feature().state() == v1::FEATURE_RETRACTED;
  });
  ASSERT_NE(retracted, log_.end());
  // One command: nobody sees the one without the other.
  EXPECT_EQ(flagged->command_id(), retracted->command_id());
}

TEST_F(DemoPlay, X14LeadAndOpenTaskMove) {
  EXPECT_EQ(Last("incident").incident().lead(), ActorId("lst").str());
  EXPECT_EQ(Last("x9_rtj").task().assignee(), ActorId("lst").str());
}

TEST_F(DemoPlay, X7TheLateJoinerIsTold) {
  const bool told =
      std::any_of(demo_->steps().begin(), demo_->steps().end(), [](const cli::PlayStep& step) {
        return step.who == "tib.fagersta" && step.what.find("summary") != std::string::npos;
      });
  EXPECT_TRUE(told);
  EXPECT_FALSE(Last("x7_isf").conference().minutes().empty());
}

TEST_F(DemoPlay, X15TheEvaluatorSeesWhatTheActorHad) {
  EXPECT_EQ(as_norberg_, Project(log_, proposed_seq_, norberg_.str()));
}

TEST_F(DemoPlay, ASecondPlayFindsActorsAndPersonsAgain) {
  EXPECT_GT(demo_->summary().registry_items, 60u);
  EXPECT_EQ(second_outcome_, cli::Play::Outcome::kOk);
  EXPECT_EQ(second_.registry_items, 0u);
  EXPECT_TRUE(second_.refusals.empty());
  EXPECT_EQ(second_.items, demo_->summary().items);
}

}  // namespace
}  // namespace samlad
