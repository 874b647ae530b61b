#include <CLI/CLI.hpp>
#include <iostream>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/describe.h"
#include "clients/cli/ids.h"
#include "clients/cli/printing.h"
#include "clients/cli/table.h"
#include "clients/cli/talk.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

struct Arguments {
  std::string incident;
  std::string item;
};

// Everything that happened to one item.
class HistoryTalk : public Talk {
 public:
  HistoryTalk(const Globals& globals, const Arguments& arguments)
      : Talk(globals),
        arguments_(arguments),
        table_({"TIME", "SEQ", "ACTOR", "WHO", "ROLE", "STATE", "CHANGED", "TITLE"}) {}

 private:
  void Begin() override {
    const auto incident = ResolveIncident(arguments_.incident);
    if (!incident) return;
    incident_ = *incident;
    if (const auto id = BytesFromHex(arguments_.item)) return Ask(*id);
    // A name or a part of an id: look for it in the picture.
    talk().Watch(incident_);
    if (incident_ == kRegistryLog) FindIn(*talk().Find(kRegistryLog));
  }

  void OnBatch(const client::Replica& replica, const v1::Batch&) override {
    if (replica.incident() == incident_ && replica.complete() && !asked_) FindIn(replica);
  }

  void FindIn(const client::Replica& picture) {
    std::vector<Candidate> candidates;
    for (const auto& [id, change] : picture.items()) {
      candidates.push_back({id.str(), Title(change->item(), directory()), ""});
    }
    std::string error;
    const auto found = FindByText(candidates, "item", arguments_.item, &error);
    if (!found) return Fail(kExitRefused, error + " `samla picture` lists them.");
    Ask(candidates[*found].id_bytes);
  }

  void Ask(const std::string& item_id_bytes) {
    asked_ = true;
    talk().GetHistory(incident_, ItemId::FromBytesOrNone(item_id_bytes));
  }

  void OnHistory(const v1::History& page) override {
    if (page.has_rejection()) return Fail(kExitRefused, RejectionText(page.rejection()));
    for (const v1::Change& change : page.changes()) {
      ++count_;
      globals().json ? PrintJson(std::cout, "", change) : AddRow(change);
    }
    if (page.more()) return;
    if (count_ == 0) {
      return Fail(kExitRefused, "There is no item '" + arguments_.item + "' that you may see.");
    }
    if (!globals().json) {
      PrintExerciseMark(std::cout, IsExercise(incident_));
      std::cout << kind_ << " " << id_ << '\n';
      table_.Print(std::cout, TerminalWidth());
    }
    Finish(kExitOk);
  }

  void AddRow(const v1::Change& change) {
    kind_ = KindWords(change.item());
    id_ = LongHex(change.item().id());
    std::string title = Title(change.item(), directory());
    if (!change.reason().empty()) title += " because: " + OneLine(change.reason());
    const bool system = change.role() == v1::SYSTEM;
    // A narrow terminal needs the space for what was changed.
    constexpr size_t kWithYear = 110;
    const size_t width = TerminalWidth();
    const int64_t time_ms = DomainTime(change);
    const bool with_year = width == 0 || width >= kWithYear;
    table_.Add({with_year ? TimeText(time_ms) : DayClockText(time_ms), std::to_string(change.seq()),
                directory().ActorName(change.actor()),
                system ? "the server" : directory().PersonName(change.person()),
                RoleWords(change.role()), StateWords(change.item()), FieldsWords(change), title});
  }

  const Arguments& arguments_;
  Table table_;
  LogId incident_;
  bool asked_ = false;
  uint64_t count_ = 0;
  std::string kind_;
  std::string id_;
};

}  // namespace

void AddHistory(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("history", "Show every change of one item");
  command->add_option("INCIDENT", arguments->incident, "Id, start of the id, or part of the title")
      ->required();
  command->add_option("ITEM", arguments->item, "Id, start of the id, or part of the title")
      ->required();
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return HistoryTalk(globals, *arguments).Run(); };
  });
}

}  // namespace samlad::cli
