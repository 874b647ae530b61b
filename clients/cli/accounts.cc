// The subcommands about persons and their logins: adduser and password.

#include <CLI/CLI.hpp>
#include <deque>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/describe.h"
#include "clients/cli/ids.h"
#include "clients/cli/password.h"
#include "clients/cli/scenario.h"
#include "clients/cli/talk.h"
#include "storage/derived_id.h"

namespace samlad::cli {
namespace {

// Accounts are in nobody's sight, so their ids have to be known by other means: they follow from
// the login name.
ItemId AccountIdOf(const std::string& login) { return DerivedId("account", login); }

v1::Command NewCommand() {
  v1::Command command;
  command.set_command_id(RandomIdBytes());
  command.set_incident(kRegistryLog.str());
  return command;
}

// Sends registry commands one after the other; the first refusal ends it.
class RegistryTalk : public Talk {
 public:
  using Talk::Talk;

 protected:
  void Enqueue(v1::Command command) { commands_.push_back(std::move(command)); }
  void SendNext() {
    if (commands_.empty()) {
      std::cout << done_ << '\n';
      return Finish(kExitOk);
    }
    talk().Send(commands_.front());
  }

  std::string done_;

 private:
  void OnResult(const v1::CommandResult& result) override {
    if (commands_.empty() || result.command_id() != commands_.front().command_id()) return;
    // Ids follow from the login name, so that doing it again takes up where it was broken off.
    const bool there = result.rejection().rule() == "item.exists";
    if (result.has_rejection() && !there) {
      return Fail(kExitRefused, RejectionText(result.rejection()));
    }
    commands_.pop_front();
    SendNext();
  }

  std::deque<v1::Command> commands_;
};

struct PasswordArguments {
  std::string login;
  std::string account;
  std::string password_file;
};

v1::Command SetPassword(const ItemId& account, const std::string& password) {
  v1::Command command = NewCommand();
  command.mutable_set_password()->set_account(account.str());
  command.mutable_set_password()->set_password(password);
  return command;
}

class PasswordTalk : public RegistryTalk {
 public:
  PasswordTalk(const Globals& globals, const ItemId& account, std::string password)
      : RegistryTalk(globals), account_(account), password_(std::move(password)) {}

 private:
  void Begin() override {
    done_ = "The password is changed; whoever was logged in with the old one is logged out.";
    Enqueue(SetPassword(account_, password_));
    SendNext();
  }

  const ItemId account_;
  const std::string password_;
};

int Complain(const std::string& sentence) {
  std::cerr << "samla: " << sentence << '\n';
  return kExitWrongUse;
}

int RunPassword(const Globals& globals, const PasswordArguments& arguments) {
  std::string error;
  ItemId account = AccountIdOf(arguments.login);
  if (!arguments.account.empty()) {
    const auto bytes = BytesFromHex(arguments.account);
    if (!bytes) return Complain("--account takes an id of 32 hexadecimal digits.");
    account = ItemId::FromBytesOrNone(*bytes);
  } else if (arguments.login.empty()) {
    return Complain("Whose password? Give a login name, or --account.");
  }
  std::string password;
  if (!ReadNewPassword(arguments.password_file, &password, &error)) return Complain(error);
  return PasswordTalk(globals, account, std::move(password)).Run();
}

struct UserArguments {
  std::string login;
  std::string name;
  std::string actor;
  std::string role = "PARTICIPANT";
  std::string contact;
  std::string password_file;
};

// A person, an account and a role, in this order: each refers to the one before.
class AddUserTalk : public RegistryTalk {
 public:
  AddUserTalk(const Globals& globals, const UserArguments& arguments, v1::Role role,
              std::string password)
      : RegistryTalk(globals), arguments_(arguments), role_(role), password_(std::move(password)) {}

 private:
  void Begin() override {
    const auto actor = ResolveActor(arguments_.actor);
    if (!actor) return;
    const ItemId person = DerivedId("person", arguments_.login);
    v1::Item* item = Create(person);
    item->mutable_person()->set_name(arguments_.name);
    item->mutable_person()->set_contact(arguments_.contact);
    Enqueue(std::move(command_));

    item = Create(AccountIdOf(arguments_.login));
    item->mutable_account()->set_login(arguments_.login);
    item->mutable_account()->set_person(person.str());
    Enqueue(std::move(command_));
    Enqueue(SetPassword(AccountIdOf(arguments_.login), password_));

    item = Create(DerivedId("assignment",
                            arguments_.login + "/" + v1::Role_Name(role_) + "/" + actor->str()));
    item->mutable_role_assignment()->set_person(person.str());
    item->mutable_role_assignment()->set_actor(actor->str());
    item->mutable_role_assignment()->set_role(role_);
    Enqueue(std::move(command_));

    done_ = arguments_.name + " can log in as '" + arguments_.login + "', " + RoleWords(role_) +
            " for " + directory().ActorName(actor->view()) + ".";
    SendNext();
  }

  // Begins a new command; the item in it is to be filled in.
  v1::Item* Create(const ItemId& id) {
    command_ = NewCommand();
    v1::Item* item = command_.mutable_create()->mutable_item();
    item->set_id(id.str());
    return item;
  }

  const UserArguments& arguments_;
  const v1::Role role_;
  const std::string password_;
  v1::Command command_;
};

int RunAddUser(const Globals& globals, const UserArguments& arguments) {
  v1::Role role = v1::ROLE_UNSPECIFIED;
  if (!v1::Role_Parse(arguments.role, &role) || role == v1::ROLE_UNSPECIFIED) {
    std::string names;
    for (int value = v1::DUTY_OFFICER; value <= v1::ADMINISTRATOR; ++value) {
      names += " " + v1::Role_Name(static_cast<v1::Role>(value));
    }
    return Complain("'" + arguments.role + "' is no role; there are:" + names + ".");
  }
  std::string password, error;
  if (!ReadNewPassword(arguments.password_file, &password, &error)) return Complain(error);
  return AddUserTalk(globals, arguments, role, std::move(password)).Run();
}

constexpr const char* kPasswordFileHelp =
    "File whose first line is the password (- is stdin); else SAMLA_PASSWORD, else asked for";

}  // namespace

void AddPassword(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<PasswordArguments>();
  CLI::App* command =
      app.add_subcommand("password", "Change your password, or (administrators) somebody else's");
  command->add_option("NAME", arguments->login, "Login name");
  command
      ->add_option("--account", arguments->account,
                   "The account by its id, if it was not made by samla")
      ->type_name("ID");
  command->add_option("--password-file", arguments->password_file, kPasswordFileHelp);
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return RunPassword(globals, *arguments); };
  });
}

void AddUser(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<UserArguments>();
  CLI::App* command = app.add_subcommand("adduser", "Add a person who can log in (administrators)");
  command->add_option("NAME", arguments->login, "Login name")->required();
  command->add_option("--name", arguments->name, "The person's name")->required();
  command->add_option("--actor", arguments->actor, "Actor to act for, by name or id")->required();
  command->add_option("--role", arguments->role, "Role to act in, such as DUTY_OFFICER")
      ->capture_default_str();
  command->add_option("--contact", arguments->contact, "How the person is reached");
  command->add_option("--password-file", arguments->password_file, kPasswordFileHelp);
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return RunAddUser(globals, *arguments); };
  });
}

}  // namespace samlad::cli
