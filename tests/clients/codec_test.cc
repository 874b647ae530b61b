#include "clients/cpp/codec.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "clients/cpp/outgoing.h"
#include "tests/clients/peer.h"

namespace samlad::client {
namespace {

using google::protobuf::util::MessageDifferencer;

class Codecs : public testing::TestWithParam<Codec> {};

v1::ServerFrame SomeServerFrame() {
  v1::ServerFrame frame;
  v1::Batch* batch = frame.add_messages()->mutable_batch();
  *batch = BatchOf(1, UINT64_MAX, {NoteChange(2, 'x', "Rök över \"Hälleskogen\"\n\tå 😀")});
  batch->add_removed(ItemOf('y').str());
  frame.add_messages()->mutable_heartbeat()->set_nonce(UINT64_MAX);
  frame.add_messages()->mutable_goodbye()->set_text("Hej då");
  return frame;
}

TEST_P(Codecs, AServerFrameReadsBackAsItWas) {
  const v1::ServerFrame frame = SomeServerFrame();
  v1::ServerFrame read;
  std::string error;
  ASSERT_TRUE(DecodeServerFrame(GetParam(), EncodeServerFrame(GetParam(), frame), &read, &error));
  EXPECT_TRUE(MessageDifferencer::Equals(frame, read));
}

TEST_P(Codecs, AClientFrameReadsBackAsItWas) {
  v1::ClientFrame frame;
  frame.add_messages()->mutable_hello()->set_token("t");
  *frame.add_messages()->mutable_command() = NoteCommand(CommandOf('c'));
  frame.add_messages()->mutable_replay_play()->set_speed(0.1);
  v1::ClientFrame read;
  std::string error;
  ASSERT_TRUE(DecodeClientFrame(GetParam(), EncodeClientFrame(GetParam(), frame), &read, &error));
  EXPECT_TRUE(MessageDifferencer::Equals(frame, read));
}

TEST_P(Codecs, ConcatenatedFramesAreOneFrame) {
  const std::string bytes = EncodeServerFrame(GetParam(), SomeServerFrame());
  v1::ServerFrame read;
  std::string error;
  ASSERT_TRUE(DecodeServerFrame(GetParam(), bytes + bytes, &read, &error));
  EXPECT_EQ(read.messages_size(), 6);
}

std::string Deflated(const std::string& bytes) {
  std::string out(compressBound(bytes.size()), '\0');
  uLongf size = out.size();
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(out.data()), &size,
                     reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
            Z_OK);
  out.resize(size);
  return out;
}

bool ReadsDeflated(const std::string& deflated, v1::ServerFrame* read, std::string* error) {
  v1::ServerFrame frame;
  frame.add_messages()->mutable_welcome()->set_server("before");
  frame.add_messages()->set_deflated(deflated);
  frame.add_messages()->mutable_goodbye()->set_text("after");
  return DecodeServerFrame(Codec::kProto, frame.SerializeAsString(), read, error);
}

TEST(Deflated, R7StandsForItsMessagesInTheirPlace) {
  v1::ServerFrame read;
  std::string error;
  ASSERT_TRUE(ReadsDeflated(Deflated(SomeServerFrame().SerializeAsString()), &read, &error));
  ASSERT_EQ(read.messages_size(), 5);
  EXPECT_TRUE(read.messages(0).has_welcome());
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(read.messages(1 + i), SomeServerFrame().messages(i)));
  }
  EXPECT_TRUE(read.messages(4).has_goodbye());
}

TEST(Deflated, WhatIsNoneIsRefusedWithASentence) {
  const std::string good = Deflated(SomeServerFrame().SerializeAsString());
  std::string damaged = good;
  damaged[good.size() / 2] ^= 0x55;
  v1::ServerFrame nested;
  nested.add_messages()->set_deflated(good);
  // A hundred kilobytes that become more than a client takes.
  const std::string bomb = Deflated(std::string(size_t{80} << 20, '\0'));
  for (const std::string& bytes :
       {std::string(), std::string("no stream"), good.substr(0, good.size() - 1), good + "x",
        damaged, Deflated("\xff\xff\xff"), Deflated(nested.SerializeAsString()), bomb}) {
    v1::ServerFrame read;
    std::string error;
    EXPECT_FALSE(ReadsDeflated(bytes, &read, &error));
    EXPECT_FALSE(error.empty());
  }
}

