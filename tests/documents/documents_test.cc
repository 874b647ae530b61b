// What the documents list is what there is: rules, settings with their defaults, close codes,
// files.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "gtest/gtest.h"
#include "server/config.h"
#include "server/picture/rules.h"
#include "server/room/close_code.h"
#include "server/settings.h"

namespace samlad {
namespace {

std::string Read(const std::string& path) {
  std::ifstream in(std::string(SAMLAD_ROOT "/") + path);
  EXPECT_TRUE(in) << path;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// The first cell of each row of the tables below a heading, without backticks.
std::set<std::string> FirstCells(const std::string& text, const std::string& heading) {
  const size_t begin = text.find("\n## " + heading + "\n");
  EXPECT_NE(begin, std::string::npos) << heading;
  const size_t end = text.find("\n## ", begin + 1);
  std::stringstream lines(text.substr(begin, end - begin));
  std::set<std::string> cells;
  const std::regex row("^\\| `?([^`|]+?)`? \\|.*");
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, row)) cells.insert(match[1]);
  }
  return cells;
}

TEST(ProtocolDocument, ListsEveryRuleAndNoOther) {
  std::set<std::string> expected;
  for (const Rule& rule : AllRules()) expected.emplace(rule.name);
  // Those of sessions and rooms, which have no list but their source.
  const std::string source = Read("server/room/refusals.cc");
  const std::regex entry("\\{\"([a-z.-]+)\", v1::");
  for (std::sregex_iterator it(source.begin(), source.end(), entry), end; it != end; ++it) {
    expected.insert((*it)[1]);
  }
  std::set<std::string> listed = FirstCells(Read("proto/PROTOCOL.md"), "Rules by name");
  listed.erase("rule");
  listed.erase("---");
  EXPECT_EQ(listed, expected);
}

// "8,388,608" is 8388608.
std::string WithCommas(uint64_t number) {
  std::string text = std::to_string(number);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<size_t>(at), ",");
  }
  return text;
}

std::string NumberOf(const Setting& setting) {
  return std::visit(
      [](auto* place) -> std::string {
        using Place = std::remove_pointer_t<decltype(place)>;
        if constexpr (std::is_integral_v<Place> && !std::is_same_v<Place, bool>) {
          return WithCommas(static_cast<uint64_t>(*place));
        }
        return "";
      },
      setting.value);
}

TEST(ProtocolDocument, ListsEveryLimitWithItsDefaultAndBounds) {
  const std::string document = Read("proto/PROTOCOL.md");
  Config config;
  for (const Setting& setting : SettingsOf(&config)) {
    if (setting.max == 0) continue;  // no number
    const std::string row = "| `" + std::string(setting.name) + "` | " + NumberOf(setting) + " | " +
                            WithCommas(setting.min) + " | " + WithCommas(setting.max) + " |";
    EXPECT_NE(document.find(row), std::string::npos) << row;
  }
}

TEST(ProtocolDocument, ListsEveryCloseCode) {
  const std::string document = Read("proto/PROTOCOL.md");
  const std::string source = Read("server/room/close_code.h");
  const std::regex entry("k[A-Za-z]+ = (4[0-9]{3}),");
  size_t codes = 0;
  for (std::sregex_iterator it(source.begin(), source.end(), entry), end; it != end; ++it) {
    ++codes;
    EXPECT_NE(document.find("\n| " + it->str(1) + " | "), std::string::npos) << it->str(1);
  }
  EXPECT_GE(codes, 10u);
}

TEST(ProtocolDocument, NumbersItsRulesWithoutAGap) {
  const std::string document = Read("proto/PROTOCOL.md");
  const std::regex rule("\n- \\*\\*R([0-9]+)\\*\\* ");
  int last = 0;
  for (std::sregex_iterator it(document.begin(), document.end(), rule), end; it != end; ++it) {
    EXPECT_EQ(std::stoi((*it)[1]), last + 1);
    last = std::stoi((*it)[1]);
  }
  EXPECT_GE(last, 50);
  // And none is referred to that is not there.
  const std::regex mention("\\bR([0-9]+)\\b");
  for (std::sregex_iterator it(document.begin(), document.end(), mention), end; it != end; ++it) {
    EXPECT_LE(std::stoi((*it)[1]), last) << it->str();
  }
}

TEST(Readme, NamesFilesThatAreThere) {
  const std::string readme = Read("README.md");
  const std::regex path("`((?:server|clients|proto|storage|tests|bench|\\.ci)/[A-Za-z0-9_./-]*)`");
  size_t paths = 0;
  for (std::sregex_iterator it(readme.begin(), readme.end(), path), end; it != end; ++it) {
    ++paths;
    EXPECT_TRUE(std::filesystem::exists(std::string(SAMLAD_ROOT "/") + it->str(1))) << it->str(1);
  }
  EXPECT_GE(paths, 10u);
}

TEST(Readme, SaysWhereEachPromiseIsTested) {
  const std::string readme = Read("README.md");
  for (int promise = 1; promise <= 10; ++promise) {
    const std::regex row("\n\\| P" + std::to_string(promise) + " \\| [^|]+ \\| `tests/[^|]+\\|");
    EXPECT_TRUE(std::regex_search(readme, row)) << "P" << promise;
  }
}

}  // namespace
}  // namespace samlad
