#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "clients/cli/command_input.h"
#include "clients/cli/commands.h"
#include "clients/cli/ids.h"
#include "clients/cli/printing.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/cli/talk.h"

namespace samlad::cli {
namespace {

struct Arguments {
  std::string incident;
  std::string file;
  bool keep_going = false;
  uint32_t in_flight = 1;
};

constexpr size_t kFileBytesMax = 512 * 1024 * 1024;

bool ReadAll(const std::string& file, std::string* text, std::string* error) {
  std::ifstream opened;
  std::istream* in = &std::cin;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    in = &opened;
  }
  // A folder opens, but cannot be read.
  if (*in) text->assign(std::istreambuf_iterator<char>(*in), {});
  if (!*in || in->bad() || text->size() > kFileBytesMax) {
    *error = "'" + file + "' cannot be read, or is larger than 512 MiB.";
    return false;
  }
  return true;
}

// Sends commands, and prints each answer.
class SendTalk : public Talk {
 public:
  SendTalk(const Globals& globals, const Arguments& arguments, std::string text)
      : Talk(globals), arguments_(arguments), text_(std::move(text)), progress_("Sending") {}

 private:
  void Begin() override {
    const auto incident = ResolveTarget();
    if (!incident) return;
    CommandInput input;
    input.incident = *incident;
    input.directory = &directory();
    std::string error;
    if (!ReadCommands(text_, input, &commands_, &error)) return Fail(kExitWrongUse, error);
    SendMore();
  }

  // An incident that is only now being opened is named by its future id.
  std::optional<LogId> ResolveTarget() {
    if (arguments_.incident == "new") return LogId::FromBytes(RandomIdBytes());
    if (const auto id = BytesFromHex(arguments_.incident)) return LogId::FromBytes(*id);
    return ResolveIncident(arguments_.incident);
  }

  void SendMore() {
    while (next_ < commands_.size() && waiting_.size() < arguments_.in_flight) {
      const std::string& id = commands_[next_].command_id();
      if (!talk().Send(commands_[next_])) {
        return Fail(kExitWrongUse, "Command " + std::to_string(next_ + 1) +
                                       ": its command_id is used twice in this file.");
      }
      waiting_[id] = next_++;
    }
    if (waiting_.empty()) Conclude();
  }

  void OnResult(const v1::CommandResult& result) override {
    const auto found = waiting_.find(result.command_id());
    if (found == waiting_.end()) return;
    const size_t number = found->second;
    waiting_.erase(found);
    globals().json ? PrintJson(std::cout, "", result) : Print(number, result);
    std::cout.flush();
    ++answered_;
    if (TerminalWidth() == 0) progress_.Show(answered_, commands_.size());
    if (result.has_rejection()) {
      ++refused_;
      if (!arguments_.keep_going) next_ = commands_.size();
    }
    SendMore();
  }

  void Print(size_t number, const v1::CommandResult& result) {
    std::cout << number + 1 << ": ";
    if (result.has_rejection()) {
      std::cout << "refused. " << RejectionText(result.rejection()) << '\n';
      if (result.rejection().has_current()) {
        std::cout << "   It is now at #" << result.rejection().current().seq() << '\n';
      }
      return;
    }
    const v1::Accepted& accepted = result.accepted();
    if (accepted.first_seq() > accepted.last_seq()) {
      std::cout << "accepted; it was so already";
    } else if (accepted.first_seq() == accepted.last_seq()) {
      std::cout << "accepted as #" << accepted.first_seq();
    } else {
      std::cout << "accepted as #" << accepted.first_seq() << " to #" << accepted.last_seq();
    }
    if (commands_[number].has_create()) {
      std::cout << ", item " << LongHex(commands_[number].create().item().id());
    }
    if (commands_[number].has_open_incident()) {
      std::cout << ", incident " << LongHex(commands_[number].incident());
    }
    std::cout << '\n';
    if (result.has_so_far()) std::cout << result.so_far().text() << '\n';
  }

  void Conclude() {
    const size_t unsent = commands_.size() - answered_;
    if (unsent > 0) {
      return Fail(kExitRefused, "Stopped there; " + std::to_string(unsent) +
                                    (unsent == 1 ? " command was" : " commands were") +
                                    " not sent (--keep-going sends all).");
    }
    Finish(refused_ > 0 ? kExitRefused : kExitOk);
  }

  int OnInterrupt() override {
    if (!waiting_.empty()) {
      std::cerr << "samla: " << waiting_.size()
                << " sent and not answered; whether that took effect is not known.\n";
    }
    return kExitInterrupted;
  }

  const Arguments& arguments_;
  const std::string text_;
  Progress progress_;
  std::vector<v1::Command> commands_;
  size_t next_ = 0;
  std::map<std::string, size_t> waiting_;  // by command_id
  size_t answered_ = 0;
  size_t refused_ = 0;
};

int Run(const Globals& globals, const Arguments& arguments) {
  std::string text, error;
  if (!ReadAll(arguments.file, &text, &error)) {
    std::cerr << "samla: " << error << '\n';
    return kExitWrongUse;
  }
  return SendTalk(globals, arguments, std::move(text)).Run();
}

constexpr const char* kFooter = R"(
FILE holds samlad.v1.Command as proto3 JSON: one object, an array, or one object a line. For example
  {"create": {"item": {"id": "@smoke", "audience": {"kind": "ALL_PARTICIPANTS"},
    "note": {"kind": "NOTE_OBSERVATION", "text": "Rök över Hälleskogen", "action_at_ms": "14:05"}}}}
Beside what proto3 JSON allows:
  ids         32 hexadecimal digits; "@name", an id made of the incident and the name, the same each
              time; "actor:NAME" and "person:NAME" from the registry; "incident" for the incident
  times       fields ending in _ms also take "2014-08-04 13:15", local time unless a zone follows
  left out    incident, command_id (random) and the id of a new item (random) are filled in
Commands go one after the other, and stop at the first that is refused.)";

}  // namespace

void AddSend(CLI::App& app, Globals& globals) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("send", "Send commands written as JSON");
  command
      ->add_option("INCIDENT", arguments->incident,
                   "Id, start of the id, or part of the title; 'registry' for the registry; "
                   "'new' if the commands open an incident")
      ->required();
  command->add_option("FILE", arguments->file, "File of commands; - is stdin")->required();
  command->add_flag("--keep-going", arguments->keep_going, "Go on after a refusal");
  command
      ->add_option("--in-flight", arguments->in_flight,
                   "Send so many before the first is answered: faster, but a refusal no longer "
                   "stops those behind it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->footer(kFooter);
  command->callback([&globals, arguments] {
    globals.run = [&globals, arguments] { return Run(globals, *arguments); };
  });
}

}  // namespace samlad::cli
