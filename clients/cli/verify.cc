#include "storage/verify.h"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/offline.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

namespace json = boost::json;

struct Arguments {
  std::string folder;
  std::string older_head;
};

std::string LogName(const LogId& log) { return log == kRegistryLog ? "registry" : ToHex(log); }

void PrintJson(const VerifyReport& report) {
  for (const Finding& finding : report.findings) {
    std::cout << json::object{{"finding", finding.sentence},
                              {"log", ToHex(finding.log)},
                              {"seq", finding.seq}}
              << '\n';
  }
  for (const LogHead& head : report.heads) {
    std::cout << json::object{{"log", ToHex(head.log)},
                              {"seq", head.seq},
                              {"recorded_at_ms", head.recorded_at_ms},
                              {"root", ToHex(head.root)}}
              << '\n';
  }
  std::cout << json::object{{"ok", report.ok()},
                            {"epoch", report.epoch},
                            {"changes", report.changes},
                            {"findings", report.findings_count}}
            << '\n';
}

void PrintForPeople(const VerifyReport& report, bool held_against_older) {
  Table table({"LOG", "CHANGES", "LAST", "TREE HEAD"});
  for (const LogHead& head : report.heads) {
    table.Add({LogName(head.log), std::to_string(head.seq), TimeText(head.recorded_at_ms),
               ToHex(head.root)});
  }
  table.Print(std::cout, 0);
  std::cout << '\n';
  for (const Finding& finding : report.findings) {
    std::cout << LogName(finding.log);
    if (finding.seq > 0) std::cout << " #" << finding.seq;
    std::cout << ": " << finding.sentence << '\n';
  }
  if (report.ok()) {
    std::cout << report.changes << " changes in " << report.heads.size()
              << " logs checked: every hash, order and index is right"
              << (held_against_older ? ", and the history agrees with the older tree head" : "")
              << ".\n";
  } else {
    std::cout << report.findings_count << " things are wrong.\n";
  }
}

int Run(const Globals& globals, const Arguments& arguments) {
  VerifyReport report;
  Status status;
  {
    Progress progress("Verifying");
    VerifyOptions options;
    options.folder = arguments.folder;
    options.older_head_path = arguments.older_head;
    options.progress = [&progress](uint64_t done, uint64_t all) { progress.Show(done, all); };
    status = Verify(options, &report);
  }
  if (!status.ok()) return ComplainOf(status);
  globals.json ? PrintJson(report) : PrintForPeople(report, !arguments.older_head.empty());
  return report.ok() ? kExitOk : kExitDamaged;
}

}  // namespace

void AddVerify(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "verify", "Check a data folder: hashes, order, tree heads. Changes nothing");
  command->add_option("DATA_DIR", arguments->folder, "The server's data folder, or a backup")
      ->required();
  command
      ->add_option(
          "--head", arguments->older_head,
          "A HEAD file of an earlier day, kept elsewhere: the history has to agree with it")
      ->check(CLI::ExistingFile);
  command->footer(
      "A server may be running on the folder; what it adds meanwhile is not looked at.");
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return Run(globals, *arguments); };
  });
}

}  // namespace samlad::cli
