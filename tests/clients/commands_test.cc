#include <gtest/gtest.h>

#include "tests/clients/peer.h"

namespace samlad::client {
namespace {

std::string IdsOf(const std::vector<v1::ClientMessage>& messages) {
  std::string ids;
  for (const v1::ClientMessage& message : messages) {
    EXPECT_TRUE(message.has_command());
    ids.push_back(message.command().command_id()[0]);
  }
  return ids;
}

TEST(Commands, WaitForTheWelcomeAndKeepTheirOrder) {
  Peer peer;
  for (char id : {'c', 'a', 'b'}) EXPECT_TRUE(peer.talk.Send(NoteCommand(CommandOf(id))));
  EXPECT_TRUE(peer.Heard().empty());
  peer.Greet();
  EXPECT_EQ(IdsOf(peer.Heard()), "cab");
  EXPECT_TRUE(peer.Heard().empty());
}

TEST(Commands, ReliableAnUnansweredCommandIsSentAgainUnderTheSameId) {
  Peer peer;
  peer.Greet();
  for (char id : {'1', '2', '3'}) peer.talk.Send(NoteCommand(CommandOf(id)));
  EXPECT_EQ(IdsOf(peer.Heard()), "123");
  peer.Accept(CommandOf('2'));
  peer.Reconnect();
  EXPECT_EQ(IdsOf(peer.Heard()), "13");
  peer.Reconnect();
  peer.talk.Send(NoteCommand(CommandOf('4')));
  EXPECT_EQ(IdsOf(peer.Heard()), "134");
  EXPECT_EQ(peer.talk.pending_commands(), 3u);
}

TEST(Commands, UniqueAnAnswerIsGivenOnce) {
  Peer peer;
  peer.Greet();
  peer.talk.Send(NoteCommand(CommandOf('1')));
  peer.Heard();
  peer.Accept(CommandOf('1'));
  peer.Accept(CommandOf('1'));
  peer.Accept(CommandOf('9'));
  EXPECT_EQ(peer.told.results.size(), 1u);
  EXPECT_EQ(peer.talk.pending_commands(), 0u);
}

TEST(Commands, ARefusalIsAnAnswer) {
  Peer peer;
  peer.Greet();
  peer.talk.Send(NoteCommand(CommandOf('1')));
  peer.Heard();
  peer.Refuse(CommandOf('1'), v1::NOT_ALLOWED);
  ASSERT_EQ(peer.told.results.size(), 1u);
  peer.Reconnect();
  EXPECT_TRUE(peer.Heard().empty());
}

TEST(Commands, BusyAndTooFastAreNoAnswersButAPause) {
  for (const v1::RejectionCode code : {v1::BUSY, v1::TOO_FAST}) {
    Peer peer;
    peer.Greet();
    for (char id : {'1', '2'}) peer.talk.Send(NoteCommand(CommandOf(id)));
    EXPECT_EQ(IdsOf(peer.Heard()), "12");
    peer.Refuse(CommandOf('1'), code);
    peer.Accept(CommandOf('2'));
    EXPECT_TRUE(peer.Heard().empty());
    EXPECT_EQ(IdsOf(peer.Wait(200)), "1");
    EXPECT_EQ(peer.told.results.size(), 1u);
  }
}

TEST(Commands, NoMoreAreInFlightThanTheServerAllows) {
  Peer peer;
  v1::Welcome welcome;
  welcome.mutable_limits()->set_commands_in_flight_max(2);
  peer.Greet(welcome);
  for (char id : {'1', '2', '3', '4'}) peer.talk.Send(NoteCommand(CommandOf(id)));
  EXPECT_EQ(IdsOf(peer.Heard()), "12");
  EXPECT_TRUE(peer.Heard().empty());
  peer.Accept(CommandOf('2'));
  EXPECT_EQ(IdsOf(peer.Heard()), "3");
}

TEST(Commands, TheServersRateIsKept) {
  Peer peer;
  v1::Welcome welcome;
  welcome.mutable_limits()->set_commands_per_second_max(10);
  peer.Greet(welcome);
  for (int i = 0; i < 100; ++i) {
    peer.talk.Send(NoteCommand(CommandOf(static_cast<char>(i + 1))));
  }
  // A second's worth at once, then ten a second.
  size_t sent = peer.Heard().size();
  EXPECT_EQ(sent, 10u);
  sent += peer.Wait(1'000).size();
  EXPECT_GE(sent, 19u);
  EXPECT_LE(sent, 20u);
  sent += peer.Wait(8'000).size();
  EXPECT_GE(sent, 99u);
}

TEST(Commands, ACommandIdIsKeptOnceAndTheQueueIsBounded) {
  ConversationOptions options;
  options.commands.pending_max = 2;
  Peer peer(options);
  EXPECT_TRUE(peer.talk.Send(NoteCommand(CommandOf('1'))));
  EXPECT_FALSE(peer.talk.Send(NoteCommand(CommandOf('1'))));
  EXPECT_TRUE(peer.talk.Send(NoteCommand(CommandOf('2'))));
  EXPECT_FALSE(peer.talk.Send(NoteCommand(CommandOf('3'))));
}

TEST(Commands, TheQueueIsBoundedInBytesToo) {
  ConversationOptions options;
  options.commands.pending_bytes_max = 3 * NoteCommand(CommandOf('1')).ByteSizeLong();
  Peer peer(options);
  for (char id : {'1', '2', '3'}) EXPECT_TRUE(peer.talk.Send(NoteCommand(CommandOf(id))));
  EXPECT_FALSE(peer.talk.Send(NoteCommand(CommandOf('4'))));
}

TEST(Commands, OneThatNoFrameHoldsIsRefusedHere) {
  Peer peer;
  v1::Welcome welcome;
  welcome.mutable_limits()->set_frame_bytes_max(200);
  peer.Greet(welcome);
  v1::Command large = NoteCommand(CommandOf('1'));
  large.set_reason(std::string(500, 'x'));
  peer.talk.Send(large);
  peer.talk.Send(NoteCommand(CommandOf('2')));
  EXPECT_EQ(IdsOf(peer.Heard()), "2");
  ASSERT_EQ(peer.told.results.size(), 1u);
  EXPECT_EQ(peer.told.results[0].rejection().code(), v1::TOO_LARGE);
  EXPECT_EQ(peer.talk.pending_commands(), 1u);
}

}  // namespace
}  // namespace samlad::client
