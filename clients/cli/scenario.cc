#include "clients/cli/scenario.h"

#include <fstream>
#include <sstream>

#include "clients/cli/complaints.h"
#include "clients/cli/scenario_timeline.h"
#include "storage/derived_id.h"

namespace samlad::cli {
namespace {

constexpr size_t kFileBytesMax = 16 * 1024 * 1024;
constexpr double kUncertaintyMaxM = 1'000'000;

using Places = std::map<std::string, ScenarioPlace>;
using Sources = std::map<std::string, std::string>;

// The section, which has to be a map.
bool Section(const YAML::Node& root, const char* name, Complaints* complaints,
             YAML::Node* section) {
  section->reset(root[name]);
  if (section->IsDefined() && section->IsMap()) return true;
  return complaints->At(root, std::string("The section `") + name + "` is missing. Add it.");
}

// A name that stands twice would win silently in YAML.
bool NoKeyTwice(const YAML::Node& map, Complaints* complaints) {
  std::map<std::string, int> seen;
  for (const auto& entry : map) {
    const auto [first, fresh] = seen.emplace(entry.first.Scalar(), LineOf(entry.first));
    if (fresh) continue;
    return complaints->At(entry.first, "`" + entry.first.Scalar() + "` stands on line " +
                                           std::to_string(first->second) +
                                           " already. Choose another name.");
  }
  return true;
}

bool ReadSources(const YAML::Node& root, Complaints* complaints, Sources* sources) {
  const YAML::Node section = root["sources"];
  if (!section.IsDefined()) return true;
  if (!section.IsMap()) return complaints->At(section, "Write `name: text` lines here.");
  if (!NoKeyTwice(section, complaints)) return false;
  for (const auto& entry : section) {
    const std::string& key = entry.first.Scalar();
    if (!ReadRequiredText(section, key.c_str(), complaints, &(*sources)[key])) return false;
  }
  return true;
}

bool ReadPlaces(const YAML::Node& root, Complaints* complaints, Places* places) {
  const YAML::Node section = root["places"];
  if (!section.IsDefined()) return true;
  if (!section.IsMap()) return complaints->At(section, "Write `name: {...}` lines here.");
  if (!NoKeyTwice(section, complaints)) return false;
  for (const auto& entry : section) {
    const YAML::Node& node = entry.second;
    ScenarioPlace place;
    if (!HasOnlyKeys(node, {"name", "lat", "lon", "uncertainty_m"}, complaints) ||
        !ReadRequiredText(node, "name", complaints, &place.name) ||
        !ReadNumber(node, "lat", -90, 90, complaints, &place.lat) ||
        !ReadNumber(node, "lon", -180, 180, complaints, &place.lon) ||
        !ReadNumber(node, "uncertainty_m", 0, kUncertaintyMaxM, complaints, &place.uncertainty_m)) {
      return false;
    }
    if (node["lat"].IsDefined() != node["lon"].IsDefined()) {
      return complaints->At(node, "Give both `lat` and `lon`, or neither.");
    }
    place.has_position = node["lat"].IsDefined();
    if (place.has_position && !node["uncertainty_m"].IsDefined()) {
      return complaints->At(node,
                            "`uncertainty_m` is missing. Say how far off the position may be.");
    }
    places->emplace(entry.first.Scalar(), place);
  }
  return true;
}

bool ReadActors(const YAML::Node& root, Complaints* complaints, Scenario* scenario) {
  YAML::Node section;
  if (!Section(root, "actors", complaints, &section) || !NoKeyTwice(section, complaints)) {
    return false;
  }
  FieldReader fields;
  fields.complaints = complaints;
  fields.id_of = [](const std::string&) { return std::nullopt; };
  for (const auto& entry : section) {
    ScenarioActor actor;
    actor.key = entry.first.Scalar();
    if (!fields.Fill(entry.second, &actor.actor) ||
        !fields.CheckComplete(entry.second, actor.actor)) {
      return false;
    }
    actor.id = DerivedId("actor", actor.actor.name());
    scenario->actors.push_back(std::move(actor));
  }
  return true;
}

bool ReadPersons(const YAML::Node& root, Complaints* complaints, Scenario* scenario) {
  std::string common_password;
  YAML::Node section;
  if (!ReadText(root, "password", complaints, &common_password) ||
      !Section(root, "persons", complaints, &section) || !NoKeyTwice(section, complaints)) {
    return false;
  }
  for (const auto& entry : section) {
    const YAML::Node& node = entry.second;
    ScenarioPerson person;
    std::string actor;
    std::string role;
    person.login = entry.first.Scalar();
    person.password = common_password;
    if (!HasOnlyKeys(node, {"name", "actor", "role", "password"}, complaints) ||
        !ReadRequiredText(node, "name", complaints, &person.name) ||
        !ReadRequiredText(node, "actor", complaints, &actor) ||
        !ReadRequiredText(node, "role", complaints, &role) ||
        !ReadText(node, "password", complaints, &person.password)) {
      return false;
    }
    while (person.actor < scenario->actors.size() && scenario->actors[person.actor].key != actor) {
      ++person.actor;
    }
    if (person.actor == scenario->actors.size()) {
      return complaints->At(node["actor"], "`" + actor + "` is not in the section `actors`.");
    }
    const std::optional<int> number = EnumValueOf(v1::Role_descriptor(), role);
    if (!number || *number == v1::SYSTEM) {
      return complaints->At(node["role"], "`" + role + "` is no role. Choose among " +
                                              EnumNames(v1::Role_descriptor()) + ".");
    }
    if (person.password.empty()) {
      return complaints->At(node, "Add a `password`, here or for all at the head of the file.");
    }
    person.role = static_cast<v1::Role>(*number);
    person.person_id = DerivedId("person", person.login);
    person.account_id = DerivedId("account", person.login);
    person.assignment_id = DerivedId("assignment", person.login + "/" + role + "/" +
                                                       scenario->actors[person.actor].actor.name());
    scenario->persons.push_back(std::move(person));
  }
  return true;
}

bool ReadIncident(const YAML::Node& root, TimelineReader* reader, Complaints* complaints,
                  Scenario* scenario) {
  YAML::Node section;
  if (!Section(root, "incident", complaints, &section)) return false;
  scenario->incident_line = LineOf(section);
  std::string path;
  for (const auto& entry : section) {
    const std::string& key = entry.first.Scalar();
    if (key == "opened_by" || key == "at") continue;
    if (!reader->fields().FillOne(entry.first, entry.second, &scenario->incident, &path)) {
      return false;
    }
  }
  return reader->fields().CheckComplete(section, scenario->incident) &&
         reader->FindPerson(section["opened_by"], &scenario->opened_by) &&
         ReadTime(section["at"], scenario->utc_offset_ms, complaints, &scenario->opened_at_ms);
}

bool ReadAll(const YAML::Node& root, Complaints* complaints, Scenario* scenario) {
  Sources sources;
  Places places;
  std::string version;
  if (!HasOnlyKeys(root,
                   {"samlad_scenario", "title", "utc_offset", "password", "incident", "sources",
                    "places", "actors", "persons", "timeline"},
                   complaints) ||
      !ReadRequiredText(root, "samlad_scenario", complaints, &version)) {
    return false;
  }
  if (version != "1") {
    return complaints->At(root["samlad_scenario"], "This program reads scenarios of version 1.");
  }
  if (!ReadRequiredText(root, "title", complaints, &scenario->title) ||
      !ReadUtcOffset(root["utc_offset"], complaints, &scenario->utc_offset_ms) ||
      !ReadSources(root, complaints, &sources) || !ReadPlaces(root, complaints, &places) ||
      !ReadActors(root, complaints, scenario) || !ReadPersons(root, complaints, scenario)) {
    return false;
  }
  TimelineReader reader(scenario, places, sources, complaints);
  if (!ReadIncident(root, &reader, complaints, scenario)) return false;
  const YAML::Node timeline = root["timeline"];
  if (!timeline.IsDefined() || !timeline.IsSequence()) {
    return complaints->At(root, "The section `timeline` is missing. Add a list of events.");
  }
  for (const YAML::Node& event : timeline) {
    if (!reader.Read(event)) return false;
  }
  return true;
}

}  // namespace

ItemId ScenarioItemId(const LogId& incident_id, std::string_view name) {
  return DerivedId("item", incident_id.str() + std::string(name));
}

bool LoadScenario(const std::string& file, const LogId& incident_id, Scenario* scenario,
                  std::string* error) {
  *scenario = Scenario();
  scenario->file = file;
  scenario->incident_id = incident_id;
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  if (in) text << in.rdbuf();
  if (!in || !text) {
    *error = file + ":1: The file cannot be read. Check its name and its permissions.";
    return false;
  }
  if (text.str().size() > kFileBytesMax) {
    *error = file + ":1: The file is larger than 16 MiB. Divide it.";
    return false;
  }
  Complaints complaints(file);
  try {
    const YAML::Node root = YAML::Load(text.str());
    if (!root.IsMap()) {
      complaints.AtLine(1, "This is no scenario. Begin it with `samlad_scenario: 1`.");
    } else {
      ReadAll(root, &complaints, scenario);
    }
  } catch (const YAML::Exception& exception) {
    complaints.AtLine(exception.mark.line + 1,
                      "This is not YAML (" + exception.msg + "). Look at indentation and quotes.");
  }
  *error = complaints.first();
  return error->empty();
}

}  // namespace samlad::cli
