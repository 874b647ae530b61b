#include "clients/cpp/login.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/describe.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/kept_logins.h"
#include "clients/cli/password.h"
#include "clients/cli/talk.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

struct Arguments {
  client::Credentials credentials;
  std::string password_file;
};

std::string RoleText(const std::string& role) {
  v1::Role value = v1::ROLE_UNSPECIFIED;
  return v1::Role_Parse(role, &value) ? RoleWords(value) : role;
}

int Complain(int code, const std::string& sentence) {
  std::cerr << "samla: " << sentence << '\n';
  return code;
}

int Run(const Globals& globals, Arguments arguments) {
  client::Address address;
  std::string error;
  KeptLogins logins;
  if (!FindServer(globals, &address, &error) || !logins.Load(&error) ||
      !ReadPassword(arguments.password_file, "Password for " + arguments.credentials.login + ": ",
                    &arguments.credentials.password, &error)) {
    return Complain(kExitWrongUse, error);
  }
  client::LoginAnswer answer;
  switch (client::Login(address, arguments.credentials, &answer, &error)) {
    case client::LoginOutcome::kOk:
      break;
    case client::LoginOutcome::kRefused:
    case client::LoginOutcome::kTooFast:
      return Complain(kExitNotLoggedIn, error);
    case client::LoginOutcome::kUnreachable:
    case client::LoginOutcome::kNoSamlad:
      return Complain(kExitUnreachable, error);
  }
  const KeptLogin kept{answer.token, answer.until_ms, answer.chosen.actor_name, answer.chosen.role};
  if (!logins.Keep(address.url(), arguments.credentials.login, kept, &error)) {
    return Complain(kExitWrongUse, error);
  }
  std::cout << "Logged in at " << address.url() << " as " << arguments.credentials.login << ", "
            << RoleText(kept.role) << " for " << kept.actor_name << ", until "
            << TimeText(kept.until_ms) << ".\n";
  if (answer.choices.size() > 1) {
    std::cout << "Other roles you hold (log in again with --as and --role):\n";
    for (const client::RoleChoice& choice : answer.choices) {
      if (choice.actor == answer.chosen.actor && choice.role == answer.chosen.role) continue;
      std::cout << "  " << choice.actor_name << ", " << choice.role << '\n';
    }
  }
  return kExitOk;
}

}  // namespace

void AddLogin(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("login", "Get a token by password, and keep it");
  command->add_option("NAME", arguments->credentials.login, "Login name")->required();
  command->add_option("--as", arguments->credentials.actor, "Actor to act for, by name or id");
  command->add_option("--role", arguments->credentials.role, "Role to act in, such as CHAIR");
  command->add_option("--password-file", arguments->password_file,
                      "File whose first line is the password (- is stdin); else SAMLA_PASSWORD, "
                      "else asked for");
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return Run(globals, *arguments); };
  });
}

}  // namespace samlad::cli
