#include "tests/picture/world.h"

namespace samlad {
namespace {

std::string AccountOf(const ItemId& person, const std::string& login) {
  return "account { login: '" + login + "' person: " + Q(person) + " }";
}

TEST(RegistryRules, ActorsArePublicAndAccountsAreNobodys) {
  World world;
  const ItemId person = world.Register("person { name: 'Anna' }");
  const ItemId account = world.Register(AccountOf(person, "anna"));
  for (const ItemId& actor : {world.county, world.police, world.NewId()}) {
    EXPECT_TRUE(Visible(Sight{actor}, world.registry, world.Get(person)));
    EXPECT_TRUE(Visible(Sight{actor}, world.registry, world.Get(world.town)));
    EXPECT_FALSE(Visible(Sight{actor}, world.registry, world.Get(account)));
  }
}

// The access layer makes the first administrator as the server itself.
TEST(RegistryRules, TheServerBootstraps) {
  World world;
  const Principal server{{}, {}, v1::SYSTEM};
  world.Accept(server, World::InRegistry(world.Creating("person { name: 'Admin' }")));
}

RULE(RegistryRules, LoginTaken, "account.login-taken") {
  const ItemId person = Register("person { name: 'Anna' }");
  const ItemId account = Register(AccountOf(person, "anna"));
  Refuse(administrator, InRegistry(Creating(AccountOf(person, "anna"))), "account.login-taken",
         "create.item.account.login");
  const ItemId other = Register(AccountOf(person, "bo"));
  Refuse(administrator, InRegistry(Revising(other, {"account.login"}, "account { login: 'anna' }")),
         "account.login-taken");
  // A login that is given up is free again.
  Accept(administrator, InRegistry(Revising(account, {"account.login"}, "account { login: 'c' }")));
  Accept(administrator,
         InRegistry(Revising(other, {"account.login"}, "account { login: 'anna' }")));
  EXPECT_EQ(registry.AccountOf("anna")->item().id(), other.view());
  EXPECT_EQ(registry.AccountOf("bo"), nullptr);
}

RULE(RegistryRules, NotFound, "registry.not-found") {
  Refuse(administrator, InRegistry(Creating(AccountOf(town, "anna"))), "registry.not-found",
         "create.item.account.person");
  const ItemId person = Register("person { name: 'Anna' }");
  Refuse(administrator,
         InRegistry(Creating("role_assignment { role: CHAIR person: " + Q(person) +
                             " actor: " + Q(person) + " }")),
         "registry.not-found", "create.item.role_assignment.actor");
}

RULE(RoleAssignmentRules, SystemNotAssignable, "role.system-not-assignable") {
  const ItemId person = Register("person { name: 'Anna' }");
  Refuse(administrator,
         InRegistry(Creating("role_assignment { role: SYSTEM person: " + Q(person) +
                             " actor: " + Q(town) + " }")),
         "role.system-not-assignable", "create.item.role_assignment.role");
}

RULE(RoleAssignmentRules, Period, "role.period") {
  const ItemId person = Register("person { name: 'Anna' }");
  const std::string role =
      "role_assignment { role: CHAIR person: " + Q(person) + " actor: " + Q(town) + " from_ms: 10 ";
  Refuse(administrator, InRegistry(Creating(role + "until_ms: 10 }")), "role.period");
  const ItemId assignment = Register(role + "until_ms: 11 }");
  Refuse(administrator,
         InRegistry(
             Revising(assignment, {"role_assignment.from_ms"}, "role_assignment { from_ms: 12 }")),
         "role.period", "revise.to.role_assignment.until_ms");
}

RULE(RoleAssignmentRules, WhoAndWhatAreFixed, "field.fixed") {
  const ItemId person = Register("person { name: 'Anna' }");
  const std::string role =
      "role_assignment { role: CHAIR person: " + Q(person) + " actor: " + Q(town) + " }";
  const ItemId assignment = Register(role);
  for (const char* field : {"person", "actor", "role"}) {
    Refuse(administrator,
           InRegistry(Revising(assignment, {"role_assignment." + std::string(field)}, role)),
           "field.fixed");
  }
  Accept(administrator, InRegistry(Revising(assignment, {"role_assignment.ended"},
                                            "role_assignment { ended: true }")));
}

class Password : public RuleWorld {
 public:
  Password() {
    anna = Register("person { name: 'Anna' }");
    account = Register(AccountOf(anna, "anna"));
  }
  v1::Command Setting(const ItemId& id) {
    v1::Command command =
        InRegistry(Parse("set_password { account: " + Q(id) + " password: 'x' }"));
    command.set_command_id(NewId().str());
    return command;
  }
  Verdict Hash(const Principal& who, const ItemId& id) {
    return DecidePasswordHash(registry, Setting(id), "$argon2id$hash", ContextOf(who));
  }

  ItemId anna, account;
};

TEST(PasswordRules, ByThePersonOrAnAdministrator) {
  Password world;
  const Principal own{world.anna, world.town, v1::OBSERVER};
  for (const Principal& who : {own, world.administrator}) {
    const Verdict verdict = world.Hash(who, world.account);
    ASSERT_EQ(verdict.changes.size(), 1u);
    const v1::Account& after = verdict.changes[0].item().account();
    EXPECT_EQ(after.password_hash(), "$argon2id$hash");
    EXPECT_EQ(after.tokens_valid_from_ms(), world.now_ms);
    EXPECT_EQ(verdict.changes[0].SerializeAsString().find("'x'"), std::string::npos);
  }
  // To everybody else no account exists.
  const Verdict foreign = world.Hash(world.county_duty, world.account);
  const Verdict none = world.Hash(world.county_duty, world.NewId());
  EXPECT_EQ(foreign.rejection->rule(), "item.not-found");
  EXPECT_EQ(foreign.rejection->SerializeAsString(), none.rejection->SerializeAsString());
  EXPECT_EQ(world.Hash(world.administrator, world.town).rejection->rule(), "item.not-found");
}

TEST(PasswordRules, DisablingAnAccountVoidsItsTokens) {
  Password world;
  world.now_ms += 5;
  world.Accept(world.administrator,
               World::InRegistry(world.Revising(world.account, {"account.disabled"},
                                                "account { disabled: true }")));
  EXPECT_EQ(world.Get(world.account).account().tokens_valid_from_ms(), world.now_ms);
}

RULE(PasswordRules, NotHere, "password.not-here") {
  Refuse(county_duty, Parse("set_password { account: " + Q(NewId()) + " password: 'x' }"),
         "password.not-here");
  Refuse(administrator,
         InRegistry(Parse("set_password { account: " + Q(NewId()) + " password: 'x' }")),
         "password.not-here");
}

// A stale revision shows the item as it is now; an account is shown to nobody.
RULE(PasswordRules, AStaleAccountIsNotShown, "revise.stale") {
  const ItemId person = Register("person { name: 'Anna' }");
  const ItemId account = Register(AccountOf(person, "anna"));
  v1::Command command = InRegistry(Revising(account, {"account.login"}, "account { login: 'b' }"));
  Accept(administrator, command);
  command.clear_command_id();
  const v1::Rejection stale = Refuse(administrator, command, "revise.stale");
  EXPECT_FALSE(stale.has_current());
}

}  // namespace
}  // namespace samlad
