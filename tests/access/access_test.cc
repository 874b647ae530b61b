#include "server/access/access.h"

#include <gtest/gtest.h>

#include "tests/access/people.h"

namespace samlad {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;
constexpr int64_t kHour = 3600 * 1000;

AccessLimits CheapLimits() {
  AccessLimits limits;
  limits.password_passes = 1;
  limits.password_memory_bytes = 8 * 1024;
  limits.token_lifetime_ms = kHour;
  limits.login_burst_max = 5;
  return limits;
}

// Anna, who is duty officer at Sala and chair at Norberg.
class AccessTest : public testing::Test {
 protected:
  AccessTest() : access_(&people_.picture(), TokenKey{}, CheapLimits()) {
    sala_ = people_.AddActor("Sala kommun", "Sala");
    norberg_ = people_.AddActor("Norbergs kommun", "Norberg");
    anna_ = people_.AddPerson("Anna");
    account_ = people_.AddAccount("anna", anna_, access_.HashPassword("right"));
    at_sala_ = people_.Assign(anna_, sala_, v1::DUTY_OFFICER);
    at_norberg_ = people_.Assign(anna_, norberg_, v1::CHAIR);
  }

  LoginAnswer Login(const LoginRequest& request, int64_t now_ms = kNow) {
    const Access::Attempt attempt = access_.Begin(request, "192.0.2.1", 0);
    EXPECT_EQ(attempt.retry_after_ms, 0);
    return access_.Finish(request, "192.0.2.1", attempt, Access::Verify(attempt, request), now_ms);
  }
  std::string TokenOf(const std::string& actor = "", int64_t now_ms = kNow) {
    const LoginAnswer answer = Login({"anna", "right", actor, ""}, now_ms);
    EXPECT_EQ(answer.outcome, LoginAnswer::Outcome::kOk);
    return answer.token;
  }
  bool Valid(const std::string& token, int64_t now_ms = kNow) {
    return access_.Check(token, now_ms).has_value();
  }

  People people_;
  Access access_;
  ItemId sala_, norberg_, anna_, account_, at_sala_, at_norberg_;
};

TEST_F(AccessTest, LoginGivesATokenForTheFirstAssignmentAndNamesTheOthers) {
  const LoginAnswer answer = Login({"anna", "right", "", ""});
  ASSERT_EQ(answer.outcome, LoginAnswer::Outcome::kOk);
  EXPECT_EQ(answer.until_ms, kNow + kHour);
  EXPECT_EQ(answer.chosen.who, (Principal{anna_, sala_, v1::DUTY_OFFICER}));
  ASSERT_EQ(answer.choices.size(), 2u);
  EXPECT_EQ(answer.choices[1].who, (Principal{anna_, norberg_, v1::CHAIR}));
  EXPECT_EQ(answer.choices[1].actor_name, "Norbergs kommun");
  const auto known = access_.Check(answer.token, kNow);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->who, answer.chosen.who);
  EXPECT_EQ(known->until_ms, answer.until_ms);
}

TEST_F(AccessTest, ActorAndRoleChooseTheAssignment) {
  for (const std::string& actor :
       {std::string("Norberg"), std::string("Norbergs kommun"), ToHex(norberg_)}) {
    EXPECT_EQ(Login({"anna", "right", actor, ""}).chosen.who.actor, norberg_) << actor;
  }
  EXPECT_EQ(Login({"anna", "right", "", "chair"}).chosen.who.role, v1::CHAIR);
  EXPECT_EQ(Login({"anna", "right", "Sala", "CHAIR"}).outcome, LoginAnswer::Outcome::kNoAssignment);
  EXPECT_EQ(Login({"anna", "right", "Sala", "CHAI"}).outcome, LoginAnswer::Outcome::kNoAssignment);
}

