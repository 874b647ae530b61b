#include "clients/cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace samlad::cli {
namespace {

TEST(Columns, SwedishLettersTakeOneEach) {
  EXPECT_EQ(ColumnsOf("Räddningstjänsten"), 17u);
  EXPECT_EQ(ColumnsOf("ÅÄÖåäöé"), 7u);
}

TEST(Columns, CombiningMarksTakeNoneAndWideLettersTwo) {
  EXPECT_EQ(ColumnsOf("a\xcc\x88"), 1u);  // a and a combining diaeresis
  EXPECT_EQ(ColumnsOf("火"), 2u);
  EXPECT_EQ(ColumnsOf("🔥"), 2u);
}

TEST(Columns, BrokenUtf8IsCountedAndNotFollowed) {
  EXPECT_EQ(ColumnsOf("\xff\xc3"), 2u);
  EXPECT_EQ(ColumnsOf("\xe2\x82"), 2u);
}

TEST(Columns, CutsBetweenLettersAndSaysSo) {
  EXPECT_EQ(Fit("Hälleskogen", 11), "Hälleskogen");
  EXPECT_EQ(Fit("Hälleskogen", 5), "Häll…");
  EXPECT_EQ(Fit("Hä", 1), "…");
  EXPECT_EQ(Fit("Hä", 0), "");
  EXPECT_EQ(ColumnsOf(Fit("火火火", 4)), 3u);
}

TEST(Columns, PadFillsUpToExactlyTheWidth) {
  EXPECT_EQ(Pad("Sålunda", 9), "Sålunda  ");
  EXPECT_EQ(ColumnsOf(Pad("Västmanlands län", 9)), 9u);
}

TEST(Columns, WhatOthersWroteCannotMoveTheCursorOrForgeARow) {
  EXPECT_EQ(OneLine("a\x1b[2Jb\nc\td\re\x7f"), "a [2Jb c d e ");
  EXPECT_EQ(OneLine("a\xc2\x9b"
                    "b"),
            "a b");  // CSI as one character
  EXPECT_EQ(OneLine("a\xe2\x80\xae"
                    "b"),
            "a b");  // right-to-left override
  EXPECT_EQ(OneLine("a\xffz"), "a z");
}

TEST(Tables, AreAligned) {
  Table table({"KIND", "ACTOR", "TITLE"});
  table.Add({"note", "Länsstyrelsen", "Rök"});
  table.Add({"feature", "Sala", "Brandhärd"});
  std::ostringstream out;
  table.Print(out, 0);
  EXPECT_EQ(out.str(),
            "KIND     ACTOR          TITLE\n"
            "note     Länsstyrelsen  Rök\n"
            "feature  Sala           Brandhärd\n");
}

TEST(Tables, FitTheTerminal) {
  Table table({"KIND", "TITLE"});
  table.Add({"note", std::string(300, 'x')});
  std::ostringstream out;
  table.Print(out, 40);
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(ColumnsOf(line), 40u);
}

}  // namespace
}  // namespace samlad::cli
