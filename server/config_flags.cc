#include <CLI/CLI.hpp>

#include "server/config_sources.h"

namespace samlad {
namespace {

constexpr char kAbout[] =
    "samlad: one shared situational picture for organisations that do not command each other.";
constexpr char kFooter[] =
    "Each setting may also stand in the TOML file, with underscores, and in the environment, as\n"
    "SAMLAD_ and its name in capitals. A flag goes before the environment, that before the file.\n"
    "Exit codes: 0 ok, 2 wrong setting, 3 data folder, 4 damaged log, 5 folder in use, 6 port,\n"
    "7 certificate or key, 8 storage error while running, 9 --init-admin refused.";

// A flag under both spellings of its name.
std::string FlagNames(const Setting& setting) {
  const std::string hyphens = FlagName(setting.name);
  const std::string underscores = "--" + std::string(setting.name);
  return hyphens == underscores ? hyphens : hyphens + "," + underscores;
}

std::string UnknownFlag(const std::string& flag, const std::vector<Setting>& settings) {
  std::string name = flag.substr(std::min(flag.find_first_not_of('-'), flag.size()));
  name = name.substr(0, name.find('='));
  std::replace(name.begin(), name.end(), '-', '_');
  const std::string_view nearest = NearestName(settings, name);
  return "unknown argument " + flag.substr(0, flag.find('=')) +
         (nearest.empty() ? "" : "; nearest is " + FlagName(nearest));
}

// CLI11 wraps its messages over lines; ours are one.
std::string OneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

bool ReadFlags(int argc, const char* const* argv, const std::vector<Setting>& settings,
               Invocation* invocation, std::string* file, std::vector<Given>* flags,
               std::string* error) {
  CLI::App app(kAbout);
  app.footer(kFooter);
  app.allow_extras();
  app.add_option("--config", *file, "TOML file with settings.")->take_last();
  app.add_flag("--print-config", invocation->print_config, "Print the settings in force, and end.");
  app.add_option("--init-admin", invocation->init_admin,
                 "Make the first administrator with this login, and end. The password comes from "
                 "SAMLAD_INIT_PASSWORD or --init-password-file.");
  app.add_option("--init-password-file", invocation->init_password_file,
                 "The first line of this file is the password.");
  app.add_option("--init-actor", invocation->init_actor,
                 "Name of the organisation that the first administrator works for.");
  std::vector<std::string> texts(settings.size());
  std::vector<CLI::Option*> options;
  for (size_t i = 0; i < settings.size(); ++i) {
    const bool truth = std::holds_alternative<bool*>(settings[i].value);
    const std::string help(settings[i].help);
    options.push_back(truth ? app.add_flag(FlagNames(settings[i]), texts[i], help)
                            : app.add_option(FlagNames(settings[i]), texts[i], help));
    options.back()->take_last();
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    invocation->help = app.help();
    return true;
  } catch (const CLI::ParseError& wrong) {
    *error = OneLine(wrong.what());
    return false;
  }
  if (const std::vector<std::string> extras = app.remaining(); !extras.empty()) {
    *error = UnknownFlag(extras.front(), settings);
    return false;
  }
  for (size_t i = 0; i < settings.size(); ++i) {
    if (options[i]->count() != 0) flags->push_back({&settings[i], texts[i]});
  }
  return true;
}

}  // namespace samlad
