#include "storage/head_file.h"

#include <gtest/gtest.h>

#include "tests/storage/samples.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

HeadFile Sample() {
  HeadFile file;
  file.epoch = 0xfedcba9876543210;
  file.heads.push_back({.log = SampleLog(2), .seq = 7, .root = Sha256({"b"})});
  file.heads.push_back({.log = kRegistryLog, .seq = 12345678901234, .root = Sha256({"a"})});
  return file;
}

TEST(HeadFileTest, IsTextThatAPersonCanRead) {
  const std::string text = Sample().Encode();
  EXPECT_EQ(text.substr(0, 38), "samlad HEAD 1\nepoch fedcba9876543210\nl");
  EXPECT_NE(text.find("log 00000000000000000000000000000000 seq 12345678901234 root "),
            std::string::npos);
  EXPECT_NE(text.find("log " + ToHex(SampleLog(2)) + " seq 7 root " + ToHex(Sha256({"b"})) + "\n"),
            std::string::npos);
}

TEST(HeadFileTest, DecodesWhatItEncoded) {
  for (const HeadFile& file : {HeadFile{}, Sample()}) {
    HeadFile decoded;
    ASSERT_TRUE(HeadFile::Decode(file.Encode(), &decoded).ok());
    EXPECT_EQ(decoded.epoch, file.epoch);
    ASSERT_EQ(decoded.heads.size(), file.heads.size());
    for (const PromisedHead& head : file.heads) {
      ASSERT_NE(decoded.Find(head.log), nullptr);
      EXPECT_EQ(*decoded.Find(head.log), head);
    }
    EXPECT_EQ(decoded.Find(SampleLog(99)), nullptr);
  }
}

TEST(HeadFileTest, EveryChangedByteAndEveryCutIsNoticed) {
  const std::string text = Sample().Encode();
  HeadFile file;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(HeadFile::Decode(changed, &file).code(), Status::Code::kDamaged) << "byte " << i;
    EXPECT_EQ(HeadFile::Decode(text.substr(0, i), &file).code(), Status::Code::kDamaged);
  }
  EXPECT_EQ(HeadFile::Decode(text + "\n", &file).code(), Status::Code::kDamaged);
}

// The right checksum does not make a text right.
TEST(HeadFileTest, TextThatEncodeWouldNotMakeIsRefused) {
  const auto with_sum = [](const std::string& body) {
    return body + "sha256 " + ToHex(Sha256({body})) + "\n";
  };
  const std::string root = ToHex(Sha256({}));
  const std::string id = ToHex(SampleLog(1));
  HeadFile file;
  ASSERT_TRUE(HeadFile::Decode(with_sum("samlad HEAD 1\nepoch 0000000000000001\nlog " + id +
                                        " seq 3 root " + root + "\n"),
                               &file)
                  .ok());
  for (const std::string& body : {
           std::string("samlad HEAD 2\nepoch 0000000000000001\n"),
           std::string("samlad HEAD 1\nepoch 1\n"),
           std::string("samlad HEAD 1\n"),
           "samlad HEAD 1\nepoch 0000000000000001\nlog " + id + " seq 03 root " + root + "\n",
           "samlad HEAD 1\nepoch 0000000000000001\nlog " + id + " seq -3 root " + root + "\n",
           "samlad HEAD 1\nepoch 0000000000000001\nlog " + id + " seq 99999999999999999999 root " +
               root + "\n",
           "samlad HEAD 1\nepoch 0000000000000001\nlog " + id.substr(1) + "g seq 3 root " + root +
               "\n",
           "samlad HEAD 1\nepoch 0000000000000001\nlog " + id + " seq 3 root " + root,
       }) {
    EXPECT_EQ(HeadFile::Decode(with_sum(body), &file).code(), Status::Code::kDamaged) << body;
  }
}

TEST(HeadFileTest, LoadTellsWhatIsWrongAndWhere) {
  const TempFolder folder;
  HeadFile file;
  const std::string path = folder / "HEAD";
  const Status missing = HeadFile::Load(path, &file);
  EXPECT_EQ(missing.code(), Status::Code::kNotFound);
  EXPECT_NE(missing.message().find(path), std::string::npos);
  WriteWhole(path, Sample().Encode());
  EXPECT_TRUE(HeadFile::Load(path, &file).ok());
  EXPECT_EQ(file.epoch, Sample().epoch);
  WriteWhole(path, "nonsense");
  const Status damaged = HeadFile::Load(path, &file);
  EXPECT_EQ(damaged.code(), Status::Code::kDamaged);
  EXPECT_NE(damaged.message().find(path), std::string::npos);
}

}  // namespace
}  // namespace samlad
