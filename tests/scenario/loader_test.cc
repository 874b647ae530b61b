// A scenario that a person wrote by hand: what is wrong with it is said with file, line and what to
// do.
#include <unistd.h>

#include <filesystem>

#include "tests/scenario/load.h"

namespace samlad {
namespace {

// A scenario of one event each line of which can be spoilt. Lines count from 1.
constexpr const char* kGood =
    "samlad_scenario: 1\n"                                                          // 1
    "title: Snö\n"                                                                  // 2
    "utc_offset: \"+01:00\"\n"                                                      // 3
    "password: hemligt-hemligt\n"                                                   // 4
    "incident:\n"                                                                   // 5
    "  {kind: exercise, title: Snö, opened_by: tib, at: 2016-11-09 06:00}\n"        // 6
    "sources: {S34: staden}\n"                                                      // 7
    "places:\n"                                                                     // 8
    "  slussen: {name: Slussen, lat: 59.3197, lon: 18.0733, uncertainty_m: 100}\n"  // 9
    "  staden: {name: Staden}\n"                                                    // 10
    "actors:\n"                                                                     // 11
    "  stad: {name: Staden, category: municipality, level: local}\n"                // 12
    "persons:\n"                                                                    // 13
    "  tib: {name: TiB, actor: stad, role: duty_officer}\n"                         // 14
    "timeline:\n"                                                                   // 15
    "  - at: 2016-11-09 07:00\n"                                                    // 16
    "    by: tib\n"                                                                 // 17
    "    add: sno\n"                                                                // 18
    "    feature: {title: 40 cm snö, category: environment}\n"                      // 19
    "    place: slussen\n"                                                          // 20
    "    sources: [S34]\n"                                                          // 21
    "  - at: 2016-11-09 07:30\n"                                                    // 22
    "    by: tib\n"                                                                 // 23
    "    revise: sno\n"                                                             // 24
    "    set: {state: retracted}\n";                                                // 25

class Loader : public testing::Test {
 protected:
  Loader() {
    file_ = std::filesystem::temp_directory_path() /
            ("samlad_loader_test_" + std::to_string(getpid()) + ".yaml");
  }
  ~Loader() override { std::filesystem::remove(file_); }

  // "LINE: sentence"; empty if it is read.
  std::string Complaint(const std::string& text) {
    std::ofstream(file_) << text;
    cli::Scenario scenario;
    std::string error;
    const bool read = cli::LoadScenario(file_, TestIncident(), &scenario, &error);
    EXPECT_EQ(read, error.empty());
    if (read) return "";
    const std::string prefix = file_ + ":";
    EXPECT_EQ(error.substr(0, prefix.size()), prefix);
    return error.substr(prefix.size());
  }

  std::string Spoilt(const std::string& good, const std::string& bad) {
    std::string text = kGood;
    const size_t at = text.find(good);
    EXPECT_NE(at, std::string::npos) << good;
    text.replace(at, good.size(), bad);
    return Complaint(text);
  }

