#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/describe.h"
#include "clients/cli/instant.h"
#include "clients/cli/printing.h"
#include "clients/cli/snapshot.h"
#include "clients/cli/table.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

class PictureTalk : public SnapshotTalk {
 public:
  using SnapshotTalk::SnapshotTalk;

 private:
  void Show(const client::Replica& picture, const v1::ReplayStatus* status) override {
    if (globals().json) return ShowJson(picture, status);
    const v1::Incident* incident = picture.incident_item();
    PrintExerciseMark(std::cout,
                      incident ? incident->kind() == v1::EXERCISE : IsExercise(picture.incident()));
    std::cout << (incident ? OneLine(incident->title()) : TitleOf(picture.incident()));
    if (incident && !incident->area().empty()) std::cout << ", " << OneLine(incident->area());
    std::cout << '\n' << "Picture at #" << picture.position();
    if (status) {
      std::cout << " of " << status->head();
      const int64_t time_ms = status->scenario_ms() ? status->scenario_ms() : status->time_ms();
      std::cout << (time_ms == 0 ? ", before the first change" : ", " + TimeText(time_ms));
    }
    if (!arguments().as.empty()) {
      std::cout << ", as " << arguments().as << " could see it; shown to them by then: up to #"
                << status->shown_through();
    }
    std::cout << ". " << picture.items().size() << " items.\n\n";
    PrintPicture(std::cout, picture, directory());
  }

  void ShowJson(const client::Replica& picture, const v1::ReplayStatus* status) {
    v1::Batch batch;
    batch.set_incident(picture.incident().str());
    batch.set_through(picture.position());
    batch.set_reset(true);
    for (const auto& [id, change] : picture.items()) *batch.add_changes() = *change;
    PrintBatchJson(std::cout, batch);
    if (status) PrintJson(std::cout, "replayStatus", *status);
  }
};

}  // namespace

void AddPicture(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<SnapshotArguments>();
  CLI::App* command =
      app.add_subcommand("picture", "Show an incident's picture, now or at any instant");
  command->add_option("INCIDENT", arguments->incident, "Id, start of the id, or part of the title")
      ->required();
  command->add_option("--at", arguments->at, kInstantHelp)->type_name("SEQ|TIME");
  command
      ->add_option("--as", arguments->as,
                   "With the sight of this actor (evaluators, where the actor allows it)")
      ->type_name("ACTOR");
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return PictureTalk(globals, *arguments).Run(); };
  });
}

}  // namespace samlad::cli
