#include "clients/cli/kept_logins.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace samlad::cli {
namespace {

class Kept : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/samla_test_XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
    setenv("XDG_STATE_HOME", name, 1);
  }
  void TearDown() override {
    unsetenv("XDG_STATE_HOME");
    std::filesystem::remove_all(folder_);
  }

  std::string folder_;
  std::string error_;
};

TEST_F(Kept, AFileThatIsNotThereHoldsNoLogins) {
  KeptLogins logins;
  EXPECT_TRUE(logins.Load(&error_)) << error_;
  EXPECT_EQ(logins.Find("http://a:1", ""), std::nullopt);
}

TEST_F(Kept, LoginsAreKeptByServerAndName) {
  KeptLogins logins;
  ASSERT_TRUE(logins.Load(&error_));
  ASSERT_TRUE(logins.Keep("http://a:1", "anna", {"token-1", 5, "Sala", "CHAIR"}, &error_));
  ASSERT_TRUE(logins.Keep("http://a:1", "bo", {"token-2", 6, "", ""}, &error_));
  ASSERT_TRUE(logins.Keep("http://b:1", "anna", {"token-3", 7, "", ""}, &error_));
  KeptLogins read;
  ASSERT_TRUE(read.Load(&error_)) << error_;
  EXPECT_EQ(read.Find("http://a:1", "anna")->token, "token-1");
  EXPECT_EQ(read.Find("http://a:1", "anna")->until_ms, 5);
  EXPECT_EQ(read.Find("http://a:1", "anna")->actor_name, "Sala");
  // The last one is meant if none is named.
  EXPECT_EQ(read.Find("http://a:1", "")->token, "token-2");
  EXPECT_EQ(read.Find("http://b:1", "")->token, "token-3");
  EXPECT_EQ(read.Find("http://b:1", "bo"), std::nullopt);
}

TEST_F(Kept, TokensAreForTheirOwnersEyesAlone) {
  KeptLogins logins;
  ASSERT_TRUE(logins.Load(&error_));
  ASSERT_TRUE(logins.Keep("http://a:1", "anna", {"token", 5, "", ""}, &error_));
  struct stat info {};
  ASSERT_EQ(stat(KeptLogins::Path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(Kept, ADamagedFileIsSaidToBeDamaged) {
  std::filesystem::create_directories(folder_ + "/samla");
  std::ofstream(KeptLogins::Path()) << "{\"http";
  KeptLogins logins;
  EXPECT_FALSE(logins.Load(&error_));
  EXPECT_NE(error_.find("damaged"), std::string::npos) << error_;
}

}  // namespace
}  // namespace samlad::cli
