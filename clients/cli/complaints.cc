#include "clients/cli/complaints.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace samlad::cli {
namespace {

// Two digits at `at`; -1 if they are not digits.
int TwoDigits(std::string_view text, size_t at) {
  const auto digit = [&](size_t i) { return std::isdigit(static_cast<unsigned char>(text[i])); };
  if (at + 2 > text.size() || !digit(at) || !digit(at + 1)) return -1;
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

// YYYY-MM-DD HH:MM, or with :SS.
bool ParseTime(std::string_view text, int64_t* time_ms) {
  if (text.size() != 16 && text.size() != 19) return false;
  if (text[4] != '-' || text[7] != '-' || text[10] != ' ' || text[13] != ':') return false;
  const int century = TwoDigits(text, 0);
  const int year = TwoDigits(text, 2);
  const int month = TwoDigits(text, 5);
  const int day = TwoDigits(text, 8);
  const int hour = TwoDigits(text, 11);
  const int minute = TwoDigits(text, 14);
  int second = 0;
  if (text.size() == 19) {
    if (text[16] != ':') return false;
    second = TwoDigits(text, 17);
  }
  if (std::min({century, year, month, day, hour, minute, second}) < 0) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  const std::chrono::year_month_day date{std::chrono::year(century * 100 + year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  *time_ms = ((static_cast<int64_t>(days) * 24 + hour) * 60 + minute) * 60'000 + second * 1000;
  return *time_ms >= 0;
}

}  // namespace

bool Complaints::At(const YAML::Node& node, std::string_view sentence) {
  return AtLine(LineOf(node), sentence);
}

bool Complaints::AtLine(int line, std::string_view sentence) {
  if (first_.empty()) first_ = file_ + ":" + std::to_string(line) + ": " + std::string(sentence);
  return false;
}

int LineOf(const YAML::Node& node) { return node.IsDefined() ? node.Mark().line + 1 : 1; }

bool HasOnlyKeys(const YAML::Node& map, std::initializer_list<std::string_view> allowed,
                 Complaints* complaints) {
  if (!map.IsMap()) return complaints->At(map, "Write `key: value` lines here.");
  for (const auto& entry : map) {
    const std::string& key = entry.first.Scalar();
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    std::string known;
    for (std::string_view name : allowed) {
      if (!known.empty()) known += ", ";
      known += name;
    }
    return complaints->At(entry.first,
                          "`" + key + "` is not known here. Choose among " + known + ".");
  }
  return true;
}

bool ReadText(const YAML::Node& map, const char* key, Complaints* complaints, std::string* text) {
  const YAML::Node node = map[key];
  if (!node.IsDefined()) return true;
  if (!node.IsScalar()) return complaints->At(node, std::string("`") + key + "` takes one text.");
  *text = node.Scalar();
  return true;
}

bool ReadRequiredText(const YAML::Node& map, const char* key, Complaints* complaints,
                      std::string* text) {
  text->clear();
  if (!ReadText(map, key, complaints, text)) return false;
  if (!text->empty()) return true;
  return complaints->At(map, std::string("`") + key + "` is missing. Add it.");
}

bool ReadBool(const YAML::Node& map, const char* key, Complaints* complaints, bool* value) {
  const YAML::Node node = map[key];
  if (!node.IsDefined()) return true;
  if (node.IsScalar() && (node.Scalar() == "true" || node.Scalar() == "false")) {
    *value = node.Scalar() == "true";
    return true;
  }
  return complaints->At(node, std::string("`") + key + "` is true or false.");
}

bool ReadNumber(const YAML::Node& map, const char* key, double min, double max,
                Complaints* complaints, double* value) {
  const YAML::Node node = map[key];
  if (!node.IsDefined()) return true;
  double number = 0;
  if (YAML::convert<double>::decode(node, number) && std::isfinite(number) && number >= min &&
      number <= max) {
    *value = number;
    return true;
  }
  char sentence[120];
  std::snprintf(sentence, sizeof(sentence), "`%s` is a number from %.15g to %.15g.", key, min, max);
  return complaints->At(node, sentence);
}

bool ReadTime(const YAML::Node& node, int64_t utc_offset_ms, Complaints* complaints,
              int64_t* time_ms) {
  if (node.IsDefined() && node.IsScalar() && ParseTime(node.Scalar(), time_ms)) {
    *time_ms -= utc_offset_ms;
    return true;
  }
  return complaints->At(node, "Write the time as 2014-08-04 13:15 or 2014-08-04 13:15:30.");
}

bool ReadUtcOffset(const YAML::Node& node, Complaints* complaints, int64_t* utc_offset_ms) {
  const std::string text = node.IsDefined() && node.IsScalar() ? node.Scalar() : "";
  const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  const int hours = shaped ? TwoDigits(text, 1) : -1;
  const int minutes = shaped ? TwoDigits(text, 4) : -1;
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) {
    return complaints->At(node, "Write the offset from UTC as \"+02:00\".");
  }
  *utc_offset_ms = (hours * 60 + minutes) * int64_t{60'000} * (text[0] == '-' ? -1 : 1);
  return true;
}

}  // namespace samlad::cli
