#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "server/config_sources.h"

namespace samlad {
namespace {

std::string Place(const std::string& path, const toml::source_region& region) {
  return path + " line " + std::to_string(region.begin.line) + ": ";
}

bool SetList(const Setting& setting, const toml::array& array, std::string* error) {
  std::vector<std::string> texts;
  for (const toml::node& entry : array) {
    const auto text = entry.value_exact<std::string>();
    if (!text) {
      *error = std::string(setting.name) + " must be a list of texts";
      return false;
    }
    texts.push_back(*text);
  }
  *std::get<std::vector<std::string>*>(setting.value) = std::move(texts);
  return true;
}

bool SetFromNode(const Setting& setting, const toml::node& node, std::string* error) {
  const bool text = std::holds_alternative<std::string*>(setting.value);
  const bool list = std::holds_alternative<std::vector<std::string>*>(setting.value);
  const bool truth = std::holds_alternative<bool*>(setting.value);
  if (list && node.is_array()) return SetList(setting, *node.as_array(), error);
  if (text && node.is_string()) return SetFromText(setting, node.as_string()->get(), error);
  if (truth && node.is_boolean()) {
    *std::get<bool*>(setting.value) = node.as_boolean()->get();
    return true;
  }
  if (!text && !list && !truth && node.is_integer()) {
    return SetNumber(setting, node.as_integer()->get(), error);
  }
  *error = std::string(setting.name) + " must be " +
           (list    ? "a list of texts"
            : text  ? "a text in quotes"
            : truth ? "true or false"
                    : "a whole number");
  return false;
}

bool Parse(const std::string& path, toml::table* table, std::string* error) {
  try {
    *table = toml::parse_file(path);
    return true;
  } catch (const toml::parse_error& wrong) {
    *error = wrong.source().begin.line == 0
                 ? path + ": " + std::string(wrong.description())
                 : Place(path, wrong.source()) + std::string(wrong.description());
    return false;
  }
}

}  // namespace

bool ReadConfigFile(const std::string& path, const std::vector<Setting>& settings,
                    std::string* error) {
  toml::table table;
  if (!Parse(path, &table, error)) return false;
  for (const auto& [key, node] : table) {
    const std::string_view name = key.str();
    const auto setting =
        std::find_if(settings.begin(), settings.end(),
                     [&](const Setting& candidate) { return candidate.name == name; });
    if (setting == settings.end()) {
      const std::string_view nearest = NearestName(settings, name);
      *error = Place(path, key.source()) + "unknown key " + std::string(name) +
               (nearest.empty() ? "" : "; nearest is " + std::string(nearest));
      return false;
    }
    if (!SetFromNode(*setting, node, error)) {
      *error = Place(path, key.source()) + *error;
      return false;
    }
  }
  return true;
}

std::string PrintConfig(Config config) {
  std::ostringstream out;
  for (const Setting& setting : SettingsOf(&config)) {
    out << "# " << setting.help;
    if (setting.max != 0) out << " (" << setting.min << " to " << setting.max << ")";
    out << "\n" << setting.name << " = ";
    std::visit(
        [&](auto* place) {
          using Place = std::remove_pointer_t<decltype(place)>;
          if constexpr (std::is_same_v<Place, std::vector<std::string>>) {
            toml::array array;
            for (const std::string& text : *place) array.push_back(text);
            out << array;
          } else if constexpr (std::is_same_v<Place, std::string> || std::is_same_v<Place, bool>) {
            out << toml::value<Place>(*place);
          } else {
            out << static_cast<uint64_t>(*place);
          }
        },
        setting.value);
    out << "\n\n";
  }
  return out.str();
}

}  // namespace samlad
