#include "clients/cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <ostream>

#include "storage/check.h"

namespace samlad::cli {
namespace {

// One character off the front of `text`, and the columns it takes.
struct Character {
  std::string_view bytes;
  size_t columns = 1;
  bool control = false;
};

bool Within(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

bool Combines(char32_t code) {
  return Within(code, 0x300, 0x36f) || Within(code, 0x200b, 0x200f) ||
         Within(code, 0x20d0, 0x20ff) || Within(code, 0xfe00, 0xfe0f) ||
         Within(code, 0xfe20, 0xfe2f);
}

// Marks that reorder text can make one row look like another.
bool Reorders(char32_t code) {
  return Within(code, 0x202a, 0x202e) || Within(code, 0x2066, 0x2069);
}

bool Wide(char32_t code) {
  return Within(code, 0x1100, 0x115f) || Within(code, 0x2e80, 0xa4cf) ||
         Within(code, 0xac00, 0xd7a3) || Within(code, 0xf900, 0xfaff) ||
         Within(code, 0xfe30, 0xfe6f) || Within(code, 0xff00, 0xff60) ||
         Within(code, 0xffe0, 0xffe6) || Within(code, 0x1f300, 0x1faff) ||
         Within(code, 0x20000, 0x3fffd);
}

Character Next(std::string_view text) {
  const auto first = static_cast<uint8_t>(text.front());
  if (first < 0x80) return {text.substr(0, 1), 1, first < 0x20 || first == 0x7f};
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (length == 1 || length > text.size()) return {text.substr(0, 1), 1, true};
  char32_t code = first & (0x7f >> length);
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xc0) != 0x80) return {text.substr(0, 1), 1, true};
    code = code << 6 | (byte & 0x3f);
  }
  const size_t columns = Combines(code) ? 0 : Wide(code) ? 2 : 1;
  return {text.substr(0, length), columns, Within(code, 0x80, 0x9f) || Reorders(code)};
}

}  // namespace

size_t ColumnsOf(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const Character character = Next(text);
    columns += character.columns;
    text.remove_prefix(character.bytes.size());
  }
  return columns;
}

std::string Fit(std::string_view text, size_t columns) {
  std::string fitted;
  size_t used = 0;
  size_t end_before_last = 0;  // where to cut to make space for the ellipsis
  while (!text.empty()) {
    const Character character = Next(text);
    if (used + character.columns > columns) {
      fitted.resize(end_before_last);
      return columns == 0 ? "" : fitted + "…";
    }
    used += character.columns;
    if (character.control)
      fitted += ' ';
    else
      fitted += character.bytes;
    if (used < columns) end_before_last = fitted.size();
    text.remove_prefix(character.bytes.size());
  }
  return fitted;
}

std::string Pad(std::string_view text, size_t columns) {
  std::string padded = Fit(text, columns);
  padded.append(columns - std::min(columns, ColumnsOf(padded)), ' ');
  return padded;
}

std::string OneLine(std::string_view text) { return Fit(text, SIZE_MAX); }

void Table::Add(std::vector<std::string> cells) {
  CHECK(cells.size() == heading_.size());
  rows_.push_back(std::move(cells));
}

void Table::Print(std::ostream& out, size_t width) const {
  std::vector<size_t> columns(heading_.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    columns[i] = ColumnsOf(heading_[i]);
    for (const auto& row : rows_) columns[i] = std::max(columns[i], ColumnsOf(row[i]));
    if (width > 0) columns[i] = std::min(columns[i], std::max<size_t>(width / 5, 8));
  }
  size_t before_last = 0;
  for (size_t i = 0; i + 1 < columns.size(); ++i) before_last += columns[i] + 2;
  const size_t last = width > before_last + 8 ? width - before_last : width > 0 ? 8 : SIZE_MAX;

  const auto print = [&](const std::vector<std::string>& row) {
    std::string line;
    for (size_t i = 0; i + 1 < row.size(); ++i) line += Pad(row[i], columns[i]) + "  ";
    line += Fit(row.back(), last);
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  print(heading_);
  for (const auto& row : rows_) print(row);
}

size_t TerminalWidth() {
  winsize size{};
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace samlad::cli
