// Frames and the outbox: what goes over the wire, byte by byte.

#include "server/room/frame.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "server/picture/types.h"
#include "server/room/outbox.h"
#include "tests/room/commands.h"

namespace samlad::room_test {
namespace {

ItemRef Sample(Ids* ids, uint64_t seq, const std::string& text) {
  v1::Change change;
  change.set_seq(seq);
  change.set_recorded_at_ms(1'407'153'600'000);
  ParseText("id: " + Q(ids->New<ItemTag>()) + Feature(text), change.mutable_item());
  return MakeItemState(std::move(change));
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  size_t from = 0;
  for (size_t end; (end = text.find('\n', from)) != std::string::npos; from = end + 1) {
    lines.push_back(text.substr(from, end - from));
  }
  EXPECT_EQ(from, text.size()) << "the last line has no end";
  return lines;
}

TEST(Frame, ABatchAroundEncodedChangesIsWhatProtobufWouldMake) {
  Ids ids;
  for (size_t changes = 0; changes < 40; ++changes) {
    // Lengths around the borders of a varint's bytes.
    const size_t length = changes % 4 == 0   ? 0
                          : changes % 4 == 1 ? 127
                          : changes % 4 == 2 ? 128
                                             : 17'000;
    BatchHeader header{ids.New<LogTag>(), changes,          1000 + changes,
                       changes % 2 == 0,  changes % 3 == 0, static_cast<uint32_t>(changes % 5)};
    v1::ServerFrame expected;
    v1::Batch* batch = expected.add_messages()->mutable_batch();
    batch->set_incident(header.incident.str());
    batch->set_from(header.from);
    batch->set_through(header.through);
    batch->set_more(header.more);
    batch->set_reset(header.reset);
    batch->set_replay(header.replay);
    std::vector<ItemRef> states;
    std::vector<std::string_view> bytes;
    std::vector<ItemId> removed;
    for (size_t i = 0; i < changes; ++i) {
      states.push_back(Sample(&ids, i + 1, std::string(length, 'x')));
      bytes.push_back(states.back()->bytes);
      *batch->add_changes() = states.back()->change;
      removed.push_back(ids.New<ItemTag>());
      batch->add_removed(removed.back().str());
    }
    const FrameRef frame = MakeBatchFrame(header, bytes, removed);
    v1::ServerFrame parsed;
    ASSERT_TRUE(parsed.ParseFromString(std::string(frame->proto())));
    // The fields come in another order; read and written again by protobuf they are the same.
    EXPECT_EQ(parsed.SerializeAsString(), expected.SerializeAsString());
    EXPECT_EQ(frame->proto().size(), expected.SerializeAsString().size());
  }
}

TEST(Frame, OneMessageIsWhatProtobufWouldMake) {
  Ids ids;
  v1::ServerMessage message;
  message.mutable_heartbeat()->set_nonce(7);
  v1::ServerFrame expected;
  *expected.add_messages() = message;
  EXPECT_EQ(MakeFrame(message)->proto(), expected.SerializeAsString());
}

TEST(Frame, AResultThatIsEncodedIsWhatProtobufWouldMake) {
  v1::ServerFrame expected;
  v1::CommandResult* result = expected.add_messages()->mutable_result();
  result->set_command_id(std::string(16, 'c'));
  for (const size_t length : {size_t{0}, size_t{100}, size_t{20'000}}) {
    result->mutable_rejection()->set_message(std::string(length, 'x'));
    EXPECT_EQ(MakeResultFrame(result->SerializeAsString())->proto(), expected.SerializeAsString());
  }
}

TEST(Frame, ConcatenationMergesInBothForms) {
  Ids ids;
  v1::ServerMessage ping;
  ping.mutable_heartbeat()->set_nonce(7);
  const ItemRef state = Sample(&ids, 1, "text\nwith a line end");
  const FrameRef first = MakeFrame(ping);
  const FrameRef second = MakeBatchFrame({ids.New<LogTag>(), 0, 1}, {state->bytes}, {});
  v1::ServerFrame merged;
  ASSERT_TRUE(merged.ParseFromString(std::string(first->proto()) + std::string(second->proto())));
  ASSERT_EQ(merged.messages_size(), 2);
  EXPECT_TRUE(merged.messages(0).has_heartbeat());
  EXPECT_EQ(merged.messages(1).batch().changes(0).SerializeAsString(), state->bytes);
  EXPECT_EQ(
      Lines(std::string(first->As(Codec::kJson)) + std::string(second->As(Codec::kJson))).size(),
      2u);
}

TEST(Frame, JsonIsOneLineAMessageAndEqualsTheProto) {
  Ids ids;
  const ItemRef state = Sample(&ids, 1, "å\n\"\\ line ends and quotes");
  v1::ServerMessage ping;
  ping.mutable_heartbeat()->set_nonce(UINT64_MAX);
  std::string both(MakeFrame(ping)->proto());
  both += MakeBatchFrame({ids.New<LogTag>(), 0, 1}, {state->bytes}, {ids.New<ItemTag>()})->proto();
  const Frame frame(both);
  v1::ServerFrame expected;
  ASSERT_TRUE(expected.ParseFromString(both));
  const std::vector<std::string> lines = Lines(std::string(frame.As(Codec::kJson)));
  ASSERT_EQ(lines.size(), 2u);
  for (int i = 0; i < 2; ++i) {
    v1::ServerMessage back;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(lines[static_cast<size_t>(i)], &back).ok());
    EXPECT_EQ(back.SerializeAsString(), expected.messages(i).SerializeAsString());
    std::string alone;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(expected.messages(i), &alone).ok());
    EXPECT_EQ(lines[static_cast<size_t>(i)], alone);
  }
  // Made once.
  EXPECT_EQ(frame.As(Codec::kJson).data(), frame.As(Codec::kJson).data());
  EXPECT_EQ(frame.As(Codec::kProto), both);
}

TEST(Frame, BothFormsOfAClientFrameDecodeAlike) {
  v1::ClientFrame frame;
  frame.add_messages()->mutable_ping()->set_nonce(5);
  frame.add_messages()->mutable_hello()->set_token("hemlig å");
  std::string json = " \r\n";  // blank lines are nothing
  for (const v1::ClientMessage& message : frame.messages()) {
    std::string line;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(message, &line).ok());
    json += "  " + line + " \r\n";
  }
  json.resize(json.size() - 2);  // the last line needs no end
  v1::ClientFrame decoded;
  std::string error;
  ASSERT_TRUE(DecodeClientFrame(Codec::kJson, json, &decoded, &error)) << error;
  EXPECT_EQ(decoded.SerializeAsString(), frame.SerializeAsString());
  ASSERT_TRUE(DecodeClientFrame(Codec::kProto, frame.SerializeAsString(), &decoded, &error));
  EXPECT_EQ(decoded.SerializeAsString(), frame.SerializeAsString());
}

TEST(Frame, WhatIsWrongWithAClientFrameNamesTheLine) {
  v1::ClientFrame frame;
  std::string error;
  EXPECT_FALSE(DecodeClientFrame(Codec::kJson, "{\"ping\":{}}\n\n{\"pong\":{}}\n", &frame, &error));
  EXPECT_EQ(error.find("Line 3 is not a samlad.v1.ClientMessage in JSON: "), 0u) << error;
  EXPECT_FALSE(DecodeClientFrame(Codec::kJson, "[1,2]", &frame, &error));
  EXPECT_EQ(error.find("Line 1 is not"), 0u) << error;
  EXPECT_FALSE(DecodeClientFrame(Codec::kProto, "\x0a\x7f", &frame, &error));
  EXPECT_EQ(error, "This is not a samlad.v1.ClientFrame.");
  EXPECT_TRUE(DecodeClientFrame(Codec::kJson, "", &frame, &error));
  EXPECT_EQ(frame.messages_size(), 0);
}

TEST(Outbox, TakesWholeFramesInOrderUpToTheGoal) {
  for (const Codec codec : {Codec::kProto, Codec::kJson}) {
    Outbox outbox(codec);
    std::vector<FrameRef> pushed;
    size_t bytes = 0;
    for (uint64_t i = 1; i <= 10; ++i) {
      v1::ServerMessage message;
      message.mutable_heartbeat()->set_nonce(i << (5 * i));
      pushed.push_back(MakeFrame(message));
      outbox.Push(pushed.back());
      bytes += pushed.back()->As(codec).size();
    }
    EXPECT_EQ(outbox.bytes(), bytes);
    std::vector<FrameRef> taken;
    const size_t goal = pushed[0]->As(codec).size() + 1;
    const size_t got = outbox.Take(goal, &taken);
    EXPECT_EQ(got, pushed[0]->As(codec).size() + pushed[1]->As(codec).size());
    EXPECT_EQ(outbox.bytes(), bytes - got);
    outbox.Take(SIZE_MAX, &taken);
    EXPECT_EQ(taken, pushed);
    EXPECT_EQ(outbox.bytes(), 0u);
    EXPECT_TRUE(outbox.empty());
    EXPECT_EQ(outbox.Take(SIZE_MAX, &taken), 0u);
  }
}

}  // namespace
}  // namespace samlad::room_test