TEST(Deflated, AFrameOfManyIsBoundedAsAWhole) {
  v1::ServerFrame large;
  large.add_messages()->mutable_goodbye()->set_text(std::string(size_t{40} << 20, 'x'));
  v1::ServerFrame frame;
  frame.add_messages()->set_deflated(Deflated(large.SerializeAsString()));
  v1::ServerFrame read;
  std::string error;
  EXPECT_TRUE(DecodeServerFrame(Codec::kProto, frame.SerializeAsString(), &read, &error)) << error;
  *frame.add_messages() = frame.messages(0);
  EXPECT_FALSE(DecodeServerFrame(Codec::kProto, frame.SerializeAsString(), &read, &error));
}

TEST_P(Codecs, WhatIsNoFrameIsSaidToBeNone) {
  v1::ServerFrame read;
  std::string error;
  for (const std::string bytes : {"{\"batch\":", "\xff\xff\xff\xff", "{}}", "[1]"}) {
    error.clear();
    EXPECT_FALSE(DecodeServerFrame(GetParam(), bytes, &read, &error)) << bytes;
    EXPECT_FALSE(error.empty());
  }
}

TEST_P(Codecs, EveryPrefixOfAFrameIsReadOrRefusedAndNothingElse) {
  const std::string bytes = EncodeServerFrame(GetParam(), SomeServerFrame());
  for (size_t length = 0; length < bytes.size(); ++length) {
    v1::ServerFrame read;
    std::string error;
    if (!DecodeServerFrame(GetParam(), bytes.substr(0, length), &read, &error)) {
      EXPECT_FALSE(error.empty());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Both, Codecs, testing::Values(Codec::kProto, Codec::kJson),
                         [](const auto& instance) {
                           return instance.param == Codec::kProto ? "Proto" : "Json";
                         });

TEST(JsonCodec, AFieldOfALaterVersionIsPassedOver) {
  v1::ServerFrame read;
  std::string error;
  ASSERT_TRUE(
      DecodeServerFrame(Codec::kJson, R"({"goodbye":{"code":4000,"mood":"sad"}})", &read, &error));
  EXPECT_EQ(read.messages(0).goodbye().code(), 4000u);
}

TEST(JsonCodec, EmptyLinesAreNoMessages) {
  v1::ServerFrame read;
  std::string error;
  ASSERT_TRUE(DecodeServerFrame(Codec::kJson, "\n \r\n{\"heartbeat\":{}}\n\n", &read, &error));
  EXPECT_EQ(read.messages_size(), 1);
}

TEST(JsonCodec, AnErrorNamesTheLine) {
  v1::ServerFrame read;
  std::string error;
  ASSERT_FALSE(DecodeServerFrame(Codec::kJson, "{}\n{}\nnonsense", &read, &error));
  EXPECT_NE(error.find("Line 3"), std::string::npos) << error;
}

TEST(Outgoing, FramesStayWithinTheServersLimitAndKeepTheOrder) {
  for (const Codec codec : {Codec::kProto, Codec::kJson}) {
    Outgoing outgoing(codec, 200);
    for (uint64_t nonce = 1; nonce <= 100; ++nonce) {
      v1::ClientMessage message;
      message.mutable_ping()->set_nonce(nonce);
      EXPECT_TRUE(outgoing.Add(message));
    }
    uint64_t expected = 1;
    for (const std::string& bytes : outgoing.Take()) {
      EXPECT_LE(bytes.size(), 200u);
      v1::ClientFrame frame;
      std::string error;
      ASSERT_TRUE(DecodeClientFrame(codec, bytes, &frame, &error)) << error;
      for (const auto& message : frame.messages()) EXPECT_EQ(message.ping().nonce(), expected++);
    }
    EXPECT_EQ(expected, 101u);
  }
}

TEST(Outgoing, NoFrameHoldsMoreMessagesThanTheSchemaAllows) {
  Outgoing outgoing(Codec::kProto, 1 << 20);
  v1::ClientMessage message;
  message.mutable_ping()->set_nonce(1);
  for (uint32_t i = 0; i <= Outgoing::kMessagesMax; ++i) outgoing.Add(message);
  EXPECT_EQ(outgoing.Take().size(), 2u);
}

TEST(Outgoing, AMessageThatFitsNoFrameIsLeftOut) {
  Outgoing outgoing(Codec::kProto, 100);
  v1::ClientMessage message;
  message.mutable_hello()->set_token(std::string(200, 't'));
  EXPECT_FALSE(outgoing.Add(message));
  EXPECT_TRUE(outgoing.empty());
}

}  // namespace
}  // namespace samlad::client