  std::string file_;
};

TEST_F(Loader, ReadsTheGoodOne) { EXPECT_EQ(Complaint(kGood), ""); }

struct Case {
  const char* good;
  const char* bad;
  const char* line;
  const char* told;  // part of the sentence
};

constexpr Case kCases[] = {
    {"samlad_scenario: 1", "samlad_scenario: 2", "1", "version 1"},
    {"title: Snö\nutc", "utc", "1", "`title` is missing"},
    {"\"+01:00\"", "CET", "3", "\"+02:00\""},
    {"password: hemligt-hemligt\n", "", "13", "`password`"},
    {"kind: exercise", "kind: storm", "6", "disturbance, exercise, collaboration"},
    {"opened_by: tib", "opened_by: tob", "6", "`tob` is not in the section `persons`"},
    {"at: 2016-11-09 06:00", "at: 9/11 06:00", "6", "2014-08-04 13:15"},
    {"at: 2016-11-09 06:00", "at: 2016-11-31 06:00", "6", "2014-08-04 13:15"},
    {"lat: 59.3197", "lat: 159.3197", "9", "from -90 to 90"},
    {"lat: 59.3197, ", "", "9", "both `lat` and `lon`"},
    {", uncertainty_m: 100", "", "9", "`uncertainty_m` is missing"},
    {"category: municipality", "category: kommun", "12", "county_board, municipality"},
    {", level: local", "", "12", "`level` of the actor is missing"},
    {"level: local", "level: local, size: 3", "12", "`size` is no field of Actor"},
    {"actor: stad", "actor: land", "14", "`land` is not in the section `actors`"},
    {"role: duty_officer", "role: boss", "14", "duty_officer, chair"},
    {"role: duty_officer", "role: system", "14", "is no role"},
    {"timeline:\n", "timelines:\n", "15", "`timelines` is not known here"},
    {"at: 2016-11-09 07:00", "at: 2016-11-09 05:00", "16", "earlier than the one above it"},
    {"    by: tib\n    add", "    add", "16", "`by` is missing"},
    {"by: tib\n    add", "by: [tib]\n    add", "17", "Name one login"},
    {"add: sno", "add: stad", "18", "The name `stad` is taken"},
    {"    add: sno\n", "", "16", "does not say what is done"},
    {"title: 40 cm snö, ", "", "19", "`title` of the feature is missing"},
    {"category: environment", "category: weather", "19", "hazard, affected_area"},
    {"category: environment", "category: environment, id: 5", "19", "`id` is no field of Feature"},
    {"category: environment", "category: environment, uncertainty_m: -3", "19",
     "within the bounds"},
    {"category: environment", "category: environment, observed_at: nu", "19", "2014-08-04 13:15"},
    {"category: environment", "category: environment, superseded_by: x", "19", "`x` is no actor"},
    {"place: slussen", "place: odenplan", "20", "not in the section `places`"},
    {"place: slussen", "place: staden", "16", "has no coordinates"},
    {"    place: slussen\n", "", "16", "needs a `place`"},
    {"sources: [S34]", "sources: [S35]", "21", "not in the section `sources`"},
    {"sources: [S34]", "reliability: G", "21", "a, b, c, d, e, f"},
    {"sources: [S34]", "credibility: 7", "21", "1, 2, 3, 4, 5, 6"},
    {"sources: [S34]", "precision: week", "21", "minute, part_of_day, day"},
    {"sources: [S34]", "inject: X1", "16", "Add `fictional: true`"},
    {"sources: [S34]", "doc: 1\n    fictional: true", "16", "Remove `doc` or `fictional`"},
    {"sources: [S34]", "sauce: S34", "21", "`sauce` is not known here"},
    {"sources: [S34]", "note: {kind: other, text: x}", "21", "Add two items instead"},
    {"sources: [S34]", "audience: some", "21", "all, own, or a list of actors"},
    {"revise: sno", "revise: regn", "24", "`regn` is no item added above this line"},
    {"revise: sno", "attend: sno", "24", "Name a conference"},
    {"state: retracted", "state: gone", "25", "reported, assessed, in_picture"},
    {"set: {state: retracted}", "set: {}", "22", "`set: {state: done}`"},
    {"state: retracted", "basis: [sno]", "25", "`basis` is no field of Feature"},
    {"title: Snö\nutc", "title: \"Snö\nutc", "19", "This is not YAML"},
};

TEST_F(Loader, SaysLineAndWhatToDo) {
  for (const Case& spoilt : kCases) {
    SCOPED_TRACE(std::string(spoilt.good) + " -> " + spoilt.bad);
    const std::string complaint = Spoilt(spoilt.good, spoilt.bad);
    if (std::string(spoilt.told) != "This is not YAML") {
      EXPECT_EQ(complaint.substr(0, complaint.find(':')), spoilt.line) << complaint;
    }
    EXPECT_NE(complaint.find(spoilt.told), std::string::npos) << complaint;
  }
}

TEST_F(Loader, RefusesInventedItemsOutsideExercises) {
  std::string text = kGood;
  text.replace(text.find("kind: exercise"), 14, "kind: disturbance");
  EXPECT_EQ(Complaint(text), "");
  text.replace(text.find("sources: [S34]"), 14, "fictional: true");
  EXPECT_NE(Complaint(text).find("kind exercise"), std::string::npos);
}

TEST_F(Loader, NamesAFileThatIsNotThere) {
  cli::Scenario scenario;
  std::string error;
  EXPECT_FALSE(cli::LoadScenario("/nowhere/at-all.yaml", TestIncident(), &scenario, &error));
  EXPECT_EQ(error.substr(0, 24), "/nowhere/at-all.yaml:1: ");
}

TEST_F(Loader, IdsOfPersonsAndActorsAreTheSameInEveryPlayAndThoseOfItemsAreNot) {
  std::ofstream(file_) << kGood;
  LogId other = TestIncident();
  other.bytes[0] = 8;
  cli::Scenario first;
  cli::Scenario second;
  std::string error;
  ASSERT_TRUE(cli::LoadScenario(file_, TestIncident(), &first, &error)) << error;
  ASSERT_TRUE(cli::LoadScenario(file_, other, &second, &error)) << error;
  EXPECT_EQ(first.actors[0].id, second.actors[0].id);
  EXPECT_EQ(first.persons[0].person_id, second.persons[0].person_id);
  EXPECT_NE(first.persons[0].person_id, first.persons[0].account_id);
  EXPECT_NE(AddedBy(first.timeline[0])->id(), AddedBy(second.timeline[0])->id());
}

}  // namespace
}  // namespace samlad
