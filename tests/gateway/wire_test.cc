// What a socket does not take at once: nothing is lost, doubled, cut in two or put in another
// order, plain and with TLS.

#include <openssl/ssl.h>

#include "server/gateway/clock.h"
#include "tests/gateway/fixture.h"
#include "tests/room/commands.h"

namespace samlad {
namespace {

using room_test::Ids;

constexpr size_t kNotes = 400;
constexpr size_t kPings = 20'000;
constexpr size_t kNoteBytes = 4'900;

class WireTest : public GatewayTest, public testing::WithParamInterface<bool> {
 protected:
  bool tls() const { return GetParam(); }

  void SetUp() override {
    if (tls()) {
      settings().tls_certificate_file = SAMLAD_TEST_FOLDER "/certificate.pem";
      settings().tls_key_file = SAMLAD_TEST_FOLDER "/key.pem";
    }
    settings().gateway.socket_unsent_bytes_max = 16 * 1024;
    settings().gateway.broadcast_pause_percent = 1000;
    settings().room.commands_burst_max = 10'000;
    settings().room.messages_per_second_max = 1'000'000;
    StartServer();
    author_ = Connect(0);
    v1::ClientMessage open;
    open.mutable_command()->set_command_id(ids_.New<CommandTag>().str());
    open.mutable_command()->set_incident(incident_.str());
    open.mutable_command()->mutable_open_incident()->mutable_incident()->set_title("Brand");
    open.mutable_command()->mutable_open_incident()->mutable_incident()->set_kind(v1::DISTURBANCE);
    Send(author_.get(), open);
    const auto result = Receive(author_.get(), v1::ServerMessage::kResult);
    ASSERT_TRUE(result && result->result().has_accepted());
  }

  std::unique_ptr<RawSocket> Secured(int receive_bytes) {
    auto socket = std::make_unique<RawSocket>(port(), receive_bytes);
    EXPECT_TRUE(!tls() || socket->StartTls());
    return socket;
  }

  // Past Hello.
  std::unique_ptr<RawSocket> Connect(int receive_bytes) {
    auto socket = Secured(receive_bytes);
    socket->Send(HandshakeRequest("samlad.v1.proto"));
    EXPECT_TRUE(socket->ReceiveUntil("\r\n\r\n").starts_with("HTTP/1.1 101"));
    v1::ClientMessage hello;
    hello.mutable_hello()->set_token(TokenOver(Secured(0).get()));
    Send(socket.get(), hello);
    EXPECT_TRUE(Receive(socket.get(), v1::ServerMessage::kWelcome));
    return socket;
  }

  void Watch(RawSocket* socket) {
    v1::ClientMessage watch;
    watch.mutable_watch()->set_incident(incident_.str());
    Send(socket, watch);
  }

  // Some two megabytes, confirmed.
  void WriteNotes(size_t count = kNotes) {
    for (size_t i = 0; i < count; ++i) {
      v1::ClientMessage message;
      v1::Command* command = message.mutable_command();
      command->set_command_id(ids_.New<CommandTag>().str());
      command->set_incident(incident_.str());
      v1::Item* item = command->mutable_create()->mutable_item();
      item->set_id(ids_.New<ItemTag>().str());
      item->mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
      item->mutable_note()->set_kind(v1::NOTE_OBSERVATION);
      item->mutable_note()->set_action_at_ms(WallMs() - 1000);
      item->mutable_note()->set_text(std::string(kNoteBytes, static_cast<char>('a' + i % 26)));
      Send(author_.get(), message);
      const auto result = Receive(author_.get(), v1::ServerMessage::kResult);
      ASSERT_TRUE(result && result->result().has_accepted()) << result->ShortDebugString();
    }
  }

