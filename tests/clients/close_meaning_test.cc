#include "clients/cpp/close_meaning.h"

#include <gtest/gtest.h>

namespace samlad::client {
namespace {

TEST(CloseMeaning, TheRangeOfOurOwnCodesSaysRetryOrStop) {
  for (uint16_t code = 4000; code <= 4399; ++code) {
    EXPECT_EQ(MeaningOf(code), AfterClose::kRetry) << code;
  }
  for (uint16_t code = 4400; code <= 4999; ++code) {
    EXPECT_EQ(MeaningOf(code), AfterClose::kStop) << code;
  }
}

TEST(CloseMeaning, WhatPassesIsTriedAgain) {
  for (int code : {1000, 1001, 1005, 1006, 1011, 1012, 1013}) {
    EXPECT_EQ(MeaningOf(static_cast<uint16_t>(code)), AfterClose::kRetry) << code;
  }
}

TEST(CloseMeaning, WhatWouldEndTheSameWayStops) {
  for (int code : {1002, 1003, 1007, 1008, 1009, 1015, 3000, 65535}) {
    EXPECT_EQ(MeaningOf(static_cast<uint16_t>(code)), AfterClose::kStop) << code;
  }
}

TEST(CloseMeaning, TheServersOwnSentenceComesFirst) {
  EXPECT_EQ(SentenceOf(4401, "Log in."), "Log in.");
  EXPECT_EQ(SentenceOf(1012, ""), "The server is restarting.");
  EXPECT_EQ(SentenceOf(4999, ""), "The server closed the connection with code 4999.");
}

}  // namespace
}  // namespace samlad::client
