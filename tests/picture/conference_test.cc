#include "tests/picture/world.h"

namespace samlad {
namespace {

class Meeting : public RuleWorld {
 public:
  explicit Meeting(const std::string& more = "") {
    id = Create(county_chair, ConferenceWith(more));
  }

  v1::Command Attend(bool present = true) const {
    return Parse("attend { conference: " + Q(id) + " present: " + (present ? "true" : "false") +
                 " }");
  }
  v1::Command Speak(const std::string& action, const std::string& actor = "") const {
    return Parse("speak { conference: " + Q(id) + " action: " + action +
                 (actor.empty() ? "" : " actor: " + actor) + " }");
  }
  void Move(const std::string& state) {
    Revise(county_chair, id, {"conference.state"},
           "conference { state: CONFERENCE_" + state + " }");
  }
  const v1::Conference& Now() const { return Get(id).conference(); }

  ItemId id;
};

#define MEETING_RULE(name, rule)                                                  \
  [[maybe_unused]] const bool Conference##name##IsTested = RuleWorld::Test(rule); \
  struct Conference##name##World : Meeting {                                      \
    void Run();                                                                   \
  };                                                                              \
  TEST(ConferenceRules, name) {                                                   \
    Conference##name##World world;                                                \
    world.Run();                                                                  \
    EXPECT_TRUE(world.rules_seen.contains(rule));                                 \
  }                                                                               \
  void Conference##name##World::Run()

MEETING_RULE(NotOpen, "conference.not-open") {
  Refuse(town_duty, Speak("ASK"), "conference.not-open", "speak.conference");
  Refuse(county_chair, Revising(id, {"conference.current_item"}, "conference { current_item: 1 }"),
         "conference.not-open");
  Move("OPEN");
  Move("CLOSED");
  Refuse(town_duty, Attend(), "conference.not-open", "attend.conference");
}

MEETING_RULE(NotInvited, "conference.not-invited") {
  Meeting closed_round("invitees: " + Q(town));
  closed_round.Refuse(region_duty, closed_round.Attend(), "conference.not-invited");
  closed_round.Accept(town_duty, closed_round.Attend());
  closed_round.Accept(county_duty, closed_round.Attend());  // whoever called it
  rules_seen = closed_round.rules_seen;
}

MEETING_RULE(NotPresent, "conference.not-present") {
  Move("OPEN");
  Refuse(town_duty, Speak("ASK"), "conference.not-present");
  Refuse(county_chair, Speak("GIVE", Q(town)), "conference.not-present", "speak.actor");
}

MEETING_RULE(OwnActorOnly, "conference.own-actor-only") {
  Move("OPEN");
  Accept(town_duty, Attend());
  Refuse(region_duty, Speak("ASK", Q(town)), "conference.own-actor-only");
}

MEETING_RULE(OwnerGivesFloor, "conference.owner-gives-floor") {
  Move("OPEN");
  Accept(town_duty, Attend());
  Refuse(town_duty, Speak("GIVE", Q(town)), "conference.owner-gives-floor");
  Refuse(As(county, v1::PARTICIPANT), Speak("GIVE", Q(town)), "conference.owner-gives-floor");
}

MEETING_RULE(NobodyWaiting, "conference.nobody-waiting") {
  Move("OPEN");
  Refuse(county_chair, Speak("GIVE"), "conference.nobody-waiting");
}

MEETING_RULE(FloorHolderOnly, "conference.floor-holder-only") {
  Move("OPEN");
  Accept(town_duty, Attend());
  Accept(county_chair, Speak("GIVE", Q(town)));
  Refuse(region_duty, Speak("RETURN"), "conference.floor-holder-only");
  Accept(town_duty, Speak("RETURN"));
  EXPECT_EQ(Now().floor(), "");
}

MEETING_RULE(CurrentItem, "conference.current-item") {
  Move("OPEN");
  Refuse(county_chair, Revising(id, {"conference.current_item"}, "conference { current_item: 2 }"),
         "conference.current-item", "revise.to.conference.current_item");
  Refuse(county_chair, Creating(ConferenceWith("current_item: 1")), "conference.current-item");
}

MEETING_RULE(Closed, "conference.closed") {
  Move("OPEN");
  Refuse(county_chair, Revising(id, {"conference.title"}, "conference { title: 'x' }"),
         "conference.closed");
  Move("CLOSED");
  Revise(county_chair, id, {"conference.next_at_ms"}, "conference { next_at_ms: 5 }");
  Refuse(county_chair, Revising(id, {"conference.agenda"}, ConferenceWith()), "conference.closed");
  Move("MINUTES_PUBLISHED");
  Refuse(county_chair, Revising(id, {"conference.next_at_ms"}, "conference { next_at_ms: 6 }"),
         "conference.closed");
}

MEETING_RULE(CalledOffWithAReason, "state.needs-reason") {
  const std::string closed = "conference { state: CONFERENCE_CLOSED }";
  Refuse(county_chair, Revising(id, {"conference.state"}, closed), "state.needs-reason");
  Revise(county_chair, id, {"conference.state"}, closed, "Inte längre nödvändig");
  EXPECT_NE(Now().minutes().find("ställdes in"), std::string::npos);
}

TEST(ConferenceRules, RollQueueAndFloor) {
  Meeting meeting;
  meeting.Accept(meeting.town_duty, meeting.Attend());  // before it opens
  meeting.Move("OPEN");
  EXPECT_EQ(meeting.Now().opened_seq(), meeting.picture.Find(meeting.id)->seq());
  meeting.Accept(meeting.region_duty, meeting.Attend());
  meeting.Accept(meeting.town_duty, meeting.Speak("ASK"));
  meeting.Accept(meeting.region_duty, meeting.Speak("ASK"));
  // Nobody waits twice.
  EXPECT_TRUE(meeting.Accept(meeting.town_duty, meeting.Speak("ASK")).changes.empty());
  EXPECT_EQ(meeting.Now().speak_queue_size(), 2);
  meeting.Accept(meeting.county_chair, meeting.Speak("GIVE"));
  EXPECT_EQ(meeting.Now().floor(), meeting.town.view());
  EXPECT_EQ(meeting.Now().speak_queue(0), meeting.region.view());
  meeting.Accept(meeting.region_duty, meeting.Speak("WITHDRAW"));
  EXPECT_EQ(meeting.Now().speak_queue_size(), 0);
  // Whoever leaves neither waits nor speaks.
  meeting.Accept(meeting.town_duty, meeting.Attend(false));
  EXPECT_EQ(meeting.Now().floor(), "");
  EXPECT_EQ(meeting.Now().roll_size(), 2);
  EXPECT_FALSE(meeting.Now().roll(0).present());
}

TEST(ConferenceRules, AgendaItemsKeepTheTimeTheyBegan) {
  Meeting meeting;
  meeting.Move("OPEN");
  const int64_t opened_ms = meeting.now_ms;
  EXPECT_EQ(meeting.Now().agenda(0).started_at_ms(), opened_ms);
  meeting.now_ms += 60'000;
  meeting.Revise(meeting.county_chair, meeting.id, {"conference.current_item"},
                 "conference { current_item: 1 }");
  EXPECT_EQ(meeting.Now().agenda(1).started_at_ms(), opened_ms + 60'000);
  meeting.Revise(meeting.county_chair, meeting.id, {"conference.agenda", "conference.current_item"},
                 "conference { agenda { title: 'Nytt' } agenda { title: 'Läge' } "
                 "agenda { title: 'Behov' } current_item: 2 }");
  EXPECT_EQ(meeting.Now().agenda(0).started_at_ms(), 0);
  EXPECT_EQ(meeting.Now().agenda(1).started_at_ms(), opened_ms);
  EXPECT_EQ(meeting.Now().agenda(2).started_at_ms(), opened_ms + 60'000);
}

TEST(ConferenceRules, MinutesAreMadeFromTheLog) {
  Meeting meeting;
  meeting.Create(meeting.town_duty, NoteAt(meeting.now_ms, "delay_reason: 'före mötet'"));
  meeting.Move("OPEN");
  meeting.Accept(meeting.town_duty, meeting.Attend());
  const ItemId decision =
      meeting.Create(meeting.county_chair, DecisionOn(1, "state: DECISION_OPEN"));
  meeting.Create(meeting.town_duty, "stance { decision: " + Q(decision) +
                                        " position: ACCEPTS_WITH_RESERVATION picture_seq: 1 "
                                        "reservation: 'Bara norra delen' }");
  meeting.Create(meeting.county_duty,
                 "task { title: 'Ordna bussar' assignee: " + Q(meeting.region) + " }");
  meeting.Create(meeting.region_duty, "note { kind: NOTE_ORDER text: 'Hemligt' action_at_ms: " +
                                          std::to_string(meeting.now_ms) +
                                          " } audience { kind: OWN_ACTOR }");
  meeting.Move("CLOSED");
  const std::string& minutes = meeting.Now().minutes();
  for (const char* expected :
       {"Minnesanteckningar: Samverkan", "2014-08-04T12:00Z", "Kommunen", "Utrymning",
        "öppet för ställningstagande", "accepterar med reservation (Bara norra delen)",
        "Ordna bussar, till Regionen: erbjudet", "1. Läge (10 min), påbörjad",
        "Regionen, har inte svarat"}) {
    EXPECT_NE(minutes.find(expected), std::string::npos) << expected << "\nin\n" << minutes;
  }
  EXPECT_EQ(minutes.find("Hemligt"), std::string::npos);  // not everybody's to read
  EXPECT_EQ(minutes.find("Larm"), std::string::npos);     // before the conference
}

TEST(ConferenceRules, ALateJoinerGetsASummarySoFar) {
  Meeting meeting;
  meeting.Move("OPEN");
  const auto note = [&](const Principal& who, const std::string& text) {
    meeting.Create(who, "note { kind: NOTE_OTHER text: '" + text + "' action_at_ms: " +
                            std::to_string(meeting.now_ms) + " } audience { kind: OWN_ACTOR }");
  };
  note(meeting.town_duty, "Kommunens egen");
  note(meeting.region_duty, "Regionens egen");
  const uint64_t head = meeting.picture.head();
  const Verdict verdict = meeting.Accept(meeting.town_duty, meeting.Attend());
  ASSERT_TRUE(verdict.so_far);
  EXPECT_EQ(verdict.so_far->through(), head);
  EXPECT_NE(verdict.so_far->text().find("Kommunens egen"), std::string::npos);
  EXPECT_EQ(verdict.so_far->text().find("Regionens egen"), std::string::npos);
}

TEST(ConferenceRules, MinutesAreBounded) {
  Meeting meeting;
  meeting.Move("OPEN");
  const std::string text(5000, 'a');
  for (int i = 0; i < 40; ++i) {
    meeting.Create(meeting.town_duty, "note { kind: NOTE_OTHER text: '" + text +
                                          "' action_at_ms: " + std::to_string(meeting.now_ms) +
                                          " }");
  }
  meeting.Move("CLOSED");
  EXPECT_LT(meeting.Now().minutes().size(), 160'000u);
  EXPECT_NE(meeting.Now().minutes().find("Förkortat"), std::string::npos);
}

}  // namespace
}  // namespace samlad
