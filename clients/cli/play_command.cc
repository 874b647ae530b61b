// samla play: plays a scenario file through real connections, one for each person who acts in it.

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "clients/cli/commands.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/ids.h"
#include "clients/cli/password.h"
#include "clients/cli/play.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/cli/talk.h"

namespace samlad::cli {
namespace {

constexpr double kSpeedMax = 1'000'000;

struct Arguments {
  std::string file;
  std::string speed = "1";
  std::string administrator;
  std::string password_file;
  std::string incident_id;
  bool check = false;
};

int Complain(int code, const std::string& sentence) {
  std::cerr << "samla: " << sentence << '\n';
  return code;
}

// 0 is as fast as the answers come.
bool ReadSpeed(const std::string& text, double* speed) {
  *speed = 0;
  if (text == "max") return true;
  return CLI::detail::lexical_cast(text, *speed) && *speed > 0 && *speed <= kSpeedMax;
}

// "2014-08-04 13:15:00" in the scenario's own zone, whatever the user's.
std::string ScenarioTime(const Scenario& scenario, int64_t time_ms) {
  const std::time_t seconds = (time_ms + scenario.utc_offset_ms) / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
  return text;
}

// Shows a play as it goes: rows at a pace that can be read, else a bar.
class Show {
 public:
  Show(const Scenario& scenario, bool json, bool rows)
      : scenario_(scenario), json_(json), rows_(rows), bar_("Playing"), width_(TerminalWidth()) {}

  void operator()(const PlayStep& step, size_t done, size_t total) {
    if (json_) return PrintJsonLine(step);
    if (!step.refusal.empty()) std::cerr << "refused: " << step.refusal << '\n';
    if (!rows_) return bar_.Show(done, total);
    std::string mark;
    if (step.event) {
      mark = step.event->doc ? "#" + std::to_string(step.event->doc) : step.event->inject;
    }
    const std::string row = Pad(ScenarioTime(scenario_, step.at_ms), 21) + Pad(step.who, 20) +
                            Pad(mark, 5) + Pad(step.seq ? std::to_string(step.seq) : "-", 6) +
                            OneLine(step.what);
    std::cout << (width_ ? Fit(row, width_) : row) << '\n' << std::flush;
  }

  void Heading() {
    if (json_ || !rows_) return;
    std::cout << Pad("TIME", 21) << Pad("WHO", 20) << Pad("ROW", 5) << Pad("SEQ", 6) << "WHAT\n";
  }

 private:
  void PrintJsonLine(const PlayStep& step) {
    boost::json::object line = {
        {"at_ms", step.at_ms}, {"who", step.who}, {"what", step.what}, {"seq", step.seq}};
    if (step.event) line["line"] = step.event->line;
    if (step.event && step.event->doc) line["doc"] = step.event->doc;
    if (step.event && !step.event->inject.empty()) line["inject"] = step.event->inject;
    if (!step.refusal.empty()) line["refusal"] = step.refusal;
    std::cout << boost::json::serialize(line) << '\n' << std::flush;
  }

