#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/describe.h"
#include "clients/cli/ids.h"
#include "clients/cli/printing.h"
#include "clients/cli/table.h"
#include "clients/cli/talk.h"

namespace samlad::cli {
namespace {

class IncidentsTalk : public Talk {
 public:
  using Talk::Talk;

 private:
  void Begin() override {
    if (globals().json) {
      for (const v1::IncidentEntry& entry : incidents().incidents()) {
        PrintJson(std::cout, "", entry);
      }
    } else {
      PrintTable();
    }
    Finish(kExitOk);
  }

  void PrintTable() {
    if (incidents().incidents().empty()) {
      std::cout << "Your organisation takes part in no incident.\n";
      return;
    }
    Table table({"ID", "KIND", "STATE", "CHANGES", "LEAD", "ACTORS", "TITLE"});
    for (const v1::IncidentEntry& entry : incidents().incidents()) {
      const v1::Incident& incident = entry.item().incident();
      const bool exercise = incident.kind() == v1::EXERCISE;
      table.Add(
          {ShortHex(entry.incident()),
           exercise ? "ÖVNING/EXERCISE" : EnumWords(v1::IncidentKind_descriptor(), incident.kind()),
           StateWords(entry.item()), std::to_string(entry.head()),
           directory().ActorName(incident.lead()), std::to_string(entry.actors_size()),
           OneLine(incident.title())});
    }
    table.Print(std::cout, TerminalWidth());
  }
};

}  // namespace

void AddIncidents(CLI::App& app, Globals& globals) {
  CLI::App* command =
      app.add_subcommand("incidents", "List the incidents that your organisation takes part in");
  command->callback(
      [&globals] { globals.run = [&globals] { return IncidentsTalk(globals).Run(); }; });
}

}  // namespace samlad::cli
