#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/cli/changes_talk.h"
#include "clients/cli/commands.h"
#include "clients/cli/geojson.h"
#include "clients/cli/instant.h"
#include "clients/cli/printing.h"
#include "clients/cli/progress.h"
#include "clients/cli/snapshot.h"
#include "clients/cli/table.h"

namespace samlad::cli {
namespace {

struct Arguments {
  SnapshotArguments snapshot;
  std::string format = "jsonl";
};

class GeoJsonTalk : public SnapshotTalk {
 public:
  using SnapshotTalk::SnapshotTalk;

 private:
  void Show(const client::Replica& picture, const v1::ReplayStatus*) override {
    std::cout << ToGeoJson(picture, directory(), arguments().as);
  }
};

// Every change that could be seen, one JSON object a line, in order.
class JsonLinesTalk : public ChangesTalk {
 public:
  JsonLinesTalk(const Globals& globals, const ChangesArguments& arguments)
      : ChangesTalk(globals, arguments), progress_("Exporting") {}

 private:
  void Opened(const client::Replica&, const v1::ReplayStatus&) override {}
  void Show(const v1::Change& change) override { PrintJson(std::cout, "", change); }
  void Passed(const v1::ReplayStatus& status) override {
    // On a terminal the changes themselves show how far it is.
    if (TerminalWidth() == 0) progress_.Show(status.seq(), status.head());
  }
  void Ended(const v1::ReplayStatus&) override { Finish(kExitOk); }

  Progress progress_;
};

int Run(const Globals& globals, const Arguments& arguments) {
  if (arguments.format == "geojson") return GeoJsonTalk(globals, arguments.snapshot).Run();
  ChangesArguments changes;
  changes.incident = arguments.snapshot.incident;
  changes.as = arguments.snapshot.as;
  changes.from = "0";
  changes.to = arguments.snapshot.at;
  return JsonLinesTalk(globals, changes).Run();
}

}  // namespace

void AddExport(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("export", "Write an incident to stdout for other programs");
  command
      ->add_option("INCIDENT", arguments->snapshot.incident,
                   "Id, start of the id, or part of the title")
      ->required();
  command
      ->add_option(
          "--format", arguments->format,
          "jsonl: every change you could see, proto3 JSON of samlad.v1.Change, one a line; "
          "geojson: the map features as an RFC 7946 FeatureCollection")
      ->check(CLI::IsMember({"jsonl", "geojson"}))
      ->capture_default_str();
  command
      ->add_option("--at", arguments->snapshot.at,
                   std::string("Picture at, or changes up to: ") + kInstantHelp)
      ->type_name("SEQ|TIME");
  command->add_option("--as", arguments->snapshot.as, "With the sight of this actor")
      ->type_name("ACTOR");
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return Run(globals, *arguments); };
  });
}

}  // namespace samlad::cli
