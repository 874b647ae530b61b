#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/printing.h"
#include "clients/cli/talk.h"

namespace samlad::cli {
namespace {

struct Arguments {
  std::string incident;
  uint64_t until = 0;
  double for_s = 0;
  bool quiet_start = false;
};

// Prints an incident's changes as they come.
class WatchTalk : public Talk {
 public:
  WatchTalk(const Globals& globals, const Arguments& arguments)
      : Talk(globals), arguments_(arguments), rows_(&std::cout, &directory()) {}

 private:
  void Begin() override {
    const auto incident = ResolveIncident(arguments_.incident);
    if (!incident) return;
    incident_ = *incident;
    if (!globals().json) {
      PrintExerciseMark(std::cout, IsExercise(incident_));
      std::cout << TitleOf(incident_) << '\n';
      rows_.Heading();
      std::cout.flush();
    }
    if (arguments_.for_s > 0) {
      loop().After(static_cast<int64_t>(arguments_.for_s * 1000), [this] { Finish(kExitOk); });
    }
    talk().Watch(incident_);
    // The registry is watched already, for the names.
    if (incident_ == kRegistryLog) ShowWhole(*talk().Find(kRegistryLog));
  }

  void OnBatch(const client::Replica& replica, const v1::Batch& batch) override {
    if (replica.incident() != incident_ || replica.replay() != 0) return;
    Show(batch, caught_up_ || !arguments_.quiet_start);
    if (replica.complete() && !caught_up_) {
      caught_up_ = true;
      if (!globals().json) {
        std::cout << "-- up to date at #" << replica.position() << ", " << replica.items().size()
                  << " items; new changes follow\n";
      }
    }
    std::cout.flush();
    talk().Shown(incident_, replica.position());
    if (arguments_.until > 0 && replica.position() >= arguments_.until) Finish(kExitOk);
  }

  void ShowWhole(const client::Replica& replica) {
    v1::Batch batch;
    batch.set_incident(replica.incident().str());
    batch.set_through(replica.position());
    for (const auto& [id, change] : replica.items()) *batch.add_changes() = *change;
    OnBatch(replica, batch);
  }

  void Show(const v1::Batch& batch, bool changes_too) {
    if (globals().json) return PrintBatchJson(std::cout, batch);
    if (!changes_too) return;
    for (const v1::Change& change : batch.changes()) rows_.Print(change);
    for (const std::string& item : batch.removed()) rows_.PrintRemoved(item);
  }

  int OnInterrupt() override { return kExitOk; }

  const Arguments& arguments_;
  ChangeRows rows_;
  LogId incident_;
  bool caught_up_ = false;
};

}  // namespace

void AddWatch(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("watch", "Show an incident's changes as they happen; Ctrl-C ends it");
  command
      ->add_option("INCIDENT", arguments->incident,
                   "Id, start of the id, or part of the title; 'registry' for the registry")
      ->required();
  command->add_option("--until", arguments->until, "End when change number SEQ has been shown")
      ->type_name("SEQ");
  command->add_option("--for", arguments->for_s, "End after so many seconds")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber);
  command->add_flag("--new", arguments->quiet_start, "Leave out what is in the picture already");
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return WatchTalk(globals, *arguments).Run(); };
  });
}

}  // namespace samlad::cli
