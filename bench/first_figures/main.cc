// The first figures: what a server on this machine does in one run, beside what its disk does.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "bench/first_figures/figures.h"
#include "bench/kit/machine.h"

namespace samlad::bench {

FilledFolder* LongLog(Setup* setup, Report* report) {
  if (!setup->long_log) {
    setup->long_log = std::make_shared<FilledFolder>(
        setup->folder, 2, Filling{.items = 10'000, .changes = setup->many()});
    report->Note("a log of " + Count(setup->many()) + " changes over 10,000 items was made in " +
                 Digits(setup->long_log->built_s) +
                 " s: each decided by the rules, 5,000 changes a commit.");
  }
  return setup->long_log.get();
}

namespace {

struct Figure {
  const char* name;
  void (*measure)(Setup*, Report*);
};
constexpr Figure kFigures[] = {
    {"confirmed", MeasureConfirmed},
    {"catch-up", MeasureCatchUp},
    {"replay", MeasureReplay},
    {"restart", MeasureRestart},
};

int Main(int argc, char** argv) {
  CLI::App app("Samlad's first figures: measures, and prints a table.");
  Setup setup;
  setup.folder = ".";
  std::string only, markdown;
  app.add_option("--samlad", setup.program, "The server to measure.")->required();
  app.add_option("--folder", setup.folder, "Data folders are made in it, and removed again.");
  app.add_option("--only", only, "One figure: confirmed, catch-up, replay, restart.");
  app.add_option("--markdown", markdown, "Writes the table to this file too.");
  app.add_flag("--quick", setup.quick, "Fewer rounds.");
  CLI11_PARSE(app, argc, argv);

  std::signal(SIGPIPE, SIG_IGN);
  RaiseDescriptorLimit();
  setup.command = std::string("first_figures") + (setup.quick ? " --quick" : "") + " --samlad PATH";
  std::cout << DescribeMachine(setup.folder) << std::endl;
  Report report("First figures");
  for (const Figure& figure : kFigures) {
    if (only.empty() || only == figure.name) figure.measure(&setup, &report);
  }
  if (!markdown.empty()) std::ofstream(markdown) << report.Markdown();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace samlad::bench

int main(int argc, char** argv) { return samlad::bench::Main(argc, argv); }
