#pragma once

#include <map>
#include <string>

#include "clients/cli/complaints.h"
#include "clients/cli/scenario.h"
#include "clients/cli/scenario_fields.h"

namespace samlad::cli {

// A named place; one without coordinates serves notes only.
struct ScenarioPlace {
  std::string name;
  bool has_position = false;
  double lat = 0;
  double lon = 0;
  double uncertainty_m = 0;
};

// Reads the events of a scenario, in order, each against what stands above it.
//
// Threads: one at a time.
class TimelineReader {
 public:
  // Actors and persons of `scenario` are read already; all pointers outlive the reader.
  TimelineReader(Scenario* scenario, const std::map<std::string, ScenarioPlace>& places,
                 const std::map<std::string, std::string>& sources, Complaints* complaints);

  // Appends the event to the scenario's timeline.
  bool Read(const YAML::Node& event);

  const FieldReader& fields() const { return fields_; }
  // The person of that login; false with a complaint at `node`.
  bool FindPerson(const YAML::Node& node, size_t* person);

 private:
  bool ReadFrame(const YAML::Node& node, ScenarioEvent* event);
  bool ReadBy(const YAML::Node& node, ScenarioEvent* event);
  bool ReadInvite(const YAML::Node& node, ScenarioEvent* event);
  bool ReadJoin(const YAML::Node& node, ScenarioEvent* event);
  bool ReadAdd(const YAML::Node& node, ScenarioEvent* event);
  bool ReadRevise(const YAML::Node& node, ScenarioEvent* event);
  bool ReadAttend(const YAML::Node& node, ScenarioEvent* event);
  bool ReadSpeak(const YAML::Node& node, ScenarioEvent* event);
  bool ReadTransfer(const YAML::Node& node, ScenarioEvent* event);
  bool ReadWaitFor(const YAML::Node& node, ScenarioEvent* event);
  bool ReadDropLink(const YAML::Node& node, ScenarioEvent* event);
  bool ReadReplay(const YAML::Node& node, ScenarioEvent* event);

  bool ReadAudience(const YAML::Node& node, v1::Audience* audience);
  bool FinishFeature(const YAML::Node& node, const ScenarioEvent& event, v1::Feature* feature);
  bool FinishNote(const YAML::Node& node, const ScenarioEvent& event, v1::Note* note);
  bool ReadPlaces(const YAML::Node& node, std::vector<const ScenarioPlace*>* places);
  bool ReadSources(const YAML::Node& node, std::string* text);
  bool ReadRatings(const YAML::Node& node, v1::Feature* feature);
  // The item of that name, if it is of `kind` (any if BODY_NOT_SET).
  bool FindItem(const YAML::Node& node, v1::Item::BodyCase kind, ItemId* id,
                v1::Item::BodyCase* found = nullptr);
  bool FindActor(const YAML::Node& node, ItemId* id);

  Scenario* scenario_;
  const std::map<std::string, ScenarioPlace>& places_;
  const std::map<std::string, std::string>& sources_;
  Complaints* complaints_;
  FieldReader fields_;
  // Items added so far, by name.
  std::map<std::string, v1::Item::BodyCase> items_;
  std::map<int, int> doc_lines_;
};

}  // namespace samlad::cli
