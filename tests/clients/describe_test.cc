#include "clients/cli/describe.h"

#include <gtest/gtest.h>

namespace samlad::cli {
namespace {

TEST(Describe, StatesAreWordsWithoutThePrefixTheyShare) {
  EXPECT_EQ(EnumWords(v1::FeatureState_descriptor(), v1::FEATURE_IN_PICTURE), "in picture");
  EXPECT_EQ(EnumWords(v1::ConferenceState_descriptor(), v1::CONFERENCE_MINUTES_PUBLISHED),
            "minutes published");
  EXPECT_EQ(EnumWords(v1::Position_descriptor(), v1::MUST_ANCHOR_AT_HOME), "must anchor at home");
  EXPECT_EQ(EnumWords(v1::IncidentKind_descriptor(), v1::EXERCISE), "exercise");
  EXPECT_EQ(EnumWords(v1::FeatureState_descriptor(), 0), "");
  EXPECT_EQ(EnumWords(v1::FeatureState_descriptor(), 999), "");
  EXPECT_EQ(RoleWords(v1::DUTY_OFFICER), "duty officer");
}

// Every kind of item that the schema has, now and later, is called something and shown somehow.
TEST(Describe, EveryKindHasANameAndATitleThatFitsOneLine) {
  const Directory directory;
  const auto* body = v1::Item::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    v1::Item item;
    auto* message = item.GetReflection()->MutableMessage(&item, body->field(i));
    // Every text is filled in, with what must not reach the terminal as it is.
    for (int j = 0; j < message->GetDescriptor()->field_count(); ++j) {
      const auto* field = message->GetDescriptor()->field(j);
      if (field->type() == google::protobuf::FieldDescriptor::TYPE_STRING &&
          !field->is_repeated()) {
        message->GetReflection()->SetString(message, field, "text\n\x1b[2J");
      }
    }
    EXPECT_FALSE(KindWords(item).empty());
    EXPECT_FALSE(Title(item, directory).empty()) << KindWords(item);
    EXPECT_EQ(Title(item, directory).find_first_of("\n\x1b"), std::string::npos) << KindWords(item);
  }
  EXPECT_FALSE(Title(v1::Item(), directory).empty());
}

TEST(Describe, AStruckNoteAndAChangedBasisAreSeenAtOnce) {
  const Directory directory;
  v1::Item item;
  item.mutable_note()->set_struck(true);
  EXPECT_EQ(StateWords(item), "struck");
  item.mutable_decision()->set_basis_changed(true);
  EXPECT_NE(Title(item, directory).find("BASIS CHANGED"), std::string::npos);
}

TEST(Describe, TimesOfAnExerciseAreThoseOfItsClock) {
  v1::Change change;
  change.set_recorded_at_ms(5);
  EXPECT_EQ(DomainTime(change), 5);
  change.set_scenario_at_ms(7);
  EXPECT_EQ(DomainTime(change), 7);
}

TEST(Describe, ChangedFieldsAreNamedWithoutTheirKind) {
  v1::Change change;
  change.set_seq(3);
  change.mutable_item()->mutable_feature();
  change.mutable_item()->set_created_seq(3);
  EXPECT_EQ(FieldsWords(change), "new");
  change.add_fields("feature.text");
  change.add_fields("audience");
  EXPECT_EQ(FieldsWords(change), "text, audience");
}

TEST(Describe, AudiencesNameWhoMaySee) {
  const Directory directory;
  v1::Item item;
  item.mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
  EXPECT_EQ(AudienceWords(item, directory), "all");
  item.mutable_audience()->set_kind(v1::NAMED_ACTORS);
  for (char id = 1; id <= 6; ++id) item.mutable_audience()->add_actors(std::string(16, id));
  EXPECT_EQ(AudienceWords(item, directory), "01010101, 02020202, 03030303, 04040404 and 2 more");
}

}  // namespace
}  // namespace samlad::cli
