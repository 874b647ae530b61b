#include <gtest/gtest.h>

#include "tests/clients/peer.h"

namespace samlad::client {
namespace {

v1::ServerMessage Goodbye(uint32_t code, const std::string& text, uint32_t retry_after_ms) {
  v1::ServerMessage message;
  message.mutable_goodbye()->set_code(code);
  message.mutable_goodbye()->set_text(text);
  message.mutable_goodbye()->set_retry_after_ms(retry_after_ms);
  return message;
}

TEST(Connection, IsWantedAtOnceAndHelloSaysWhoWeAre) {
  ConversationOptions options;
  options.token = "secret";
  options.client_name = "test 1";
  Peer peer(options);
  ASSERT_TRUE(peer.talk.wants_connection_at_ms());
  EXPECT_LE(*peer.talk.wants_connection_at_ms(), peer.now_ms);
  peer.talk.OnConnected(peer.now_ms);
  const auto heard = peer.Heard();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].hello().token(), "secret");
  EXPECT_EQ(heard[0].hello().client(), "test 1");
  EXPECT_FALSE(peer.talk.wants_connection_at_ms());
}

TEST(Connection, ARetryCodeBringsItBackAfterAPause) {
  Peer peer;
  peer.Greet();
  peer.talk.OnClosed(4000, "", peer.now_ms);
  ASSERT_TRUE(peer.talk.wants_connection_at_ms());
  ASSERT_EQ(peer.told.retries.size(), 1u);
  EXPECT_EQ(*peer.talk.wants_connection_at_ms(), peer.now_ms + peer.told.retries[0].second);
}

TEST(Connection, AStopCodeEndsItWithTheServersSentence) {
  Peer peer;
  peer.Greet();
  peer.talk.OnClosed(4402, "Log in again.", peer.now_ms);
  EXPECT_FALSE(peer.talk.wants_connection_at_ms());
  ASSERT_EQ(peer.told.stops.size(), 1u);
  EXPECT_EQ(peer.told.stops[0].first, 4402);
  EXPECT_EQ(peer.told.stops[0].second, "Log in again.");
}

