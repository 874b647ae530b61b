// The demo scenario against the documented timeline, typed in once more from its table: row, time,
// precision, place, sources. What is vague in the table is a window here.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "tests/scenario/load.h"

namespace samlad {
namespace {

enum Kind { kFeature, kNote };
constexpr double kNowhere = 0;

struct Row {
  int number;
  int month, day;
  int from_minute, to_minute;  // of the day, local time
  char precision;              // m, h, d
  Kind kind;
  double lat, lon, uncertainty_m;
  const char* sources;  // tags, in order
  char reliability;
};

constexpr int At(int hour, int minute = 0) { return 60 * hour + minute; }
constexpr int kAm[] = {At(6), At(12)};
constexpr int kNoon[] = {At(11), At(14)};
constexpr int kEve[] = {At(17), At(24)};
constexpr int kDay[] = {At(0), At(24)};
constexpr int kPart[] = {At(0), At(24)};

constexpr Row kRows[] = {
    {1, 7, 31, At(13), At(13), 'm', kFeature, 59.87, 16.20, 3000, "F5", 'B'},
    {2, 7, 31, At(13, 29), At(13, 29), 'm', kFeature, 59.87, 16.20, 3000, "F1 F3", 'B'},
    {3, 7, 31, At(13, 39), At(13, 39), 'm', kFeature, 59.87, 16.20, 3000, "F2", 'B'},
    {4, 7, 31, kPart[0], kPart[1], 'h', kFeature, 59.87, 16.20, 3000, "F3", 'B'},
    {5, 7, 31, kPart[0], kPart[1], 'h', kNote, kNowhere, kNowhere, 0, "F3 F11", 'B'},
    {6, 7, 31, kPart[0], kPart[1], 'h', kFeature, 59.87, 16.20, 3000, "F3", 'B'},
    {7, 7, 31, kEve[0], kEve[1], 'h', kFeature, 59.920, 16.607, 2000, "F1", 'F'},
    {8, 7, 31, kEve[0], kEve[1], 'h', kFeature, 59.90, 16.15, 8000, "F1", 'F'},
    {9, 7, 31, kEve[0], kEve[1], 'h', kFeature, 59.90, 16.15, 8000, "F14", 'F'},
    {10, 8, 1, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F1", 'F'},
    {11, 8, 1, kEve[0], kEve[1], 'h', kFeature, 59.90, 16.15, 8000, "F1", 'F'},
    {12, 8, 1, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F1", 'F'},
    {13, 8, 2, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F14", 'F'},
    {14, 8, 3, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F3", 'B'},
    {15, 8, 3, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F3", 'B'},
    {16, 8, 3, kEve[0], kEve[1], 'h', kNote, kNowhere, kNowhere, 0, "F4 F6", 'B'},
    {17, 8, 4, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F3", 'B'},
    {18, 8, 4, kNoon[0], kNoon[1], 'h', kFeature, 59.90, 16.15, 8000, "F4", 'B'},
    {19, 8, 4, kNoon[0], kNoon[1], 'h', kFeature, 59.90, 16.15, 8000, "F10", 'C'},
    {20, 8, 4, At(15, 59), At(15, 59), 'm', kNote, kNowhere, kNowhere, 0, "F5", 'B'},
    {21, 8, 4, At(15, 59), At(15, 59), 'm', kFeature, 59.90, 16.15, 8000, "F5", 'B'},
    {22, 8, 4, kPart[0], kPart[1], 'h', kFeature, 59.90, 16.15, 8000, "F3 F9", 'B'},
    {23, 8, 4, kPart[0], kPart[1], 'h', kFeature, 59.90, 16.15, 8000, "F3 F9", 'B'},
    {24, 8, 4, kDay[0], kDay[1], 'd', kFeature, 59.947, 16.275, 2000, "F12", 'F'},
    {25, 8, 4, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F3 F9", 'B'},
    {26, 8, 4, kDay[0], kDay[1], 'd', kNote, kNowhere, kNowhere, 0, "F7", 'C'},
    {27, 8, 4, kEve[0], kEve[1], 'h', kFeature, 60.02, 16.03, 3000, "F3", 'B'},
    {28, 8, 4, kEve[0], kEve[1], 'h', kFeature, 59.90, 16.15, 8000, "F10", 'C'},
    {29, 8, 5, kAm[0], kAm[1], 'h', kFeature, 59.90, 16.15, 8000, "F4", 'B'},
    {30, 8, 5, kAm[0], kAm[1], 'h', kFeature, 60.065, 15.925, 2000, "F7", 'C'},
    {31, 8, 5, kDay[0], kDay[1], 'd', kFeature, 60.065, 15.925, 2000, "F16", 'F'},
    {32, 8, 5, kPart[0], kPart[1], 'h', kFeature, 59.90, 16.15, 8000, "F7", 'C'},
    {33, 8, 5, At(10, 15), At(10, 15), 'm', kNote, kNowhere, kNowhere, 0, "F2", 'B'},
    {34, 8, 5, kDay[0], kDay[1], 'd', kFeature, 59.6077, 16.5529, 5000, "F8", 'C'},
    {35, 8, 5, kDay[0], kDay[1], 'd', kFeature, 59.6077, 16.5529, 5000, "F8", 'C'},
    {36, 8, 5, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F9", 'F'},
    {37, 8, 5, At(17, 55), At(17, 55), 'm', kFeature, 59.90, 16.15, 8000, "F5", 'B'},
    {38, 8, 5, kDay[0], kDay[1], 'd', kFeature, 59.9661, 16.0072, 1000, "F16", 'F'},
    {39, 8, 7, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F9", 'F'},
    {40, 8, 0, kDay[0], kDay[1], 'd', kNote, kNowhere, kNowhere, 0, "F13", 'B'},
    {41, 8, 10, kDay[0], kDay[1], 'd', kFeature, 59.767, 16.183, 2000, "F12", 'F'},
    {42, 8, 10, kEve[0], kEve[1], 'h', kFeature, 59.90, 16.15, 8000, "F13", 'B'},
    {43, 8, 11, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F16", 'F'},
    {44, 8, 15, At(1, 16), At(1, 16), 'm', kFeature, 59.90, 16.15, 8000, "F5", 'B'},
    {45, 8, 28, At(10), At(10), 'm', kFeature, 59.6077, 16.5529, 5000, "F13", 'B'},
    {46, 9, 11, kDay[0], kDay[1], 'd', kFeature, 59.90, 16.15, 8000, "F1 F12", 'F'},
};

// Documented rows by number.
std::map<int, const cli::ScenarioEvent*> Documented() {
  std::map<int, const cli::ScenarioEvent*> rows;
  for (const cli::ScenarioEvent& event : Demo().timeline) {
    if (event.doc != 0) rows[event.doc] = &event;
  }
  return rows;
}

struct LocalTime {
  std::chrono::year_month_day date;
  int minute;
};

LocalTime Local(int64_t time_ms) {
  const int64_t minutes = (time_ms + 2 * 3600 * 1000) / 60'000;  // CEST
  const std::chrono::sys_days days{std::chrono::days(minutes / (24 * 60))};
  return {std::chrono::year_month_day(days), static_cast<int>(minutes % (24 * 60))};
}

TEST(DocumentedTimeline, HasItsFortySixRowsInTheTablesOrder) {
  int last = 0;
  for (const cli::ScenarioEvent& event : Demo().timeline) {
    if (event.doc == 0) continue;
    EXPECT_EQ(event.doc, last + 1) << "line " << event.line;
    last = event.doc;
  }
  EXPECT_EQ(last, 46);
  EXPECT_EQ(std::size(kRows), 46u);
}

TEST(DocumentedTimeline, EachRowIsAtItsTime) {
  const auto events = Documented();
  for (const Row& row : kRows) {
    SCOPED_TRACE("row " + std::to_string(row.number));
    ASSERT_TRUE(events.contains(row.number));
    const LocalTime local = Local(events.at(row.number)->at_ms);
    EXPECT_EQ(static_cast<int>(local.date.year()), 2014);
    EXPECT_EQ(static_cast<unsigned>(local.date.month()), static_cast<unsigned>(row.month));
    if (row.day != 0) {
      EXPECT_EQ(static_cast<unsigned>(local.date.day()), static_cast<unsigned>(row.day));
    }
    EXPECT_GE(local.minute, row.from_minute);
    EXPECT_LE(local.minute, row.to_minute);
  }
}

TEST(DocumentedTimeline, FeaturesCarryTimePrecisionAndPlace) {
  const auto events = Documented();
  for (const Row& row : kRows) {
    SCOPED_TRACE("row " + std::to_string(row.number));
    const v1::Item* item = AddedBy(*events.at(row.number));
    ASSERT_NE(item, nullptr);
    EXPECT_EQ(item->has_feature(), row.kind == kFeature);
    EXPECT_EQ(item->has_note(), row.kind == kNote);
    if (row.kind == kNote) {
      EXPECT_EQ(item->note().action_at_ms(), events.at(row.number)->at_ms);
      EXPECT_NE(item->note().text().find("Källa: "), std::string::npos);
      continue;
    }
    const v1::Feature& feature = item->feature();
    EXPECT_EQ(feature.observed_at_ms(), events.at(row.number)->at_ms);
    const std::map<char, v1::TimePrecision> precisions = {
        {'m', v1::MINUTE}, {'h', v1::PART_OF_DAY}, {'d', v1::DAY}};
    EXPECT_EQ(feature.observed_precision(), precisions.at(row.precision));
    ASSERT_GE(feature.geometry().coordinates_size(), 2);
    EXPECT_DOUBLE_EQ(feature.geometry().coordinates(0), row.lon);
    EXPECT_DOUBLE_EQ(feature.geometry().coordinates(1), row.lat);
    EXPECT_DOUBLE_EQ(feature.uncertainty_m(), row.uncertainty_m);
  }
}

TEST(DocumentedTimeline, SourceAndInformationAreRatedSeparately) {
  const auto events = Documented();
  std::set<std::pair<int, int>> pairs;
  for (const Row& row : kRows) {
    SCOPED_TRACE("row " + std::to_string(row.number));
    const v1::Item* item = AddedBy(*events.at(row.number));
    const std::string& told = row.kind == kFeature ? item->feature().source() : item->note().text();
    std::string tags;
    for (size_t at = told.find("(F"); at != std::string::npos; at = told.find("(F", at + 1)) {
      tags += (tags.empty() ? "" : " ") + told.substr(at + 1, told.find(')', at) - at - 1);
    }
    EXPECT_EQ(tags, row.sources);
    if (row.kind == kNote) {
      EXPECT_NE(told.find(std::string("tillförlitlighet ") + row.reliability), std::string::npos);
      EXPECT_NE(told.find("trovärdighet "), std::string::npos);
      continue;
    }
    EXPECT_EQ(item->feature().reliability(), v1::RELIABILITY_A + row.reliability - 'A');
    EXPECT_NE(item->feature().credibility(), 0);
    pairs.emplace(item->feature().reliability(), item->feature().credibility());
  }
  // Neither follows from the other.
  std::map<int, std::set<int>> credibilities;
  for (const auto& [reliability, credibility] : pairs) {
    credibilities[reliability].insert(credibility);
  }
  EXPECT_TRUE(std::any_of(credibilities.begin(), credibilities.end(),
                          [](const auto& entry) { return entry.second.size() > 1; }));
}

TEST(DocumentedTimeline, CredibilityOneOnlyWhereTwoKindsOfSourceAgree) {
  for (const auto& [number, event] : Documented()) {
    const v1::Item* item = AddedBy(*event);
    if (!item->has_feature() || item->feature().credibility() != v1::CREDIBILITY_1) continue;
    EXPECT_NE(item->feature().source().find(';'), std::string::npos) << "row " << number;
  }
}

TEST(DocumentedTimeline, NoRowIsFictionalAndNoPersonIsNamed) {
  for (const auto& [number, event] : Documented()) {
    EXPECT_FALSE(event->fictional) << "row " << number;
    EXPECT_FALSE(AddedBy(*event)->fictional()) << "row " << number;
  }
  // Each person is a role: its name holds the name of an organisation or place that acts.
  for (const cli::ScenarioPerson& person : Demo().persons) {
    static const std::set<std::string> kRoles = {
        "TiB",         "Ordförande",   "Lägesbildsansvarig", "Dokumentatör", "Räddningsledare",
        "Vakthavande", "Kommunikatör", "Utvärderare"};
    EXPECT_TRUE(kRoles.contains(person.name.substr(0, person.name.find(' ')))) << person.name;
  }
}

TEST(DocumentedTimeline, ContradictionsStand) {
  using Names = std::vector<std::string>;
  const std::map<std::string, Names> expected = {
      {"c_larmtid", {"d01", "d02", "d03"}},
      {"x6_areal_tre", {"d18", "d19", "d21"}},
      {"c_norberg", {"d30", "d31"}},
      {"c_italien", {"it_5", "it_6"}},
  };
  for (const auto& [name, items] : expected) {
    SCOPED_TRACE(name);
    const v1::Item* item = DemoItem(name);
    ASSERT_NE(item, nullptr);
    ASSERT_EQ(item->contradiction().items_size(), static_cast<int>(items.size()));
    for (size_t i = 0; i < items.size(); ++i) {
      EXPECT_EQ(item->contradiction().items(static_cast<int>(i)),
                cli::ScenarioItemId(TestIncident(), items[i]).str());
    }
  }
  EXPECT_EQ(Local(DemoItem("it_5")->feature().observed_at_ms()).date.day(), std::chrono::day(5));
  EXPECT_EQ(Local(DemoItem("it_6")->feature().observed_at_ms()).date.day(), std::chrono::day(6));
}

}  // namespace
}  // namespace samlad
