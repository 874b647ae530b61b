#include <gtest/gtest.h>

#include "tests/clients/peer.h"

namespace samlad::client {
namespace {

// A client with one replay of kA, asked for at change 10.
class Replaying : public testing::Test {
 protected:
  void SetUp() override {
    v1::Instant at;
    at.set_seq(10);
    replay_ = peer_.talk.OpenReplay(LogOf('a'), ItemOf('o'), at);
    peer_.Greet();
    const auto heard = peer_.Heard();
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].replay_open().at().seq(), 10u);
    EXPECT_EQ(heard[0].replay_open().as_actor(), ItemOf('o').str());
  }

  void SayPicture(uint64_t seq) {
    v1::Batch batch = BatchOf(0, seq, {NoteChange(seq, 'x')});
    batch.set_reset(true);
    batch.set_replay(replay_);
    peer_.Say(batch);
  }
  void SayStep(uint64_t from, uint64_t through) {
    v1::Batch batch = BatchOf(from, through, {NoteChange(through, 'x')});
    batch.set_replay(replay_);
    peer_.Say(batch);
  }
  void SayStatus(v1::ReplayState state, uint64_t seq) {
    v1::ServerMessage message;
    message.mutable_replay_status()->set_replay(replay_);
    message.mutable_replay_status()->set_state(state);
    message.mutable_replay_status()->set_seq(seq);
    message.mutable_replay_status()->set_head(100);
    peer_.Say(message);
  }
  void Play() {
    v1::ReplayPlay play;
    play.set_replay(replay_);
    play.set_speed(60);
    peer_.talk.PlayReplay(play);
  }

  Peer peer_;
  uint32_t replay_ = 0;
};

TEST_F(Replaying, PlayWaitsForTheOpeningToBeAnswered) {
  Play();
  EXPECT_TRUE(peer_.Heard().empty());
  SayPicture(10);
  SayStatus(v1::REPLAY_PAUSED, 10);
  const auto heard = peer_.Heard();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].replay_play().speed(), 60);
  // So that PAUSED means that it has come to rest.
  EXPECT_EQ(peer_.told.statuses.back().state(), v1::REPLAY_PLAYING);
  SayStep(10, 11);
  SayStatus(v1::REPLAY_PLAYING, 11);
  SayStatus(v1::REPLAY_PAUSED, 11);
  EXPECT_EQ(peer_.told.statuses.back().state(), v1::REPLAY_PAUSED);
}

TEST_F(Replaying, ResumableItIsOpenedAgainWhereItStoodAndPlaysOn) {
  SayPicture(10);
  SayStatus(v1::REPLAY_PAUSED, 10);
  Play();
  peer_.Heard();
  SayStep(10, 11);
  SayStatus(v1::REPLAY_PLAYING, 11);
  SayStep(11, 12);
  peer_.Reconnect();
  const auto heard = peer_.Heard();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].replay_open().at().seq(), 12u);
  SayPicture(12);
  SayStatus(v1::REPLAY_PAUSED, 12);
  EXPECT_EQ(peer_.told.statuses.back().state(), v1::REPLAY_PLAYING);
  EXPECT_EQ(peer_.Heard().at(0).replay_play().speed(), 60);
}

TEST_F(Replaying, OneThatHasComeToRestStaysAtRest) {
  SayPicture(10);
  SayStatus(v1::REPLAY_PAUSED, 10);
  Play();
  peer_.Heard();
  SayStep(10, 11);
  SayStatus(v1::REPLAY_PAUSED, 11);
  peer_.Reconnect();
  peer_.Heard();
  SayPicture(11);
  SayStatus(v1::REPLAY_PAUSED, 11);
  EXPECT_TRUE(peer_.Heard().empty());
}

TEST_F(Replaying, ASeekOutlivesTheConnectionItWasSaidOn) {
  SayPicture(10);
  SayStatus(v1::REPLAY_PAUSED, 10);
  v1::Instant to;
  to.set_seq(50);
  peer_.talk.SeekReplay(replay_, to);
  EXPECT_EQ(peer_.Heard().at(0).replay_seek().to().seq(), 50u);
  // A status from before the seek does not undo it.
  SayStatus(v1::REPLAY_PAUSED, 10);
  peer_.Reconnect();
  EXPECT_EQ(peer_.Heard().at(0).replay_open().at().seq(), 50u);
}

TEST_F(Replaying, ARefusedReplayIsGone) {
  v1::ServerMessage message;
  message.mutable_replay_status()->set_replay(replay_);
  message.mutable_replay_status()->mutable_rejection()->set_rule("replay.limit");
  peer_.Say(message);
  EXPECT_EQ(peer_.talk.FindReplay(replay_), nullptr);
  ASSERT_EQ(peer_.told.statuses.size(), 1u);
  peer_.Reconnect();
  EXPECT_TRUE(peer_.Heard().empty());
}

TEST_F(Replaying, WhatComesAfterCloseIsIgnored) {
  SayPicture(10);
  peer_.talk.CloseReplay(replay_);
  EXPECT_TRUE(peer_.Heard().at(0).has_replay_close());
  SayStep(10, 11);
  EXPECT_EQ(peer_.told.pictures.size(), 1u);
  EXPECT_FALSE(peer_.talk.wants_close());
}

TEST_F(Replaying, TheLivePictureIsAPictureOfItsOwn) {
  SayPicture(10);
  EXPECT_EQ(peer_.talk.Find(LogOf('a')), nullptr);
  EXPECT_EQ(peer_.talk.FindReplay(replay_)->position(), 10u);
  EXPECT_EQ(peer_.told.pictures.back().replay, replay_);
}

}  // namespace
}  // namespace samlad::client
