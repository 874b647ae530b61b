#include "clients/cpp/watches.h"

#include <gtest/gtest.h>

#include "tests/clients/peer.h"

namespace samlad::client {
namespace {

const LogId kA = LogOf('a');

// A client that watches kA of epoch 77 and holds changes 1 to 5.
class Watching : public testing::Test {
 protected:
  void SetUp() override {
    peer_.talk.Watch(kA);
    peer_.Greet();
    ASSERT_EQ(peer_.Heard().size(), 1u);
    peer_.SayWatching(kA, 77, 0);
    peer_.Say(BatchOf(0, 5, {NoteChange(2, 'x'), NoteChange(5, 'y')}));
    ASSERT_EQ(peer_.told.pictures.size(), 1u);
  }

  void SayWatchEnded(const std::string& rule) {
    v1::ServerMessage message;
    message.mutable_watch_ended()->set_incident(kA.str());
    message.mutable_watch_ended()->mutable_why()->set_rule(rule);
    peer_.Say(message);
  }

  Peer peer_;
};

TEST_F(Watching, ResumableAWatchGoesOnFromWhereItStood) {
  peer_.Reconnect();
  const auto heard = peer_.Heard();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].watch().epoch(), 77u);
  EXPECT_EQ(heard[0].watch().from(), 5u);
  peer_.SayWatching(kA, 77, 5);
  peer_.Say(BatchOf(5, 6, {NoteChange(6, 'x')}));
  EXPECT_EQ(peer_.talk.Find(kA)->items().size(), 2u);
  EXPECT_EQ(peer_.talk.Find(kA)->position(), 6u);
  EXPECT_FALSE(peer_.told.pictures.back().batch.reset());
}

TEST_F(Watching, AnotherEpochStartsAnewAndSaysSoToTheObserver) {
  peer_.Reconnect();
  peer_.Heard();
  peer_.SayWatching(kA, 78, 0);
  peer_.Say(BatchOf(0, 1, {NoteChange(1, 'z')}));
  EXPECT_EQ(peer_.talk.Find(kA)->items().size(), 1u);
  EXPECT_TRUE(peer_.told.pictures.back().batch.reset());
  peer_.Say(BatchOf(1, 2, {NoteChange(2, 'z')}));
  EXPECT_FALSE(peer_.told.pictures.back().batch.reset());
}

TEST_F(Watching, HalfACatchUpIsNoPictureToGoOnFrom) {
  v1::Batch chunk = BatchOf(5, 5, {NoteChange(8, 'x')});
  chunk.set_more(true);
  peer_.Say(chunk);
  peer_.Reconnect();
  EXPECT_EQ(peer_.Heard().at(0).watch().from(), 0u);
  peer_.SayWatching(kA, 77, 0);
  EXPECT_TRUE(peer_.talk.Find(kA)->items().empty());
  peer_.Say(BatchOf(0, 9, {NoteChange(9, 'y')}));
  EXPECT_EQ(peer_.talk.Find(kA)->items().size(), 1u);
  EXPECT_TRUE(peer_.told.pictures.back().batch.reset());
}

TEST_F(Watching, AGapIsCuredByResumingOnANewConnection) {
  peer_.Say(BatchOf(7, 8, {NoteChange(8, 'x')}));
  EXPECT_TRUE(peer_.talk.wants_close());
  EXPECT_EQ(peer_.talk.gaps(), 1u);
  // Whatever else comes on this connection is not looked at.
  peer_.Say(BatchOf(5, 6, {NoteChange(6, 'x')}));
  EXPECT_EQ(peer_.talk.Find(kA)->position(), 5u);
  peer_.Reconnect();
  EXPECT_EQ(peer_.Heard().at(0).watch().from(), 5u);
}

TEST_F(Watching, UniqueABatchThatCameTwiceIsAGapToo) {
  peer_.Say(BatchOf(0, 5, {NoteChange(2, 'x')}));
  EXPECT_TRUE(peer_.talk.wants_close());
  EXPECT_EQ(peer_.told.pictures.size(), 1u);
}

TEST_F(Watching, BookmarkableAHeadToldTwoHeartbeatsAgoHasBeenReached) {
  peer_.SayHeartbeat(kA, 6);
  peer_.SayHeartbeat(kA, 6);
  EXPECT_FALSE(peer_.talk.wants_close());
  peer_.SayHeartbeat(kA, 6);
  EXPECT_TRUE(peer_.talk.wants_close());
}

TEST_F(Watching, AClientThatMovesIsSlowAndHasNoGap) {
  uint64_t position = 5;
  for (uint64_t head = 100; head < 120; ++head) {
    peer_.SayHeartbeat(kA, head);
    peer_.Say(BatchOf(position, position + 1, {}));
    ++position;
  }
  EXPECT_FALSE(peer_.talk.wants_close());
}

TEST_F(Watching, HeartbeatsOfAnEarlierConnectionAreForgotten) {
  peer_.SayHeartbeat(kA, 9);
  peer_.SayHeartbeat(kA, 9);
  peer_.Reconnect();
  peer_.Heard();
  peer_.SayWatching(kA, 77, 5);
  peer_.SayHeartbeat(kA, 9);
  EXPECT_FALSE(peer_.talk.wants_close());
}

