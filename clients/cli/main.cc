#include <CLI/CLI.hpp>
#include <clocale>
#include <exception>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"

namespace {

using samlad::cli::Globals;

constexpr const char* kFooter = R"(
Exit codes:
  0    done
  1    an argument, a file or a setting cannot be used
  2    the server refused a command, or what was asked for is not there
  3    not logged in, or no longer: samla login
  4    no server answers, or its certificate is not trusted
  5    verify: what is stored contradicts itself or an older tree head
  6    a data folder cannot be read or written, or is in use
  130  interrupted by Ctrl-C

With --json, programs get proto3 JSON of the messages in proto/samlad/v1, one object a line; ids are
base64 there, and 64-bit numbers are strings. Logins are kept in $XDG_STATE_HOME/samla/logins.json.)";

void AddGlobals(CLI::App& app, Globals& globals) {
  app.add_option("--server", globals.server, "Where the server is")
      ->envname("SAMLA_SERVER")
      ->capture_default_str();
  app.add_option("--ca", globals.ca_file, "PEM file of certificates to trust besides the system's")
      ->envname("SAMLA_CA")
      ->check(CLI::ExistingFile);
  app.add_option("--login", globals.login,
                 "Which of your kept logins to use; else the last one at this server")
      ->envname("SAMLA_LOGIN");
  app.add_flag("--json", globals.json, "Output for programs");
  app.add_option_function<std::string>(
         "--codec",
         [&globals](const std::string& name) {
           using samlad::client::Codec;
           globals.codec = name == "json" ? Codec::kJson : Codec::kProto;
         },
         "How to talk with the server; proto if left out")
      ->check(CLI::IsMember({"proto", "json"}));
}

void AddCommands(CLI::App& app, Globals& globals) {
  using namespace samlad::cli;
  AddLogin(app, globals);
  AddPassword(app, globals);
  AddUser(app, globals);
  AddIncidents(app, globals);
  AddWatch(app, globals);
  AddSend(app, globals);
  AddPicture(app, globals);
  AddReplay(app, globals);
  AddHistory(app, globals);
  AddExport(app, globals);
  AddPlay(app, globals);
  AddVerify(app, globals);
  AddBackup(app, globals);
  AddRestore(app, globals);
}

int Main(int argc, char** argv) {
  Globals globals;
  CLI::App app("samla: one shared situational picture, from the command line", "samla");
  app.set_version_flag("--version", "samla 0.1.0");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kFooter);
  app.get_formatter()->column_width(28);
  AddGlobals(app, globals);
  AddCommands(app, globals);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const auto left_over = app.remaining();
    if (app.get_subcommands().empty() && !left_over.empty() && error.get_exit_code() != 0) {
      std::cerr << "samla: There is no subcommand '" << left_over.front()
                << "'; `samla --help` lists them.\n";
      return samlad::cli::kExitWrongUse;
    }
    return app.exit(error) == 0 ? samlad::cli::kExitOk : samlad::cli::kExitWrongUse;
  }
  return globals.run();
}

}  // namespace

int main(int argc, char** argv) {
  // Times are written in the user's zone, text is UTF-8 whatever the locale.
  std::setlocale(LC_TIME, "");
  try {
    return Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "samla: " << error.what() << '\n';
    return samlad::cli::kExitWrongUse;
  }
}
