// The levels of the house: proto, storage < picture < room < access < gateway < main. A lower one
// never includes a higher one, and each big library stays in its own room.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;    // relative to the root of the source tree
  std::string target;  // as written
  int line = 0;
};

const fs::path& Root() {
  static const fs::path root = SAMLAD_SOURCE_DIR;
  return root;
}

// What the line includes; empty if it is no include.
std::string TargetOf(const std::string& line) {
  const size_t hash = line.find_first_not_of(" \t");
  if (hash == std::string::npos || line[hash] != '#') return "";
  const size_t word = line.find_first_not_of(" \t", hash + 1);
  if (word == std::string::npos || line.compare(word, 7, "include") != 0) return "";
  const size_t begin = line.find_first_of("<\"", word);
  if (begin == std::string::npos) return "";
  return line.substr(begin + 1, line.find_first_of(">\"", begin + 1) - begin - 1);
}

// Every include of the C++ files below the folder.
std::vector<Include> IncludesBelow(const std::string& folder) {
  std::vector<Include> includes;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(Root() / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    std::ifstream file(entry.path());
    std::string text;
    for (int line = 1; std::getline(file, text); ++line) {
      const std::string target = TargetOf(text);
      if (target.empty()) continue;
      includes.push_back({fs::relative(entry.path(), Root()).string(), target, line});
    }
  }
  return includes;
}

bool StartsWithAny(const std::string& text, const std::vector<std::string>& beginnings) {
  for (const std::string& beginning : beginnings) {
    if (text.starts_with(beginning)) return true;
  }
  return false;
}

bool IsOurs(const std::string& target) {
  return StartsWithAny(target, {"storage/", "server/", "clients/", "tests/", "bench/"});
}

void ExpectEach(const std::vector<Include>& includes, const std::string& rule,
                const std::function<bool(const Include&)>& holds) {
  for (const Include& include : includes) {
    EXPECT_TRUE(holds(include)) << include.file << ':' << include.line << " includes "
                                << include.target << ": " << rule;
  }
}

struct Level {
  const char* folder;
  std::vector<std::string> may_include;  // of our own
};

const std::vector<Level>& Levels() {
  static const std::vector<Level> levels = {
      {"storage", {"storage/"}},
      {"server/picture", {"storage/", "server/picture/"}},
      {"server/room", {"storage/", "server/picture/", "server/room/"}},
      {"server/access", {"storage/", "server/picture/", "server/room/", "server/access/"}},
      {"server/gateway",
       {"storage/", "server/picture/", "server/room/", "server/access/", "server/gateway/"}},
  };
  return levels;
}

TEST(IncludeLevels, IncludesAreFoundHoweverTheyAreWritten) {
  EXPECT_EQ(TargetOf("#include \"server/main.h\"  // why"), "server/main.h");
  EXPECT_EQ(TargetOf("  #  include <boost/asio.hpp>"), "boost/asio.hpp");
  EXPECT_EQ(TargetOf("// #include <boost/asio.hpp>"), "");
  EXPECT_EQ(TargetOf("#pragma once"), "");
}

TEST(IncludeLevels, ALowerLevelNeverIncludesAHigherOne) {
  for (const Level& level : Levels()) {
    const std::vector<Include> includes = IncludesBelow(level.folder);
    EXPECT_FALSE(includes.empty()) << level.folder;
    ExpectEach(includes, "a lower level never includes a higher one", [&](const Include& include) {
      return !IsOurs(include.target) || StartsWithAny(include.target, level.may_include);
    });
  }
}

TEST(IncludeLevels, ClientsKnowNothingOfTheServersInside) {
  ExpectEach(IncludesBelow("clients/cpp"), "clients know the protocol and storage's values only",
             [](const Include& include) {
               return !include.target.starts_with("server/") &&
                      !include.target.starts_with("clients/cli/");
             });
}

TEST(IncludeLevels, NothingIncludesTests) {
  for (const char* folder : {"storage", "server", "clients"}) {
    ExpectEach(IncludesBelow(folder), "only tests include tests", [](const Include& include) {
      return !StartsWithAny(include.target, {"tests/", "bench/", "gtest/"});
    });
  }
}

bool IsRocksLog(const std::string& file) { return file.starts_with("storage/rocks_"); }

// Neither directly, nor by way of the one header of ours that includes it.
TEST(IncludeLevels, RocksDbStaysInTheRocksLog) {
  std::set<std::string> headers;
  for (const Include& include : IncludesBelow("storage")) {
    const bool header = include.file.ends_with(".h");
    if (header && include.target.starts_with("rocksdb/")) headers.insert(include.file);
  }
  EXPECT_LE(headers.size(), 1u) << "more than one header of storage shows RocksDB";
  for (const char* folder : {"storage", "server", "clients"}) {
    ExpectEach(IncludesBelow(folder), "RocksDB stays in storage/rocks_*",
               [&](const Include& include) {
                 const bool rocksdb = include.target.starts_with("rocksdb/");
                 return IsRocksLog(include.file) || !(rocksdb || headers.contains(include.target));
               });
  }
}

TEST(IncludeLevels, SocketsStayInTheGatewayAndTheClient) {
  for (const char* folder : {"storage", "server", "clients"}) {
    ExpectEach(IncludesBelow(folder), "Asio and Beast belong in server/gateway and clients/cpp",
               [](const Include& include) {
                 return !StartsWithAny(include.target, {"boost/asio", "boost/beast"}) ||
                        StartsWithAny(include.file, {"server/gateway/", "clients/cpp/"});
               });
  }
}

TEST(IncludeLevels, TheRulesKnowNoClockNoThreadAndNoDisk) {
  ExpectEach(IncludesBelow("server/picture"), "server/picture is pure", [](const Include& include) {
    return !StartsWithAny(include.target,
                          {"thread", "mutex", "atomic", "random", "fstream", "filesystem", "unistd",
                           "sys/", "ctime", "time.h", "boost/", "openssl/", "sodium", "spdlog/"});
  });
}

}  // namespace