TEST_F(AccessTest, WrongPasswordUnknownLoginAndDisabledAccountGetTheSameAnswer) {
  EXPECT_EQ(Login({"anna", "wrong", "", ""}).outcome, LoginAnswer::Outcome::kWrong);
  EXPECT_EQ(Login({"anne", "right", "", ""}).outcome, LoginAnswer::Outcome::kWrong);
  EXPECT_EQ(Login({"anna", "", "", ""}).outcome, LoginAnswer::Outcome::kWrong);
  people_.Revise(account_, [](v1::Item* item) { item->mutable_account()->set_disabled(true); });
  EXPECT_EQ(Login({"anna", "right", "", ""}).outcome, LoginAnswer::Outcome::kWrong);
}

TEST_F(AccessTest, UnknownLoginIsVerifiedAtTheSameCost) {
  const Access::Attempt unknown = access_.Begin({"nobody", "x", "", ""}, "a", 0);
  const Access::Attempt known = access_.Begin({"anna", "x", "", ""}, "a", 0);
  // Parameters and lengths are those of a real hash; salt and digest differ.
  const std::string parameters = known.hash.substr(0, known.hash.find("$", 20));
  EXPECT_EQ(unknown.hash.substr(0, parameters.size()), parameters);
  EXPECT_EQ(unknown.hash.size(), known.hash.size());
  EXPECT_TRUE(unknown.account.is_none());
}

TEST_F(AccessTest, AccountWithoutPasswordLetsNobodyIn) {
  people_.AddAccount("bo", people_.AddPerson("Bo"), "");
  EXPECT_EQ(Login({"bo", "", "", ""}).outcome, LoginAnswer::Outcome::kWrong);
  EXPECT_EQ(Login({"bo", "right", "", ""}).outcome, LoginAnswer::Outcome::kWrong);
}

TEST_F(AccessTest, TokenEndsWithItsTime) {
  const std::string token = TokenOf();
  EXPECT_TRUE(Valid(token, kNow + kHour - 1));
  EXPECT_FALSE(Valid(token, kNow + kHour));
}

TEST_F(AccessTest, TokenEndsWhenTheAccountIsDisabled) {
  const std::string token = TokenOf();
  people_.Revise(account_, [](v1::Item* item) { item->mutable_account()->set_disabled(true); });
  EXPECT_FALSE(Valid(token));
}

TEST_F(AccessTest, TokenEndsWhenThePasswordIsChanged) {
  const std::string before = TokenOf("", kNow - 1);
  people_.Revise(account_,
                 [](v1::Item* item) { item->mutable_account()->set_tokens_valid_from_ms(kNow); });
  EXPECT_FALSE(Valid(before));
  EXPECT_TRUE(Valid(TokenOf("", kNow)));
}

TEST_F(AccessTest, TokenEndsWithItsAssignmentAndNoOther) {
  const std::string token = TokenOf("Sala");
  people_.Revise(at_norberg_,
                 [](v1::Item* item) { item->mutable_role_assignment()->set_ended(true); });
  EXPECT_TRUE(Valid(token));
  people_.Revise(at_sala_,
                 [](v1::Item* item) { item->mutable_role_assignment()->set_ended(true); });
  EXPECT_FALSE(Valid(token));
  EXPECT_EQ(Login({"anna", "right", "", ""}).outcome, LoginAnswer::Outcome::kNoAssignment);
}

