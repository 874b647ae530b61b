#include "storage/backup.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/offline.h"
#include "clients/cli/progress.h"

namespace samlad::cli {
namespace {

struct Arguments {
  std::string from;
  std::string to;
  bool salvage = false;
};

int RunBackup(const Arguments& arguments) {
  const Status status = BackupFolder(arguments.from, arguments.to);
  if (!status.ok()) return ComplainOf(status);
  std::cout << "Backed up '" << arguments.from << "' to '" << arguments.to
            << "'. Check it with `samla verify " << arguments.to << "`.\n";
  return kExitOk;
}

int RunRestore(const Arguments& arguments) {
  Status status;
  {
    Progress progress("Restoring");
    RestoreOptions options;
    options.backup_folder = arguments.from;
    options.data_folder = arguments.to;
    options.salvage = arguments.salvage;
    options.progress = [&progress](uint64_t done, uint64_t all) { progress.Show(done, all); };
    status = Restore(options);
  }
  if (!status.ok()) return ComplainOf(status);
  std::cout << "Restored '" << arguments.from << "' to '" << arguments.to
            << "' as a new epoch: clients that knew a longer history start anew.\n";
  return kExitOk;
}

}  // namespace

void AddBackup(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("backup", "Copy the data folder of a stopped server to a new folder");
  command->add_option("DATA_DIR", arguments->from, "The server's data folder")->required();
  command->add_option("TARGET", arguments->to, "The new folder")->required();
  command->footer(
      "The server must not be running on DATA_DIR; if it is, nothing is done (exit code 6).\n"
      "On the same file system the two share their tables by hard links: quick, and it costs next "
      "to\n"
      "no space, but it is no protection against a disk that fails. Copy TARGET elsewhere for "
      "that.");
  command->callback(
      [&globals, arguments] { globals.run = [arguments] { return RunBackup(*arguments); }; });
}

void AddRestore(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("restore", "Make a data folder from a backup");
  command->add_option("BACKUP", arguments->from, "The backup's folder")->required();
  command->add_option("DATA_DIR", arguments->to, "The new data folder; missing or empty")
      ->required();
  command->add_flag(
      "--salvage", arguments->salvage,
      "Take what there is, even if it is less than BACKUP's HEAD promises; BACKUP may "
      "then be a damaged data folder");
  command->callback(
      [&globals, arguments] { globals.run = [arguments] { return RunRestore(*arguments); }; });
}

}  // namespace samlad::cli
