#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/cli/changes_talk.h"
#include "clients/cli/commands.h"
#include "clients/cli/instant.h"
#include "clients/cli/printing.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

class ReplayTalk : public ChangesTalk {
 public:
  ReplayTalk(const Globals& globals, const ChangesArguments& arguments)
      : ChangesTalk(globals, arguments), rows_(&std::cout, &directory()) {}

 private:
  void Opened(const client::Replica& picture, const v1::ReplayStatus& status) override {
    if (globals().json) return PrintJson(std::cout, "replayStatus", status);
    PrintExerciseMark(std::cout, IsExercise(picture.incident()));
    std::cout << TitleOf(picture.incident()) << ": replay from #" << status.seq() << " ("
              << picture.items().size() << " items) of #" << status.head() << '\n';
    rows_.Heading();
    std::cout.flush();
  }

  void Show(const v1::Change& change) override {
    globals().json ? PrintJson(std::cout, "change", change) : rows_.Print(change);
  }

  void ShowRemoved(const std::string& item) override {
    if (!globals().json) return rows_.PrintRemoved(item);
    v1::Batch gone;
    gone.add_removed(item);
    PrintJson(std::cout, "batch", gone);
  }

  void Passed(const v1::ReplayStatus&) override { std::cout.flush(); }

  void Ended(const v1::ReplayStatus& status) override {
    if (globals().json) {
      PrintJson(std::cout, "replayStatus", status);
    } else {
      std::cout << "-- ends at #" << status.seq();
      if (status.seq() < status.head()) std::cout << " of #" << status.head();
      std::cout << ", " << TimeText(status.scenario_ms() ? status.scenario_ms() : status.time_ms())
                << '\n';
    }
    Finish(kExitOk);
  }

  ChangeRows rows_;
};

}  // namespace

void AddReplay(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<ChangesArguments>();
  arguments->speed = 1;
  auto speed = std::make_shared<std::string>("1");
  CLI::App* command = app.add_subcommand("replay", "Play an incident again, exactly as it was");
  command->add_option("INCIDENT", arguments->incident, "Id, start of the id, or part of the title")
      ->required();
  command->add_option("--from", arguments->from, kInstantHelp)->type_name("SEQ|TIME");
  command->add_option("--to", arguments->to, kInstantHelp)->type_name("SEQ|TIME");
  command->add_option("--speed", *speed, "Times as fast as it happened, or 'max'")
      ->type_name("N|max")
      ->capture_default_str();
  command
      ->add_option("--as", arguments->as,
                   "With the sight of this actor (evaluators, where the actor allows it)")
      ->type_name("ACTOR");
  command->callback([&globals, arguments, speed] {
    if (*speed == "max") {
      arguments->speed = 0;
    } else if (!CLI::detail::lexical_cast(*speed, arguments->speed) ||
               !(arguments->speed > 0 && arguments->speed <= 1'000'000)) {
      throw CLI::ValidationError("--speed", "a number above 0, at most 1000000, or 'max'");
    }
    globals.run = [&globals, arguments] { return ReplayTalk(globals, *arguments).Run(); };
  });
}

}  // namespace samlad::cli
