#include <gtest/gtest.h>

#include "tests/gateway/fixture.h"

namespace samlad {
namespace {

class SessionTest : public GatewayTest {
 protected:
  static uint16_t Code(CloseCode code) { return static_cast<uint16_t>(code); }

  // A command that every duty officer may give.
  static v1::ClientMessage OpenIncident(uint8_t number, const std::string& title = "Brand") {
    v1::ClientMessage message;
    v1::Command* command = message.mutable_command();
    command->set_command_id(std::string(16, static_cast<char>(number)));
    command->set_incident(std::string(16, static_cast<char>(number)));
    v1::Incident* incident = command->mutable_open_incident()->mutable_incident();
    incident->set_kind(v1::DISTURBANCE);
    incident->set_title(title);
    return message;
  }
};

TEST_F(SessionTest, UnauthenticatedSocketIsClosedInTime) {
  settings().room.hello_timeout_ms = 100;
  settings().gateway.close_timeout_ms = 100;
  StartServer();
  const auto socket = OpenWs("samlad.v1.json");
  EXPECT_EQ(ReceiveClose(socket.get()), Code(CloseCode::kUnauthenticated));
  EXPECT_EQ(socket->ReceiveAll(), "");
}

TEST_F(SessionTest, SilentClientIsClosed) {
  settings().room.heartbeat_interval_ms = 100;
  StartServer();
  const auto socket = OpenSession(TokenOf("anna"));
  EXPECT_EQ(ReceiveClose(socket.get()), Code(CloseCode::kSilent));
}

TEST_F(SessionTest, WebSocketPingsAreAnsweredAndKeepItAlive) {
  StartServer();
  const auto socket = OpenSession(TokenOf("anna"));
  socket->Send(ClientWsFrame(9, "are you there"));
  const auto pong = ReceiveWs(socket.get());
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->opcode, 10);
  EXPECT_EQ(pong->payload, "are you there");
}

TEST_F(SessionTest, FloodOfPingsIsClosed) {
  settings().room.messages_per_second_max = 100;
  StartServer();
  const auto socket = OpenSession(TokenOf("anna"));
  std::string pings;
  for (int i = 0; i < 5000; ++i) pings += ClientWsFrame(9, "x");
  socket->Send(pings);
  EXPECT_EQ(ReceiveClose(socket.get()), Code(CloseCode::kTooFast));
}

TEST_F(SessionTest, OversizeMessageIsClosedForWhatItIs) {
  settings().room.frame_bytes_max = 1024 * 1024;
  StartServer();
  for (const bool fragments : {false, true}) {
    const auto socket = OpenSession(TokenOf("anna"));
    const std::string half(600'000, 'x');
    if (fragments) {
      socket->Send(ClientWsFrame(2, half, false));
      socket->Send(ClientWsFrame(0, half, true));
    } else {
      socket->Send(ClientWsFrame(2, half + half));
    }
    EXPECT_EQ(ReceiveClose(socket.get()), Code(CloseCode::kTooLarge));
  }
}

TEST_F(SessionTest, OversizeIsSeenBeforeAllOfItHasCome) {
  StartServer();
  const auto socket = OpenSession(TokenOf("anna"));
  // A header that promises 2^62 bytes, and two million of them.
  std::string header("\x82\xff\x40\0\0\0\0\0\0\0\0\0\0\0", 14);
  socket->Send(header);
  socket->Send(std::string(2'000'000, 'x'));
  EXPECT_EQ(ReceiveClose(socket.get()), Code(CloseCode::kTooLarge));
}

TEST_F(SessionTest, FragmentsAreOneMessage) {
  StartServer();
  const std::string token = TokenOf("anna");
  const auto socket = OpenWs("samlad.v1.json");
  const std::string hello = "{\"hello\":{\"token\":\"" + token + "\"}}";
  socket->Send(ClientWsFrame(1, hello.substr(0, 10), false));
  for (size_t i = 10; i < hello.size(); ++i) {
    socket->Send(ClientWsFrame(0, hello.substr(i, 1), false));
  }
  socket->Send(ClientWsFrame(0, "", true));
  const auto welcome = ReceiveWs(socket.get());
  ASSERT_TRUE(welcome);
  EXPECT_EQ(welcome->opcode, 1);
  EXPECT_TRUE(welcome->payload.starts_with("{\"welcome\":")) << welcome->payload;
  EXPECT_TRUE(welcome->payload.ends_with("}\n"));
}

TEST_F(SessionTest, MessagesOfTheOtherKindAreClosed) {
  StartServer();
  const auto json = OpenWs("samlad.v1.json");
  json->Send(ClientWsFrame(2, "{}"));
  EXPECT_EQ(ReceiveClose(json.get()), Code(CloseCode::kMalformed));
  const auto proto = OpenWs("samlad.v1.proto");
  proto->Send(ClientWsFrame(1, "{}"));
  EXPECT_EQ(ReceiveClose(proto.get()), Code(CloseCode::kMalformed));
}

TEST_F(SessionTest, BrokenWebSocketFramesAreClosed) {
  StartServer();
  const std::string unmasked("\x82\x01x", 3);
  const std::string reserved_bit("\xc2\x80\0\0\0\0", 6);
  const std::string long_ping = ClientWsFrame(9, std::string(126, 'x'));
  const std::string lone_continuation = ClientWsFrame(0, "x");
  for (const std::string& frame : {unmasked, reserved_bit, long_ping, lone_continuation}) {
    const auto socket = OpenWs("samlad.v1.proto");
    socket->Send(frame);
    EXPECT_EQ(ReceiveClose(socket.get()), 1002) << "protocol error";
  }
  const auto socket = OpenWs("samlad.v1.json");
  socket->Send(ClientWsFrame(1, "\xff\xfe"));
  EXPECT_EQ(ReceiveClose(socket.get()), 1007) << "not UTF-8";
}

TEST_F(SessionTest, WhatHasQueuedUpGoesOutAsOneMessage) {
  StartServer();
  const auto socket = OpenSession(TokenOf("anna"));
  const double writes = Metric("samlad_writes_total");
  v1::ClientFrame frame;
  for (int i = 0; i < 50; ++i) frame.add_messages()->mutable_list_incidents()->set_request(i);
  socket->Send(ClientWsFrame(2, frame.SerializeAsString()));
  const auto message = ReceiveWs(socket.get());
  ASSERT_TRUE(message);
  v1::ServerFrame answer;
  ASSERT_TRUE(answer.ParseFromString(message->payload));
  EXPECT_EQ(answer.messages_size(), 50);
  EXPECT_EQ(Metric("samlad_writes_total"), writes + 1);
}

TEST_F(SessionTest, MetricsTellWhatACommitTook) {
  StartServer();
  const auto author = OpenSession(TokenOf("anna"));
  Send(author.get(), OpenIncident(1));
  ASSERT_TRUE(Receive(author.get(), v1::ServerMessage::kResult));
  for (const char* name :
       {"commit_seconds", "commit_changes", "release_seconds", "broadcast_seconds"}) {
    EXPECT_EQ(Metric("samlad_" + std::string(name) + "_count"), 1) << name;
  }
  EXPECT_EQ(Metric("samlad_commit_changes_sum"), 2) << "the incident and its opener's part in it";
  EXPECT_GE(Metric("samlad_release_seconds_sum"), Metric("samlad_commit_seconds_sum"));
}

TEST_F(SessionTest, ChangeReachesTheOthersAndBothCodecsAgree) {
  StartServer();
  const std::string token = TokenOf("anna");
  const auto author = OpenSession(token);
  Send(author.get(), OpenIncident(1));
  const auto result = Receive(author.get(), v1::ServerMessage::kResult);
  ASSERT_TRUE(result);
  ASSERT_TRUE(result->result().has_accepted()) << result->ShortDebugString();
  v1::ClientMessage watch;
  watch.mutable_watch()->set_incident(std::string(16, 1));
  Send(author.get(), watch);
  const auto batch = Receive(author.get(), v1::ServerMessage::kBatch);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->batch().changes_size(), 2) << "the incident and its first participation";
  const auto json = OpenWs("samlad.v1.json", "Authorization: Bearer " + token + "\r\n");
  json->Send(ClientWsFrame(1,
                           "{\"hello\":{}}\n{\"watch\":{\"incident\":"
                           "\"AQEBAQEBAQEBAQEBAQEBAQ==\"}}\n"));
  std::string lines;
  while (lines.find("\"batch\"") == std::string::npos) {
    const auto message = ReceiveWs(json.get());
    ASSERT_TRUE(message) << lines;
    lines += message->payload;
  }
  EXPECT_NE(lines.find("\"title\":\"Brand\""), std::string::npos) << lines;
}

TEST_F(SessionTest, StopSaysGoodbyeAndWhenToComeBack) {
  settings().gateway.restart_retry_after_ms = 1234;
  StartServer();
  const auto socket = OpenSession(TokenOf("anna"));
  const auto silent = OpenWs("samlad.v1.json");
  server().Stop();
  const auto goodbye = Receive(socket.get(), v1::ServerMessage::kGoodbye);
  ASSERT_TRUE(goodbye);
  EXPECT_EQ(goodbye->goodbye().retry_after_ms(), 1234u);
  EXPECT_EQ(ReceiveClose(socket.get()), Code(CloseCode::kRestarting));
  EXPECT_EQ(ReceiveClose(silent.get()), Code(CloseCode::kRestarting));
  socket->Close();
  silent->Close();
  const Ending ending = AwaitEnd();
  EXPECT_EQ(ending.code, ExitCode::kOk) << ending.message;
}

TEST_F(SessionTest, StopWaitsForNobodyLongerThanItMay) {
  settings().gateway.shutdown_timeout_ms = 100;
  settings().gateway.close_timeout_ms = 60'000;
  StartServer();
  // Neither of them ever answers the close.
  const auto session = OpenSession(TokenOf("anna"));
  RawSocket http(port());
  http.Send("GET / HTTP/1.1\r\n");
  EXPECT_EQ(StopServer().code, ExitCode::kOk);
}

TEST_F(SessionTest, FailedCommitEndsTheServerAndNothingMoreLeavesIt) {
  StartServer();
  const std::string token = TokenOf("anna");
  const auto author = OpenSession(token), other = OpenSession(token);
  log().FailCommits(Status(Status::Code::kIo, "No space left on device"));
  Send(author.get(), OpenIncident(1));
  const Ending ending = AwaitEnd();
  EXPECT_EQ(ending.code, ExitCode::kStorage);
  EXPECT_NE(ending.message.find("No space left on device"), std::string::npos);
  EXPECT_EQ(ending.message.find('\n'), std::string::npos);
}

TEST_F(SessionTest, AccountDisabledWhileConnectedIsClosed) {
  StartServer();
  const auto anna = OpenSession(TokenOf("anna")), root = OpenSession(TokenOf("root"));
  v1::ClientMessage message;
  v1::Command* command = message.mutable_command();
  command->set_command_id(std::string(16, 9));
  command->set_incident(kRegistryLog.str());
  v1::Revise* revise = command->mutable_revise();
  std::string account(16, '\0');  // the third change of the registry
  account[0] = 0x50, account[15] = 3;
  revise->set_item(account);
  revise->set_base_seq(3);
  revise->add_fields("account.disabled");
  revise->mutable_to()->mutable_account()->set_disabled(true);
  Send(root.get(), message);
  const auto result = Receive(root.get(), v1::ServerMessage::kResult);
  ASSERT_TRUE(result && result->result().has_accepted()) << result->ShortDebugString();
  EXPECT_EQ(ReceiveClose(anna.get()), Code(CloseCode::kTokenEnded));
}

TEST_F(SessionTest, PeerThatDoesNotReadIsCut) {
  settings().gateway.close_timeout_ms = 100;
  settings().room.outbox_bytes_limit = 128 * 1024;
  settings().room.outbox_bytes_max = 64 * 1024;
  settings().room.messages_burst_max = 1'000'000;
  StartServer();
  const auto socket = OpenSession(TokenOf("anna"));
  v1::ClientFrame frame;
  for (int i = 0; i < 1000; ++i) frame.add_messages()->mutable_ping()->set_nonce(i);
  const std::string pings = ClientWsFrame(2, frame.SerializeAsString());
  // Sends and never reads, until the server has had enough.
  for (int i = 0; i < 10'000 && socket->Send(pings); ++i) {
  }
  Await("it is gone", [this] { return Metric("samlad_connections") == 0; });
}

}  // namespace
}  // namespace samlad
