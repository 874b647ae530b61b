#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "tests/gateway/fixture.h"

namespace samlad {
namespace {

constexpr int kFrames = 200;

std::string CommandId(int number) {
  std::string id(16, 'c');
  id[0] = static_cast<char>(number);
  return id;
}

const std::string kIncident(16, 'i');

size_t CountDescriptors() {
  const std::filesystem::directory_iterator open("/proc/self/fd");
  return static_cast<size_t>(std::distance(begin(open), end(open)));
}

// A talk of 200 frames: an incident is opened, then every tenth frame adds a note; the others ask,
// ping and tell what was seen.
std::vector<v1::ClientMessage> Talk() {
  std::vector<v1::ClientMessage> talk;
  for (int i = 0; i < kFrames; ++i) {
    v1::ClientMessage message;
    if (i == 0 || i % 10 == 1) {
      v1::Command* command = message.mutable_command();
      command->set_command_id(CommandId(i));
      command->set_incident(kIncident);
      if (i == 0) {
        v1::Incident* incident = command->mutable_open_incident()->mutable_incident();
        incident->set_kind(v1::COLLABORATION);
        incident->set_title("Prov");
      } else {
        v1::Item* item = command->mutable_create()->mutable_item();
        item->set_id(CommandId(i));
        item->mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
        item->mutable_note()->set_kind(v1::NOTE_OTHER);
        item->mutable_note()->set_text("anteckning");
        item->mutable_note()->set_action_at_ms(1'000'000);
        item->mutable_note()->set_delay_reason("prov");
      }
    } else if (i % 10 == 2) {
      message.mutable_watch()->set_incident(kIncident);
    } else if (i % 10 == 3) {
      message.mutable_seen()->set_incident(kIncident);
      message.mutable_seen()->set_through(1);
    } else if (i % 10 == 4) {
      message.mutable_unwatch()->set_incident(kIncident);
    } else {
      message.mutable_ping()->set_nonce(static_cast<uint64_t>(i));
    }
    talk.push_back(std::move(message));
  }
  return talk;
}

class CutTest : public GatewayTest {
 protected:
  // Items of the incident by id, each with the text of its note and how often it was changed.
  std::map<std::string, std::string> PictureOf(const std::string& token) {
    const auto socket = OpenSession(token);
    v1::ClientMessage watch;
    watch.mutable_watch()->set_incident(kIncident);
    Send(socket.get(), watch);
    std::map<std::string, std::string> picture;
    for (bool more = true; more;) {
      const auto batch = Receive(socket.get(), v1::ServerMessage::kBatch);
      if (!batch) return {};
      for (const v1::Change& change : batch->batch().changes()) {
        picture[change.item().id()] = change.item().note().text() + " by " + change.command_id();
      }
      more = batch->batch().more();
    }
    return picture;
  }

  uint64_t HeadSeq() {
    std::vector<LogHead> heads;
    EXPECT_TRUE(log().Heads(&heads).ok());
    for (const LogHead& head : heads) {
      if (head.log.view() == kIncident) return head.seq;
    }
    return 0;
  }

  // The client's whole talk, on one connection.
  void TalkWhole(const std::string& token) {
    const auto socket = OpenSession(token);
    for (const v1::ClientMessage& message : Talk()) Send(socket.get(), message);
    v1::ClientMessage last;
    last.mutable_ping()->set_nonce(12345);
    Send(socket.get(), last);
    for (uint64_t nonce = 0; nonce != 12345;) {
      const auto heartbeat = Receive(socket.get(), v1::ServerMessage::kHeartbeat);
      ASSERT_TRUE(heartbeat);
      nonce = heartbeat->heartbeat().nonce();
    }
    // The answer to the last command: sent again, it is answered when it is durable.
    Send(socket.get(), Talk()[191]);
    for (std::string answered; answered != CommandId(191);) {
      const auto result = Receive(socket.get(), v1::ServerMessage::kResult);
      ASSERT_TRUE(result);
      answered = result->result().command_id();
    }
  }

  // One connection that ends after `bytes` of handshake, Hello and the frame.
  void TalkCut(const std::string& bytes, size_t handshake_bytes, size_t cut, bool reset) {
    RawSocket socket(port());
    socket.Send(bytes.substr(0, std::min(cut, handshake_bytes)));
    if (cut > handshake_bytes) {
      // Nothing may be said before the handshake is answered.
      socket.ReceiveUntil("\r\n\r\n");
      socket.Send(bytes.substr(handshake_bytes, cut - handshake_bytes));
    }
    reset ? socket.Abort() : socket.Close();
  }
};

// RELIABILITY row 16. The link is lost at each byte of the talk, as an end and as a reset in turn;
// the client comes back each time with the frame that was cut. What is there in the end is what an
// uncut talk leaves, and nothing of the thousands of connections.
TEST_F(CutTest, TalkOf200FramesCutAtEveryByteLeavesTheSameResult) {
  settings().room.messages_burst_max = 100'000;
  settings().room.commands_burst_max = 100'000;
  StartServer();
  const std::string token = TokenOf("anna");
  const std::string handshake = HandshakeRequest("samlad.v1.proto");
  v1::ClientFrame hello;
  hello.add_messages()->mutable_hello()->set_token(token);
  const std::string start = handshake + ClientWsFrame(2, hello.SerializeAsString());
  Await("quiet", [this] { return server().CountConnections() == 0; });
  const size_t descriptors = CountDescriptors();
  int cuts = 0;
  const auto cut_at = [&](const std::string& bytes, size_t cut) {
    TalkCut(bytes, handshake.size(), cut, ++cuts % 2 == 0);
  };
  for (size_t cut = 0; cut <= start.size(); ++cut) cut_at(start, cut);
  for (const v1::ClientMessage& message : Talk()) {
    v1::ClientFrame frame;
    *frame.add_messages() = message;
    const std::string bytes = start + ClientWsFrame(2, frame.SerializeAsString());
    for (size_t cut = start.size() + 1; cut <= bytes.size(); ++cut) cut_at(bytes, cut);
  }
  EXPECT_GT(cuts, 5000);
  TalkWhole(token);
  const auto picture = PictureOf(token);
  EXPECT_EQ(picture.size(), 22u) << "incident, participation and 20 notes";
  for (int i = 1; i < kFrames; i += 10) {
    const auto note = picture.find(CommandId(i));
    ASSERT_NE(note, picture.end()) << i;
    EXPECT_EQ(note->second, "anteckning by " + CommandId(i));
  }
  EXPECT_EQ(HeadSeq(), 22u) << "each command took effect once";
  Await("all connections are gone", [this] { return server().CountConnections() == 0; });
  EXPECT_EQ(CountDescriptors(), descriptors) << "a descriptor is left";
}

TEST_F(CutTest, AnUncutTalkLeavesThatResult) {
  StartServer();
  const std::string token = TokenOf("anna");
  TalkWhole(token);
  EXPECT_EQ(PictureOf(token).size(), 22u);
  EXPECT_EQ(HeadSeq(), 22u);
}

}  // namespace
}  // namespace samlad