  const Scenario& scenario_;
  bool json_;
  bool rows_;
  Progress bar_;
  size_t width_;
};

void PrintSummary(const Scenario& scenario, const PlaySummary& summary, bool json) {
  if (json) {
    const boost::json::object line = {{"incident", LongHex(scenario.incident_id.str())},
                                      {"persons", summary.persons},
                                      {"registry_items", summary.registry_items},
                                      {"events", summary.events},
                                      {"commands", summary.commands},
                                      {"items", summary.items},
                                      {"changes", summary.changes},
                                      {"links_dropped", summary.links_dropped},
                                      {"links_resumed", summary.links_resumed},
                                      {"refusals", summary.refusals.size()},
                                      {"elapsed_ms", summary.elapsed_ms}};
    std::cout << boost::json::serialize(line) << '\n';
    return;
  }
  std::cout << scenario.incident.title() << '\n'
            << "  incident " << LongHex(scenario.incident_id.str()) << '\n'
            << "  " << summary.events << " events by " << summary.persons << " persons, "
            << summary.commands << " commands, " << summary.items << " items, " << summary.changes
            << " changes\n"
            << "  " << summary.links_dropped << " links dropped, " << summary.links_resumed
            << " resumed; " << summary.refusals.size() << " refused\n"
            << "  " << summary.registry_items << " items new in the registry; "
            << static_cast<double>(summary.elapsed_ms / 100) / 10 << " s\n";
}

int CodeOf(Play::Outcome outcome) {
  switch (outcome) {
    case Play::Outcome::kOk:
      return kExitOk;
    case Play::Outcome::kNotLoggedIn:
      return kExitNotLoggedIn;
    case Play::Outcome::kUnreachable:
      return kExitUnreachable;
    case Play::Outcome::kRefused:
    case Play::Outcome::kStopped:
      return kExitRefused;
    case Play::Outcome::kInterrupted:
      return kExitInterrupted;
  }
  return kExitRefused;
}

int Run(const Globals& globals, const Arguments& arguments) {
  PlayOptions options;
  options.codec = globals.codec;
  std::string error;
  if (!ReadSpeed(arguments.speed, &options.speed)) {
    return Complain(kExitWrongUse, "--speed is a number above 0, or max.");
  }
  const std::optional<std::string> id =
      arguments.incident_id.empty() ? RandomIdBytes() : BytesFromHex(arguments.incident_id);
  if (!id) return Complain(kExitWrongUse, "--incident-id is 32 hexadecimal digits.");
  Scenario scenario;
  if (!LoadScenario(arguments.file, LogId::FromBytesOrNone(*id), &scenario, &error)) {
    return Complain(kExitWrongUse, error);
  }
  if (arguments.check) {
    std::cout << arguments.file << ": " << scenario.timeline.size() << " events, "
              << scenario.persons.size() << " persons, " << scenario.actors.size() << " actors.\n";
    return kExitOk;
  }
  if (!FindServer(globals, &options.address, &error)) return Complain(kExitWrongUse, error);
  if (!arguments.administrator.empty()) {
    client::Credentials credentials;
    credentials.login = arguments.administrator;
    if (!ReadPassword(arguments.password_file, "Password for " + credentials.login + ": ",
                      &credentials.password, &error)) {
      return Complain(kExitWrongUse, error);
    }
    options.administrator = std::move(credentials);
  }
  Show show(scenario, globals.json, options.speed > 0);
  options.on_step = [&show](const PlayStep& step, size_t done, size_t total) {
    show(step, done, total);
  };
  client::Loop loop;
  PlaySummary summary;
  Play::Outcome outcome;
  {
    Play play(scenario, std::move(options), &loop);
    loop.OnInterrupt([monitor = play.monitor()] { monitor->Interrupt(); });
    loop.RunOnThread();
    show.Heading();
    outcome = play.Run(&summary, &error);
  }
  if (outcome != Play::Outcome::kOk) {
    if (!error.empty()) Complain(0, error);
    return CodeOf(outcome);
  }
  PrintSummary(scenario, summary, globals.json);
  return summary.refusals.empty() ? kExitOk : kExitRefused;
}

}  // namespace

void AddPlay(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("play", "Play a scenario file, each person on a connection of its own");
  command->add_option("FILE", arguments->file, "Scenario (YAML)")->required();
  command
      ->add_option("--speed", arguments->speed,
                   "Scenario seconds per second, or max: as fast as the answers come")
      ->capture_default_str();
  command->add_option("--admin", arguments->administrator,
                      "Login of an administrator, who adds the persons that are missing");
  command->add_option("--password-file", arguments->password_file,
                      "File whose first line is the administrator's password (- is stdin); else "
                      "SAMLA_PASSWORD, else asked for");
  command->add_option("--incident-id", arguments->incident_id,
                      "Id of the incident, 32 hexadecimal digits; else a new one");
  command->add_flag("--check", arguments->check,
                    "Only read the file and say what is wrong with it");
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return Run(globals, *arguments); };
  });
}

}  // namespace samlad::cli
