#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace samlad::cli {

// Columns that a text takes on a terminal: one for each letter, none for what combines with the
// letter before, two for wide (East Asian, emoji) ones. What is not UTF-8 counts one for each byte.
size_t ColumnsOf(std::string_view text);

// At most `columns` of it, with "…" for what is cut off. What a terminal would take for a command
// (control characters) and line ends become spaces.
std::string Fit(std::string_view text, size_t columns);

// Fit, then filled up with spaces to exactly `columns`.
std::string Pad(std::string_view text, size_t columns);

// The same as Fit without a limit: what others wrote cannot move the cursor or forge a row.
std::string OneLine(std::string_view text);

// Rows under a heading, aligned, for people.
//
// Threads: one at a time.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) : heading_(std::move(heading)) {}

  // REQUIRES: as many cells as the heading has.
  void Add(std::vector<std::string> cells);
  size_t rows() const { return rows_.size(); }

  // Two spaces between columns. With a width, the last column is cut so that a row takes no more,
  // and no other column takes more than a fifth of it; 0: nothing is cut.
  void Print(std::ostream& out, size_t width) const;

 private:
  std::vector<std::string> heading_;
  std::vector<std::vector<std::string>> rows_;
};

// Columns of the terminal that stdout is; 0 if it is none, so that programs get whole rows.
size_t TerminalWidth();

}  // namespace samlad::cli