  Ids ids_;
  LogId incident_ = ids_.New<LogTag>();
  std::unique_ptr<RawSocket> author_;
};

// It reads nothing while two megabytes come in, and pings meanwhile: pongs stand between whole
// frames.
TEST_P(WireTest, P8WhoReadsLateGetsEveryByteOnceAndInOrder) {
  const auto late = Connect(4 * 1024);
  Watch(late.get());
  ASSERT_NO_FATAL_FAILURE(WriteNotes());
  for (int i = 0; i < 5; ++i) late->Send(ClientWsFrame(9, "ping " + std::to_string(i)));
  std::map<std::string, uint64_t> picture;
  uint64_t position = 0;
  int pongs = 0;
  while (picture.size() < kNotes + 2 || pongs < 5) {
    const std::optional<WsMessage> message = ReceiveWs(late.get());
    ASSERT_TRUE(message) << "the connection ended";
    if (message->opcode == 10) {
      EXPECT_EQ(message->payload, "ping " + std::to_string(pongs++));
      continue;
    }
    ASSERT_EQ(message->opcode, 2);
    v1::ServerFrame frame;
    ASSERT_TRUE(frame.ParseFromString(message->payload));
    for (const v1::ServerMessage& of_frame : frame.messages()) {
      if (!of_frame.has_batch()) continue;
      EXPECT_EQ(of_frame.batch().from(), position);
      position = of_frame.batch().through();
      for (const v1::Change& change : of_frame.batch().changes()) {
        EXPECT_LT(picture[change.item().id()], change.seq());
        picture[change.item().id()] = change.seq();
        const std::string& text = change.item().note().text();
        EXPECT_EQ(text.find_first_not_of(text.substr(0, 1)), std::string::npos);
      }
    }
  }
  EXPECT_EQ(position, kNotes + 2);
}

// The server must finish the record that the socket did not take before it changes its keys.
TEST_P(WireTest, NewKeysMayBeAskedForWhileDataWaits) {
  if (!tls()) return;
  const auto late = Connect(4 * 1024);
  Watch(late.get());
  ASSERT_NO_FATAL_FAILURE(WriteNotes());
  for (int i = 0; i < 3; ++i) {
    const std::string records = late->Records([](ssl_st* tls) {
      EXPECT_EQ(SSL_key_update(tls, SSL_KEY_UPDATE_REQUESTED), 1);
      EXPECT_EQ(SSL_do_handshake(tls), 1);
    });
    ASSERT_TRUE(late->SendRecords(records));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  uint64_t position = 0;
  while (position < kNotes + 2) {
    const auto batch = Receive(late.get(), v1::ServerMessage::kBatch);
    ASSERT_TRUE(batch) << "the connection ended at " << position;
    EXPECT_EQ(batch->batch().from(), position);
    position = batch->batch().through();
  }
}

// The pongs fill the socket, so that it is one of them that waits when the change comes.
TEST_P(WireTest, AChangeIsNotForgottenBehindAPongThatWaits) {
  const auto late = Connect(4 * 1024);
  Watch(late.get());
  ASSERT_TRUE(Receive(late.get(), v1::ServerMessage::kBatch));
  const std::string ping = ClientWsFrame(9, std::string(125, 'p'));
  std::string pings;
  for (size_t i = 0; i < kPings; ++i) pings += ping;
  std::thread pinging([&] { late->Send(pings); });
  // Until no more of them are read.
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ASSERT_NO_FATAL_FAILURE(WriteNotes(1));
  size_t pongs = 0;
  bool changed = false;
  while (pongs < kPings || !changed) {
    const std::optional<WsMessage> message = ReceiveWs(late.get());
    if (!message) break;
    pongs += message->opcode == 10 ? 1 : 0;
    changed = changed || message->opcode == 2;
  }
  pinging.join();
  EXPECT_EQ(pongs, kPings);
  EXPECT_TRUE(changed);
}

TEST_P(WireTest, OthersAreNotHeldUpByOneWhoDoesNotRead) {
  const auto stuck = Connect(4 * 1024);
  Watch(stuck.get());
  const auto other = Connect(0);
  Watch(other.get());
  ASSERT_NO_FATAL_FAILURE(WriteNotes());
  uint64_t through = 0;
  while (through < kNotes + 2) {
    const auto batch = Receive(other.get(), v1::ServerMessage::kBatch);
    ASSERT_TRUE(batch);
    through = batch->batch().through();
  }
}

// RFC 6455, section 5.5.1: no data frame after the close frame.
TEST_P(WireTest, NothingFollowsTheAnswerToAClose) {
  const auto leaver = Connect(0);
  Watch(leaver.get());
  leaver->Send(ClientWsFrame(8, std::string("\x03\xe8", 2)));
  ASSERT_NO_FATAL_FAILURE(WriteNotes());
  std::optional<WsMessage> last;
  while (std::optional<WsMessage> message = ReceiveWs(leaver.get())) {
    ASSERT_TRUE(!last || last->opcode != 8) << "something follows the close";
    last = std::move(message);
  }
  ASSERT_TRUE(last);
  EXPECT_EQ(last->opcode, 8);
  EXPECT_EQ(last->close_code(), 1000);
}

INSTANTIATE_TEST_SUITE_P(PlainAndTls, WireTest, testing::Bool());

}  // namespace
}  // namespace samlad