TEST(Connection, GoodbyeSaysWhyAndWhenEvenIfTheCloseFrameIsLost) {
  Peer peer;
  peer.Greet();
  peer.Say(Goodbye(4000, "Back soon.", 5'000));
  peer.Break();
  ASSERT_EQ(peer.told.retries.size(), 1u);
  EXPECT_EQ(peer.told.retries[0].first, "Back soon.");
  EXPECT_GE(peer.told.retries[0].second, 5'000);

  Peer other;
  other.Greet();
  other.Say(Goodbye(4401, "Not you.", 0));
  other.Break();
  ASSERT_EQ(other.told.stops.size(), 1u);
}

TEST(Connection, PausesGrowUntilAConnectionHasProvedGood) {
  ConversationOptions options;
  options.backoff = {.base_ms = 1'000, .max_ms = 64'000};
  Peer peer(options);
  int64_t most_ms = 0;
  for (int i = 0; i < 12; ++i) {
    peer.now_ms = std::max(peer.now_ms, *peer.talk.wants_connection_at_ms());
    peer.Greet();  // welcomed, and thrown out at once
    peer.Break();
    most_ms = std::max(most_ms, peer.told.retries.back().second);
  }
  EXPECT_GT(most_ms, 8'000);
  peer.now_ms = *peer.talk.wants_connection_at_ms();
  peer.Greet();
  peer.now_ms += options.settled_after_ms;
  peer.Break();
  EXPECT_LE(peer.told.retries.back().second, 1'000);
}

TEST(Connection, AServerThatDoesNotSayWelcomeIsGivenUp) {
  Peer peer;
  peer.talk.OnConnected(peer.now_ms);
  peer.Heard();
  peer.Wait(9'000);
  EXPECT_FALSE(peer.talk.wants_close());
  peer.Wait(1'000);
  EXPECT_TRUE(peer.talk.wants_close());
  peer.Break();
  EXPECT_TRUE(peer.talk.wants_connection_at_ms());
}

TEST(Connection, AnIdleClientPingsAndASilentServerIsGivenUp) {
  Peer peer;
  v1::Welcome welcome;
  welcome.set_heartbeat_interval_ms(1'000);
  peer.Greet(welcome);
  const auto heard = peer.Wait(2'900);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_TRUE(heard[0].has_ping());
  EXPECT_FALSE(peer.talk.wants_close());
  peer.Wait(100);
  EXPECT_TRUE(peer.talk.wants_close());
}

TEST(Connection, AServerThatIsHeardStaysAndAClientThatSpeaksNeedNotPing) {
  Peer peer;
  v1::Welcome welcome;
  welcome.set_heartbeat_interval_ms(1'000);
  peer.Greet(welcome);
  for (char i = 1; i < 50; ++i) {
    peer.SayHeartbeat(LogOf('a'), 1);
    peer.talk.Send(NoteCommand(CommandOf(i)));
    peer.Heard();
    EXPECT_TRUE(peer.Wait(900).empty());
  }
  EXPECT_FALSE(peer.talk.wants_close());
}

TEST(Connection, WhatCannotBeReadStopsTheClientInsteadOfComingBackForMore) {
  for (const Codec codec : {Codec::kProto, Codec::kJson}) {
    ConversationOptions options;
    options.codec = codec;
    Peer peer(options);
    peer.Greet();
    peer.talk.OnFrame("{\xff", peer.now_ms);
    EXPECT_TRUE(peer.talk.wants_close());
    peer.Break();
    ASSERT_EQ(peer.told.stops.size(), 1u);
    EXPECT_NE(peer.told.stops[0].second.find("cannot read"), std::string::npos);
  }
}

TEST(Connection, NothingCountsBeforeWelcome) {
  Peer peer;
  peer.talk.Watch(LogOf('a'));
  peer.talk.OnConnected(peer.now_ms);
  peer.Heard();
  peer.Say(BatchOf(0, 1, {NoteChange(1, 'x')}));
  EXPECT_TRUE(peer.talk.wants_close());
  EXPECT_TRUE(peer.told.pictures.empty());
}

TEST(Connection, AMessageOfALaterVersionIsPassedOver) {
  Peer peer;
  peer.Greet();
  peer.Say(v1::ServerMessage());
  EXPECT_FALSE(peer.talk.wants_close());
}

TEST(Connection, TheEndOfTheTokenIsToldInTimeWhateverTheClocksSay) {
  Peer peer;
  v1::Welcome welcome;
  welcome.set_heartbeat_interval_ms(1'000'000'000);
  welcome.set_server_time_ms(5);  // a clock far from ours
  welcome.set_token_until_ms(5 + 60 * 60 * 1000);
  peer.Greet(welcome);
  peer.Wait(54 * 60 * 1000);
  EXPECT_TRUE(peer.told.token_endings.empty());
  peer.Wait(2 * 60 * 1000);
  EXPECT_EQ(peer.told.token_endings.size(), 1u);
}

TEST(Connection, ANewTokenIsSaidAtOnceAndInEveryLaterHello) {
  Peer peer;
  peer.Greet();
  peer.talk.Refresh("newer", 0);
  EXPECT_EQ(peer.Heard().at(0).refresh().token(), "newer");
  peer.Break();
  peer.now_ms = *peer.talk.wants_connection_at_ms();
  peer.talk.OnConnected(peer.now_ms);
  EXPECT_EQ(peer.Heard().at(0).hello().token(), "newer");
}

TEST(Connection, StoppedMeansStopped) {
  Peer peer;
  peer.Greet();
  peer.talk.Stop(1000, "Enough.");
  EXPECT_TRUE(peer.talk.wants_close());
  peer.Break();
  EXPECT_FALSE(peer.talk.wants_connection_at_ms());
  EXPECT_EQ(peer.told.stops.size(), 1u);
  EXPECT_TRUE(peer.told.retries.empty());
}

}  // namespace
}  // namespace samlad::client
