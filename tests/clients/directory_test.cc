#include "clients/cli/directory.h"

#include <gtest/gtest.h>

namespace samlad::cli {
namespace {

const std::vector<Candidate> kIncidents = {
    {std::string(16, '\x12'), "Skogsbrand Västmanland", ""},
    {std::string(16, '\x34'), "Skogsbrand Ljusdal", ""},
    {std::string(15, '\x12') + "\x13", "Översvämning Arvika", "Arvika"},
};

std::optional<size_t> Find(const std::string& text, std::string* error = nullptr) {
  std::string ignored;
  return FindByText(kIncidents, "incident", text, error ? error : &ignored);
}

TEST(FindByText, TakesTheWholeIdAndUniquePrefixesOfIt) {
  EXPECT_EQ(Find("34343434343434343434343434343434"), 1u);
  EXPECT_EQ(Find("3434"), 1u);
  EXPECT_EQ(Find("12121212121212121212121212121213"), 2u);
  EXPECT_EQ(Find("1212"), std::nullopt);
  EXPECT_EQ(Find("343"), std::nullopt);
}

TEST(FindByText, TakesAUniquePartOfTheTitleInLettersOfEitherCase) {
  EXPECT_EQ(Find("ljusdal"), 1u);
  EXPECT_EQ(Find("VÄSTMAN"), 0u);
  EXPECT_EQ(Find("översvämning"), 2u);
  EXPECT_EQ(Find("ÖVERSVÄMNING"), 2u);
}

TEST(FindByText, AWholeTitleComesBeforePartsOfOthers) {
  std::vector<Candidate> actors = {{std::string(16, 'a'), "Sala", ""},
                                   {std::string(16, 'b'), "Sala-Heby Räddningstjänst", "RTJ"}};
  std::string error;
  EXPECT_EQ(FindByText(actors, "actor", "sala", &error), 0u);
  EXPECT_EQ(FindByText(actors, "actor", "rtj", &error), 1u);
}

TEST(FindByText, WhatFitsSeveralIsRefusedAndTheyAreNamed) {
  std::string error;
  EXPECT_EQ(Find("skogsbrand", &error), std::nullopt);
  EXPECT_NE(error.find("Västmanland"), std::string::npos) << error;
  EXPECT_NE(error.find("Ljusdal"), std::string::npos) << error;
}

TEST(FindByText, WhatFitsNoneIsRefused) {
  std::string error;
  EXPECT_EQ(Find("tsunami", &error), std::nullopt);
  EXPECT_NE(error.find("'tsunami'"), std::string::npos) << error;
  EXPECT_EQ(Find("", &error), std::nullopt);
}

TEST(Directory, NamesWhatItKnowsAndShortensWhatItDoesNot) {
  client::Replica registry(kRegistryLog);
  v1::Batch batch;
  v1::Change* change = batch.add_changes();
  change->set_seq(1);
  change->mutable_item()->set_id(std::string(16, 'a'));
  change->mutable_item()->mutable_actor()->set_name("Sala kommun");
  change->mutable_item()->mutable_actor()->set_short_name("Sala");
  change = batch.add_changes();
  change->set_seq(2);
  change->mutable_item()->set_id(std::string(16, 'p'));
  change->mutable_item()->mutable_person()->set_name("Anna Åkesson");
  batch.set_through(2);
  ASSERT_EQ(registry.Apply(batch), client::BatchOutcome::kApplied);
  Directory directory;
  directory.Read(registry);
  std::string error;
  EXPECT_EQ(directory.ActorName(std::string(16, 'a')), "Sala");
  EXPECT_EQ(directory.PersonName(std::string(16, 'p')), "Anna Åkesson");
  EXPECT_EQ(directory.ActorName(std::string(16, '\x01')), "01010101");
  EXPECT_EQ(directory.ActorName(""), "-");
  EXPECT_EQ(directory.ActorName(std::string(16, '\0')), "-");
  EXPECT_EQ(directory.FindActor("sala kommun", &error)->str(), std::string(16, 'a'));
  EXPECT_EQ(directory.FindPerson("åkesson", &error)->str(), std::string(16, 'p'));
}

}  // namespace
}  // namespace samlad::cli
