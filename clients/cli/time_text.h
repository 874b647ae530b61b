#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace samlad::cli {

// Times for people: milliseconds since 1970-01-01 UTC, written in the local time zone (TZ).

// "2014-08-04 13:15:30"; "-" for 0, which means not given.
std::string TimeText(int64_t time_ms);
// "08-04 13:15", where the year is clear.
std::string DayClockText(int64_t time_ms);
// "13:15:30", for rows of one day.
std::string ClockText(int64_t time_ms);
// "2014-08-04T13:15:30.250Z", for programs.
std::string IsoText(int64_t time_ms);

// Reads "2014-08-04 13:15", with seconds and fractions if wanted, "T" for the space if wanted, and
// "Z" or "+02:00" after it for another zone than the local one. "13:15" alone is today. nullopt if
// it is none of these, or no such moment.
std::optional<int64_t> ParseTime(std::string_view text);

}  // namespace samlad::cli