TEST_F(Watching, SeenIsReportedAtMostOnceASecondAndOnlyTheLast) {
  peer_.talk.Shown(kA, 3);
  EXPECT_EQ(peer_.Heard().at(0).seen().through(), 3u);
  peer_.talk.Shown(kA, 4);
  peer_.talk.Shown(kA, 5);
  peer_.talk.Shown(kA, 2);
  EXPECT_TRUE(peer_.Heard().empty());
  const auto heard = peer_.Wait(1'000);
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].seen().through(), 5u);
  EXPECT_TRUE(peer_.Wait(3'000).empty());
}

TEST_F(Watching, SeenIsReportedAgainWhenItMayHaveBeenLost) {
  peer_.talk.Shown(kA, 5);
  EXPECT_EQ(peer_.Heard().size(), 1u);
  peer_.Reconnect();
  peer_.Heard();
  peer_.SayWatching(kA, 77, 5);
  const auto heard = peer_.Wait(1'000);
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].seen().through(), 5u);
}

TEST_F(Watching, WhatTheServerEndsIsOver) {
  SayWatchEnded("watch.ended");
  ASSERT_EQ(peer_.told.ended.size(), 1u);
  EXPECT_EQ(peer_.talk.Find(kA), nullptr);
  peer_.Reconnect();
  EXPECT_TRUE(peer_.Heard().empty());
}

TEST_F(Watching, UnwatchIsSaidAndWhatStillComesIsIgnored) {
  peer_.talk.Unwatch(kA);
  EXPECT_TRUE(peer_.Heard().at(0).has_unwatch());
  peer_.Say(BatchOf(5, 6, {NoteChange(6, 'x')}));
  SayWatchEnded("watch.unwatched");
  EXPECT_EQ(peer_.told.pictures.size(), 1u);
  EXPECT_TRUE(peer_.told.ended.empty());
  EXPECT_FALSE(peer_.talk.wants_close());
}

TEST_F(Watching, ANewWatchIsNotTakenForTheOldOne) {
  peer_.talk.Unwatch(kA);
  peer_.talk.Watch(kA);
  const auto heard = peer_.Heard();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_TRUE(heard[0].has_unwatch());
  EXPECT_EQ(heard[1].watch().from(), 0u);
  // Still of the old watch; it may even be ended by the server before it hears Unwatch.
  peer_.Say(BatchOf(5, 6, {NoteChange(6, 'x')}));
  SayWatchEnded("watch.ended");
  SayWatchEnded("watch.unwatched");
  peer_.SayWatching(kA, 77, 0);
  peer_.Say(BatchOf(0, 6, {NoteChange(6, 'x')}));
  EXPECT_EQ(peer_.talk.Find(kA)->position(), 6u);
  EXPECT_TRUE(peer_.told.ended.empty());
}

TEST_F(Watching, ABatchBeforeItsWatchingIsRefused) {
  peer_.Reconnect();
  peer_.Heard();
  peer_.Say(BatchOf(5, 6, {NoteChange(6, 'x')}));
  EXPECT_TRUE(peer_.talk.wants_close());
}

TEST_F(Watching, MoreThanWatchesMaxAreRefused) {
  ConversationOptions options;
  options.watches.watches_max = 2;
  Peer peer(options);
  EXPECT_TRUE(peer.talk.Watch(LogOf('a')));
  EXPECT_TRUE(peer.talk.Watch(LogOf('b')));
  EXPECT_TRUE(peer.talk.Watch(LogOf('b')));
  EXPECT_FALSE(peer.talk.Watch(LogOf('c')));
}

// An observer that leaves from within the call that tells it of a picture.
class Leaver : public Observer {
 public:
  void OnPicture(const Replica& replica, const v1::Batch&) override {
    talk->Unwatch(kA);
    position = replica.position();
  }
  Conversation* talk = nullptr;
  uint64_t position = 0;
};

TEST(Observer, MayUnwatchFromWithinItsOwnCall) {
  Leaver leaver;
  Conversation talk({}, &leaver);
  leaver.talk = &talk;
  talk.Watch(kA);
  talk.OnConnected(0);
  talk.TakeOutgoing(0);
  const auto say = [&](v1::ServerMessage message) {
    v1::ServerFrame frame;
    *frame.add_messages() = std::move(message);
    talk.OnFrame(EncodeServerFrame(Codec::kProto, frame), 0);
  };
  v1::ServerMessage message;
  message.mutable_welcome();
  say(message);
  talk.TakeOutgoing(0);
  message.mutable_watching()->set_incident(kA.str());
  say(message);
  *message.mutable_batch() = BatchOf(0, 5, {NoteChange(5, 'x')});
  say(message);
  EXPECT_EQ(leaver.position, 5u);
  EXPECT_EQ(talk.Find(kA), nullptr);
}

}  // namespace
}  // namespace samlad::client
