// What samlad costs and how quick it is, beside the floor and beside others. The server is held to
// one core and the generator to the other; the servers take turns, so that drift hits all alike.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

#include "bench/fanout/figures.h"
#include "bench/kit/machine.h"

namespace samlad::bench {
namespace {

struct Figure {
  const char* name;
  void (*measure)(const Run&, Report*);
};
constexpr Figure kFigures[] = {
    {"f1", MeasureOneByOne},   {"f2", MeasureStorm},  {"f3", MeasureLatency},
    {"f4", MeasureThroughput}, {"f5", MeasureSights}, {"f6", MeasureJoining},
    {"f7", MeasureStalled},    {"f8", MeasureIdle},   {"f9", MeasureGrowth},
    {"peers", MeasurePeers},
};

int Main(int argc, char** argv) {
  CLI::App app("What samlad costs, beside the floor: measures, and prints a table.");
  Run run;
  std::vector<std::string> only;
  std::string markdown;
  app.add_option("--samlad", run.arena.samlad, "The server to measure.")->required();
  app.add_option("--floor", run.arena.floor, "The floor.")->required();
  app.add_option("--folder", run.arena.folder, "Data folders are made in it, and removed again.")
      ->default_val(".");
  app.add_option("--peers", run.arena.peers, "The folder bench/peers.")->required();
  std::vector<std::string> names;
  for (const Figure& figure : kFigures) names.emplace_back(figure.name);
  app.add_option("--only", only, "Some figures: f1 to f9 by the rows' names, and peers.")
      ->delimiter(',')
      ->check(CLI::IsMember(names));
  app.add_option("--markdown", markdown, "Writes the table to this file too.");
  app.add_flag("--quick", run.quick, "Fewer rounds and subscribers.");
  CLI11_PARSE(app, argc, argv);

  std::signal(SIGPIPE, SIG_IGN);
  RaiseDescriptorLimit();
  HoldToCore(kGeneratorCore);
  run.command = std::string("fan_out") + (run.quick ? " --quick" : "") +
                " --samlad PATH --floor PATH --peers PATH";
  // Children may run in folders of their own.
  for (std::string* path : {&run.arena.folder, &run.arena.peers}) {
    *path = std::filesystem::absolute(*path).lexically_normal().string();
  }
  const std::string machine = DescribeMachine(run.arena.folder);
  std::cout << machine << std::endl;
  Report report("Goals");
  for (const Figure& figure : kFigures) {
    if (only.empty() || std::count(only.begin(), only.end(), figure.name) > 0) {
      figure.measure(run, &report);
    }
  }
  report.Note(
      "samlad is durable, filters by sight and resumes; the floor, which only passes bytes on, "
      "does none of it. The server is held to one core, the generator to another.");
  report.Note("the generator checks every subscriber: nothing missing, nothing twice.");
  if (!markdown.empty()) std::ofstream(markdown) << machine << "\n" << report.Markdown();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace samlad::bench

int main(int argc, char** argv) { return samlad::bench::Main(argc, argv); }
