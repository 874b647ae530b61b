#pragma once

#include <functional>
#include <string>

#include "clients/cpp/codec.h"

namespace CLI {
class App;
}

namespace samlad::cli {

// What holds for every subcommand, as given before or after its name.
struct Globals {
  // http://host:port or https://host:port.
  std::string server = "http://127.0.0.1:8470";
  // PEM file with the certificates to trust besides the system's.
  std::string ca_file;
  // Which of the logins kept for this server to use; empty: the last one.
  std::string login;
  // Output for programs: proto3 JSON, one object a line.
  bool json = false;
  client::Codec codec = client::Codec::kProto;

  // Set by the subcommand that was chosen; returns an exit code (exit_code.h).
  std::function<int()> run;
};

// Each adds one subcommand whose callback sets globals.run.
void AddLogin(CLI::App& app, Globals& globals);
void AddPassword(CLI::App& app, Globals& globals);
void AddUser(CLI::App& app, Globals& globals);
void AddIncidents(CLI::App& app, Globals& globals);
void AddWatch(CLI::App& app, Globals& globals);
void AddSend(CLI::App& app, Globals& globals);
void AddPicture(CLI::App& app, Globals& globals);
void AddReplay(CLI::App& app, Globals& globals);
void AddHistory(CLI::App& app, Globals& globals);
void AddExport(CLI::App& app, Globals& globals);
void AddPlay(CLI::App& app, Globals& globals);
void AddVerify(CLI::App& app, Globals& globals);
void AddBackup(CLI::App& app, Globals& globals);
void AddRestore(CLI::App& app, Globals& globals);

}  // namespace samlad::cli
