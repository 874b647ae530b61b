#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace samlad::bench {

// One figure: what was measured, and how to get it again.
struct Row {
  std::string what;
  std::string measured;
  std::string aim;   // empty if there is none
  bool held = true;  // the aim; true if there is none
  std::string command;
};

// A table that grows row by row: told on the terminal at once, written as Markdown at the end.
class Report {
 public:
  explicit Report(std::string title) : title_(std::move(title)) {}

  void Add(Row row);
  // A sentence that goes below the table.
  void Note(std::string sentence);
  // A table of another form, under a title of its own, below the notes.
  void AddTable(const std::string& title, const std::string& markdown);
  std::string Markdown() const;

 private:
  std::string title_;
  std::vector<Row> rows_;
  std::vector<std::string> notes_;
  std::string tables_;
};

// With as many digits as mean something: three.
std::string Digits(double number);
// A whole number, thousands apart.
std::string Count(uint64_t number);
// Microseconds as µs, ms or s.
std::string Time(double microseconds);

}  // namespace samlad::bench
