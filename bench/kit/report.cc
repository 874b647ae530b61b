#include "bench/kit/report.h"

#include <cmath>
#include <cstdio>
#include <sstream>

namespace samlad::bench {

void Report::Add(Row row) {
  std::printf("%-72s %-34s %s%s\n", row.what.c_str(), row.measured.c_str(),
              row.aim.empty() ? "" : ("aim " + row.aim).c_str(), row.held ? "" : "  MISSED");
  std::fflush(stdout);
  rows_.push_back(std::move(row));
}

void Report::Note(std::string sentence) {
  std::printf("  %s\n", sentence.c_str());
  std::fflush(stdout);
  notes_.push_back(std::move(sentence));
}

std::string Report::Markdown() const {
  std::ostringstream out;
  out << "## " << title_ << "\n\n| what | measured | aim | | command |\n|---|---|---|---|---|\n";
  for (const Row& row : rows_) {
    out << "| " << row.what << " | " << row.measured << " | " << row.aim << " | "
        << (row.aim.empty() ? ""
            : row.held      ? "held"
                            : "**missed**")
        << " | `" << row.command << "` |\n";
  }
  out << "\n";
  for (const std::string& note : notes_) out << "- " << note << "\n";
  return out.str();
}

std::string Digits(double number) {
  const double size = std::fabs(number);
  const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", decimals, number);
  std::string digits = text;
  // Thousands apart, as people read them.
  const size_t point = std::min(digits.find('.'), digits.size());
  for (size_t i = point; i > 3 + (number < 0 ? 1 : 0); i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string Time(double microseconds) {
  if (microseconds >= 1e6) return Digits(microseconds / 1e6) + " s";
  if (microseconds >= 1e3) return Digits(microseconds / 1e3) + " ms";
  return Digits(microseconds) + " µs";
}

}  // namespace samlad::bench
