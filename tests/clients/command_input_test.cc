#include "clients/cli/command_input.h"

#include <gtest/gtest.h>

#include "clients/cli/ids.h"
#include "clients/cli/scenario.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

const LogId kIncident = LogId::FromBytesOrNone(std::string(16, 'i'));

class CommandInputs : public testing::Test {
 protected:
  CommandInputs() {
    client::Replica registry(kRegistryLog);
    v1::Batch batch;
    v1::Change* change = batch.add_changes();
    change->set_seq(1);
    change->mutable_item()->set_id(std::string(16, 's'));
    change->mutable_item()->mutable_actor()->set_name("Sala kommun");
    batch.set_through(1);
    (void)registry.Apply(batch);
    directory_.Read(registry);
  }

  bool Read(const std::string& text) {
    commands_.clear();
    error_.clear();
    const CommandInput input{kIncident, &directory_};
    return ReadCommands(text, input, &commands_, &error_);
  }

  Directory directory_;
  std::vector<v1::Command> commands_;
  std::string error_;
};

TEST_F(CommandInputs, FillInWhatIsLeftOut) {
  ASSERT_TRUE(Read(R"({"create":{"item":{"note":{"text":"Rök"}}}})")) << error_;
  ASSERT_EQ(commands_.size(), 1u);
  EXPECT_EQ(commands_[0].incident(), kIncident.str());
  EXPECT_EQ(commands_[0].command_id().size(), 16u);
  EXPECT_EQ(commands_[0].create().item().id().size(), 16u);
  EXPECT_NE(commands_[0].command_id(), commands_[0].create().item().id());
}

TEST_F(CommandInputs, MayBeOneObjectAnArrayOrOneALine) {
  const std::string one = R"({"attend":{"present":true}})";
  ASSERT_TRUE(Read("\n {\n \"attend\":\n{\"present\":true} }\n")) << error_;
  EXPECT_EQ(commands_.size(), 1u);
  ASSERT_TRUE(Read("[" + one + "," + one + "]")) << error_;
  EXPECT_EQ(commands_.size(), 2u);
  ASSERT_TRUE(Read(one + "\n\n" + one + "\r\n" + one)) << error_;
  EXPECT_EQ(commands_.size(), 3u);
}

TEST_F(CommandInputs, TakeIdsAsHexNamesAndBase64) {
  const std::string hex = "00112233445566778899aabbccddeeff";
  ASSERT_TRUE(Read(R"({"stance_x":0})"
                   "\n") == false);
  ASSERT_TRUE(Read(R"({"revise":{"item":")" + hex + R"(","to":{"id":"@smoke","owner":"actor:sala",
      "note":{"about":["@smoke","ABEiM0RVZneImaq7zN3u/w==","incident"]}}}})"))
      << error_;
  const v1::Revise& revise = commands_[0].revise();
  EXPECT_EQ(revise.item(), *BytesFromHex(hex));
  EXPECT_EQ(revise.to().id(), ScenarioItemId(kIncident, "smoke").str());
  EXPECT_EQ(revise.to().owner(), std::string(16, 's'));
  EXPECT_EQ(revise.to().note().about(0), revise.to().id());
  EXPECT_EQ(revise.to().note().about(1), *BytesFromHex(hex));
  EXPECT_EQ(revise.to().note().about(2), kIncident.str());
}

TEST_F(CommandInputs, EveryByteOfAnIdSurvives) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string id(16, static_cast<char>(byte));
    ASSERT_TRUE(Read(R"({"attend":{"conference":")" + LongHex(id) + R"("}})")) << error_;
    EXPECT_EQ(commands_[0].attend().conference(), id);
  }
}

TEST_F(CommandInputs, TakeTimesForPeopleAndMilliseconds) {
  ASSERT_TRUE(Read(R"({"create":{"item":{"note":{"actionAtMs":"2014-08-04 13:15"}}}})")) << error_;
  EXPECT_EQ(commands_[0].create().item().note().action_at_ms(), ParseTime("2014-08-04 13:15"));
  ASSERT_TRUE(Read(R"({"create":{"item":{"note":{"action_at_ms":"1407150930000"}}}})"));
  EXPECT_EQ(commands_[0].create().item().note().action_at_ms(), 1'407'150'930'000);
  ASSERT_TRUE(Read(R"({"create":{"item":{"note":{"action_at_ms":1407150930000}}}})"));
  EXPECT_EQ(commands_[0].create().item().note().action_at_ms(), 1'407'150'930'000);
}

TEST_F(CommandInputs, SayWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "no command"},
      {"hej", "Line 1"},
      {"{\"attend\":{}}\nhej", "Line 2"},
      {"[1]", "JSON object"},
      {"{}", "verb"},
      {R"({"create":{"item":{"nota":{}}}})", "create.item.nota"},
      {R"({"create":{"item":{"owner":"actor:Atlantis"}}})", "create.item.owner"},
      {R"({"create":{"item":{"note":{"action_at_ms":"2014-08-04 99:15"}}}})",
       "create.item.note.action_at_ms"},
      {R"({"create":{"item":{"feature":{"category":"VOLCANO"}}}})", "VOLCANO"},
      {R"({"command_id":"00","attend":{}})", "command_id"},
  };
  for (const auto& [text, expected] : wrong) {
    EXPECT_FALSE(Read(text)) << text;
    EXPECT_NE(error_.find(expected), std::string::npos) << text << " -> " << error_;
  }
}

TEST_F(CommandInputs, TextThatIsNoUtf8IsRefused) {
  EXPECT_FALSE(Read("{\"reason\":\"\xff\",\"attend\":{}}"));
}

}  // namespace
}  // namespace samlad::cli
