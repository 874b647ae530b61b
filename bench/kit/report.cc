#include "bench/kit/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace samlad::bench {
namespace {

// As people read them.
std::string ThousandsApart(const std::string& digits) {
  const size_t first = digits.starts_with('-') ? 1 : 0;
  const size_t point = std::min(digits.find('.'), digits.size());
  std::string apart;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > first && i < point && (point - i) % 3 == 0) apart += ',';
    apart += digits[i];
  }
  return apart;
}

}  // namespace

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

void Report::AddTable(const std::string& title, const std::string& markdown) {
  std::printf("%s\n", markdown.c_str());
  std::fflush(stdout);
  tables_ += "\n## " + title + "\n\n" + markdown;
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
  out << tables_;
  return out.str();
}

std::string Digits(double number) {
  const double size = std::fabs(number);
  const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", decimals, number);
  return ThousandsApart(text);
}

std::string Count(uint64_t number) { return ThousandsApart(std::to_string(number)); }

std::string Time(double microseconds) {
  if (microseconds >= 1e6) return Digits(microseconds / 1e6) + " s";
  if (microseconds >= 1e3) return Digits(microseconds / 1e3) + " ms";
  return Digits(microseconds) + " µs";
}

}  // namespace samlad::bench