TEST_F(AccessTest, AssignmentHoldsBetweenItsTimes) {
  people_.Revise(at_sala_, [](v1::Item* item) {
    item->mutable_role_assignment()->set_from_ms(kNow);
    item->mutable_role_assignment()->set_until_ms(kNow + 60'000);
  });
  EXPECT_EQ(Login({"anna", "right", "Sala", ""}, kNow - 1).outcome,
            LoginAnswer::Outcome::kNoAssignment);
  const LoginAnswer answer = Login({"anna", "right", "Sala", ""}, kNow);
  EXPECT_EQ(answer.until_ms, kNow + 60'000) << "no longer than the assignment";
  EXPECT_TRUE(Valid(answer.token, kNow + 59'999));
  EXPECT_FALSE(Valid(answer.token, kNow + 60'000));
}

TEST_F(AccessTest, AssignmentThatEndsSoonerShortensATokenHandedOut) {
  const std::string token = TokenOf("Sala");
  people_.Revise(at_sala_,
                 [](v1::Item* item) { item->mutable_role_assignment()->set_until_ms(kNow + 10); });
  EXPECT_EQ(access_.Check(token, kNow)->until_ms, kNow + 10);
  EXPECT_FALSE(Valid(token, kNow + 10));
}

TEST_F(AccessTest, NobodyActsAsSystem) {
  people_.Revise(at_sala_,
                 [](v1::Item* item) { item->mutable_role_assignment()->set_role(v1::SYSTEM); });
  EXPECT_EQ(Login({"anna", "right", "Sala", ""}).outcome, LoginAnswer::Outcome::kNoAssignment);
}

TEST_F(AccessTest, PasswordChangedWhileItIsVerifiedLetsNobodyIn) {
  const LoginRequest request{"anna", "right", "", ""};
  const Access::Attempt attempt = access_.Begin(request, "a", 0);
  const bool verified = Access::Verify(attempt, request);
  EXPECT_TRUE(verified);
  people_.Revise(account_, [this](v1::Item* item) {
    item->mutable_account()->set_password_hash(access_.HashPassword("other"));
  });
  EXPECT_EQ(access_.Finish(request, "a", attempt, verified, kNow).outcome,
            LoginAnswer::Outcome::kWrong);
}

TEST_F(AccessTest, LoginFollowsTheRegistry) {
  people_.Revise(account_, [](v1::Item* item) { item->mutable_account()->set_login("anna.b"); });
  EXPECT_EQ(Login({"anna", "right", "", ""}).outcome, LoginAnswer::Outcome::kWrong);
  EXPECT_EQ(Login({"anna.b", "right", "", ""}).outcome, LoginAnswer::Outcome::kOk);
}

TEST_F(AccessTest, AttemptsAreThrottledByNameWhateverTheAddress) {
  for (int i = 0; i < 5; ++i) {
    const LoginRequest wrong{"anna", "wrong", "", ""};
    const Access::Attempt attempt = access_.Begin(wrong, std::to_string(i), 0);
    EXPECT_EQ(attempt.retry_after_ms, 0);
    access_.Finish(wrong, std::to_string(i), attempt, Access::Verify(attempt, wrong), kNow);
  }
  EXPECT_GT(access_.Begin({"anna", "right", "", ""}, "6", 0).retry_after_ms, 0);
  EXPECT_EQ(access_.Begin({"bo", "right", "", ""}, "6", 0).retry_after_ms, 0);
}

TEST_F(AccessTest, AttemptsAreThrottledByAddressWhateverTheName) {
  const uint32_t burst = CheapLimits().login_address_burst_max;
  for (uint32_t i = 0; i < burst; ++i) {
    EXPECT_EQ(access_.Begin({std::to_string(i), "x", "", ""}, "192.0.2.7", 0).retry_after_ms, 0);
  }
  EXPECT_GT(access_.Begin({"anna", "right", "", ""}, "192.0.2.7", 0).retry_after_ms, 0);
  EXPECT_EQ(access_.Begin({"anna", "right", "", ""}, "192.0.2.8", 0).retry_after_ms, 0);
}

TEST_F(AccessTest, GoodLoginsAreNeverThrottled) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(Login({"anna", "right", "", ""}).outcome, LoginAnswer::Outcome::kOk) << i;
  }
}

TEST(ThrottleKey, IsOneForASixtyFourOfIpv6) {
  EXPECT_EQ(ThrottleKeyOf("2001:db8:1:2::1"), ThrottleKeyOf("2001:db8:1:2:ffff::9"));
  EXPECT_NE(ThrottleKeyOf("2001:db8:1:2::1"), ThrottleKeyOf("2001:db8:1:3::1"));
  EXPECT_EQ(ThrottleKeyOf("192.0.2.1"), "192.0.2.1");
}

}  // namespace
}  // namespace samlad
