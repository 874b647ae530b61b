#include "clients/cli/time_text.h"

#include <cstdio>
#include <ctime>

namespace samlad::cli {
namespace {

std::tm Local(int64_t time_ms) {
  const std::time_t seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

std::string DateOf(const std::tm& parts) {
  char text[32];
  return std::string(text, std::strftime(text, sizeof(text), "%Y-%m-%d", &parts));
}

std::string ClockOf(const std::tm& parts) {
  char text[32];
  return std::string(text, std::strftime(text, sizeof(text), "%H:%M:%S", &parts));
}

// Takes `count` digits off the front.
bool TakeNumber(std::string_view* text, size_t count, int* number) {
  if (text->size() < count) return false;
  *number = 0;
  for (size_t i = 0; i < count; ++i) {
    const char digit = (*text)[i];
    if (digit < '0' || digit > '9') return false;
    *number = *number * 10 + (digit - '0');
  }
  text->remove_prefix(count);
  return true;
}

bool TakeChar(std::string_view* text, char expected) {
  if (text->empty() || text->front() != expected) return false;
  text->remove_prefix(1);
  return true;
}

bool TakeDate(std::string_view* text, std::tm* parts) {
  int year = 0, month = 0;
  if (!TakeNumber(text, 4, &year) || !TakeChar(text, '-') || !TakeNumber(text, 2, &month) ||
      !TakeChar(text, '-') || !TakeNumber(text, 2, &parts->tm_mday)) {
    return false;
  }
  parts->tm_year = year - 1900;
  parts->tm_mon = month - 1;
  return month >= 1 && month <= 12 && parts->tm_mday >= 1 && parts->tm_mday <= 31;
}

bool TakeClock(std::string_view* text, std::tm* parts, int* milliseconds) {
  *milliseconds = 0;
  if (!TakeNumber(text, 2, &parts->tm_hour) || !TakeChar(text, ':') ||
      !TakeNumber(text, 2, &parts->tm_min)) {
    return false;
  }
  if (TakeChar(text, ':')) {
    if (!TakeNumber(text, 2, &parts->tm_sec)) return false;
    if (TakeChar(text, '.')) {
      int digit = 0;
      int digits = 0;
      for (int scale = 100; TakeNumber(text, 1, &digit); scale /= 10) {
        *milliseconds += digit * scale;
        ++digits;
      }
      if (digits == 0) return false;
    }
  }
  return parts->tm_hour < 24 && parts->tm_min < 60 && parts->tm_sec < 60;
}

// The zone's distance from UTC in seconds; nullopt if none is given. False if it is no zone.
bool TakeZone(std::string_view* text, std::optional<int>* offset) {
  if (text->empty()) return true;
  if (TakeChar(text, 'Z')) {
    *offset = 0;
    return true;
  }
  const char sign = text->front();
  int hours = 0, minutes = 0;
  if (sign != '+' && sign != '-') return false;
  text->remove_prefix(1);
  if (!TakeNumber(text, 2, &hours)) return false;
  TakeChar(text, ':');
  if (!TakeNumber(text, 2, &minutes) || hours > 14 || minutes > 59) return false;
  *offset = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

}  // namespace

std::string TimeText(int64_t time_ms) {
  const std::tm parts = Local(time_ms);
  return time_ms == 0 ? "-" : DateOf(parts) + " " + ClockOf(parts);
}

std::string DayClockText(int64_t time_ms) {
  if (time_ms == 0) return "-";
  char text[32];
  const std::tm parts = Local(time_ms);
  return std::string(text, std::strftime(text, sizeof(text), "%m-%d %H:%M", &parts));
}

std::string ClockText(int64_t time_ms) { return time_ms == 0 ? "-" : ClockOf(Local(time_ms)); }

std::string IsoText(int64_t time_ms) {
  const std::time_t seconds = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char rest[16];
  std::snprintf(rest, sizeof(rest), ".%03dZ", static_cast<int>(time_ms % 1000));
  return DateOf(parts) + "T" + ClockOf(parts) + rest;
}

std::optional<int64_t> ParseTime(std::string_view text) {
  std::tm parts{};
  int milliseconds = 0;
  std::optional<int> offset;
  const bool clock_only = text.size() >= 3 && text[2] == ':';
  if (clock_only) {
    const std::tm today = Local(static_cast<int64_t>(std::time(nullptr)) * 1000);
    parts.tm_year = today.tm_year;
    parts.tm_mon = today.tm_mon;
    parts.tm_mday = today.tm_mday;
  } else if (!TakeDate(&text, &parts)) {
    return std::nullopt;
  }
  if (!clock_only && !text.empty() && !TakeChar(&text, ' ') && !TakeChar(&text, 'T')) {
    return std::nullopt;
  }
  if (!text.empty() && !TakeClock(&text, &parts, &milliseconds)) return std::nullopt;
  if (!TakeZone(&text, &offset) || !text.empty()) return std::nullopt;

  const int day = parts.tm_mday;
  parts.tm_isdst = -1;  // whatever the local rules say for that day
  const std::time_t seconds = offset ? timegm(&parts) - *offset : std::mktime(&parts);
  // 31 April became 1 May.
  if (parts.tm_mday != day) return std::nullopt;
  return static_cast<int64_t>(seconds) * 1000 + milliseconds;
}

}  // namespace samlad::cli
