#include "clients/cli/instant.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

// 2014-08-04 11:15:30 UTC.
constexpr int64_t kMoment = 1'407'150'930'000;

// Times are read and written in Swedish time.
class Times : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }
};

TEST_F(Times, AreWrittenInTheLocalZone) {
  EXPECT_EQ(TimeText(kMoment), "2014-08-04 13:15:30");
  EXPECT_EQ(ClockText(kMoment), "13:15:30");
  EXPECT_EQ(DayClockText(kMoment), "08-04 13:15");
  EXPECT_EQ(TimeText(0), "-");
}

TEST_F(Times, AreWrittenInUtcForPrograms) {
  EXPECT_EQ(IsoText(kMoment + 250), "2014-08-04T11:15:30.250Z");
}

TEST_F(Times, AreReadAsTheyAreWritten) {
  EXPECT_EQ(ParseTime("2014-08-04 13:15:30"), kMoment);
  EXPECT_EQ(ParseTime(TimeText(kMoment)), kMoment);
  EXPECT_EQ(ParseTime(IsoText(kMoment + 250)), kMoment + 250);
}

TEST_F(Times, AZoneMayBeNamed) {
  EXPECT_EQ(ParseTime("2014-08-04T11:15:30Z"), kMoment);
  EXPECT_EQ(ParseTime("2014-08-04T13:15:30+02:00"), kMoment);
  EXPECT_EQ(ParseTime("2014-08-04T05:45:30-0530"), kMoment);
}

TEST_F(Times, WinterIsAnotherZoneThanSummer) {
  EXPECT_EQ(*ParseTime("2014-01-04 13:00") % (24 * 3'600'000), 12 * 3'600'000);
  EXPECT_EQ(*ParseTime("2014-07-04 13:00") % (24 * 3'600'000), 11 * 3'600'000);
}

TEST_F(Times, AClockAloneIsToday) {
  const std::string today = TimeText(static_cast<int64_t>(std::time(nullptr)) * 1000).substr(0, 10);
  EXPECT_EQ(ParseTime("13:15"), ParseTime(today + " 13:15"));
}

TEST_F(Times, WhatIsNoMomentIsRefused) {
  for (const char* text :
       {"", "x", "2014-08-04 25:00", "2014-08-04 13:60", "2014-13-04", "2014-04-31 12:00",
        "2014-08-04 13:15 ", "2014-08-04 13:15 CEST", "2014-08-04 13", "14-08-04 13:15",
        "13:15:", "2014-08-04 13:15:30.", "2014-08-04T13:15+99:00"}) {
    EXPECT_EQ(ParseTime(text), std::nullopt) << text;
  }
}

TEST_F(Times, AnInstantIsANumberOrATime) {
  v1::Instant instant;
  std::string error;
  ASSERT_TRUE(ParseInstant("42", &instant, &error));
  EXPECT_EQ(instant.seq(), 42u);
  ASSERT_TRUE(ParseInstant("2014-08-04 13:15:30", &instant, &error));
  EXPECT_EQ(instant.time_ms(), kMoment);
  for (const char* text : {"", "-1", "4 2", "yesterday", "99999999999999999999999"}) {
    error.clear();
    EXPECT_FALSE(ParseInstant(text, &instant, &error)) << text;
    EXPECT_FALSE(error.empty());
  }
}

}  // namespace
}  // namespace samlad::cli
