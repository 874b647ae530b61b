// The part of the timeline's reader that makes items.

#include <algorithm>
#include <utility>

#include "clients/cli/scenario_kinds.h"
#include "clients/cli/scenario_timeline.h"

namespace samlad::cli {
namespace {

constexpr double kUncertaintyMaxM = 1'000'000;

// What people recognise an item by.
std::string TitleOf(const v1::Item& item) {
  switch (item.body_case()) {
    case BodyCase::kReport:
      return "lägesrapport";
    case BodyCase::kFeature:
      return item.feature().title();
    case BodyCase::kNote:
      return item.note().text().substr(0, item.note().text().find('\n'));
    case BodyCase::kContradiction:
      return item.contradiction().question();
    case BodyCase::kPictureVersion:
      return item.picture_version().name();
    case BodyCase::kDecision:
      return item.decision().issue();
    case BodyCase::kStance:
      return v1::Position_Name(item.stance().position());
    case BodyCase::kTask:
      return item.task().title();
    case BodyCase::kConference:
      return item.conference().title();
    default:
      return "";
  }
}

}  // namespace

bool TimelineReader::ReadAudience(const YAML::Node& node, v1::Audience* audience) {
  audience->Clear();
  if (!node.IsDefined() || (node.IsScalar() && node.Scalar() == "all")) {
    audience->set_kind(v1::ALL_PARTICIPANTS);
    return true;
  }
  if (node.IsScalar() && node.Scalar() == "own") {
    audience->set_kind(v1::OWN_ACTOR);
    return true;
  }
  if (!node.IsSequence()) {
    return complaints_->At(node, "`audience` is all, own, or a list of actors.");
  }
  audience->set_kind(v1::NAMED_ACTORS);
  for (const YAML::Node& key : node) {
    ItemId actor;
    if (!FindActor(key, &actor)) return false;
    audience->add_actors(actor.str());
  }
  return true;
}

bool TimelineReader::ReadAdd(const YAML::Node& node, ScenarioEvent* event) {
  std::string name;
  if (!ReadRequiredText(node, "add", complaints_, &name)) return false;
  BodyCase kind = BodyCase::BODY_NOT_SET;
  for (const auto& [key, value] : kKinds) {
    if (!node[key].IsDefined()) continue;
    if (kind != BodyCase::BODY_NOT_SET) {
      return complaints_->At(node[key], "An item is of one kind. Add two items instead.");
    }
    kind = value;
  }
  if (kind == BodyCase::BODY_NOT_SET) {
    return complaints_->At(node, "Say of what kind the item is: report, feature, note ...");
  }
  if (name == "incident" || fields_.id_of(name)) {
    return complaints_->At(node["add"], "The name `" + name + "` is taken. Choose another.");
  }
  AddItem add;
  v1::Item& item = add.item;
  item.set_id(ScenarioItemId(scenario_->incident_id, name).str());
  item.set_fictional(event->fictional);
  const YAML::Node body = node[NameOf(kind)];
  google::protobuf::Message* message = BodyOf(kind, &item);
  if (!ReadAudience(node["audience"], item.mutable_audience()) || !fields_.Fill(body, message)) {
    return false;
  }
  if (kind == BodyCase::kFeature && !FinishFeature(node, *event, item.mutable_feature())) {
    return false;
  }
  if (kind == BodyCase::kNote && !FinishNote(node, *event, item.mutable_note())) return false;
  if (!fields_.CheckComplete(body, *message)) return false;
  // Some kinds have one audience, by rule.
  if (kind == BodyCase::kStance || kind == BodyCase::kPictureVersion) {
    if (!node["audience"].IsDefined()) item.clear_audience();
  }
  items_.emplace(name, kind);
  event->what = std::string(NameOf(kind)) + " " + name + ": " + TitleOf(item);
  event->action = std::move(add);
  return true;
}

bool TimelineReader::ReadPlaces(const YAML::Node& node, std::vector<const ScenarioPlace*>* places) {
  std::vector<YAML::Node> keys;
  if (node["place"].IsDefined()) keys.push_back(node["place"]);
  if (node["places"].IsDefined()) {
    if (!node["places"].IsSequence()) {
      return complaints_->At(node["places"], "`places` takes a list: [one, another].");
    }
    for (const YAML::Node& key : node["places"]) keys.push_back(key);
  }
  for (const YAML::Node& key : keys) {
    const auto place = places_.find(key.IsScalar() ? key.Scalar() : "");
    if (place == places_.end()) {
      return complaints_->At(key, "This place is not in the section `places`.");
    }
    places->push_back(&place->second);
  }
  return true;
}

bool TimelineReader::ReadSources(const YAML::Node& node, std::string* text) {
  const YAML::Node list = node["sources"];
  if (!list.IsDefined()) return true;
  if (!list.IsSequence()) {
    return complaints_->At(list, "`sources` takes a list: [one, another].");
  }
  for (const YAML::Node& key : list) {
    const auto source = sources_.find(key.IsScalar() ? key.Scalar() : "");
    if (source == sources_.end()) {
      return complaints_->At(key, "This source is not in the section `sources`.");
    }
    if (!text->empty()) *text += "; ";
    *text += source->second + " (" + source->first + ")";
  }
  return true;
}

bool TimelineReader::ReadRatings(const YAML::Node& node, v1::Feature* feature) {
  std::string path;
  for (const char* key : {"reliability", "credibility"}) {
    if (!node[key].IsDefined()) continue;
    if (!fields_.FillOne(YAML::Node(std::string(key)), node[key], feature, &path)) return false;
  }
  return true;
}

bool TimelineReader::FinishFeature(const YAML::Node& node, const ScenarioEvent& event,
                                   v1::Feature* feature) {
  std::vector<const ScenarioPlace*> places;
  double uncertainty_m = 0;
  if (!ReadPlaces(node, &places) || !ReadSources(node, feature->mutable_source()) ||
      !ReadRatings(node, feature) ||
      !ReadNumber(node, "uncertainty_m", 0, kUncertaintyMaxM, complaints_, &uncertainty_m)) {
    return false;
  }
  if (places.empty()) return complaints_->At(node, "A feature needs a `place`, or `places`.");
  feature->mutable_geometry()->set_type(places.size() == 1 ? v1::POINT : v1::MULTI_POINT);
  for (const ScenarioPlace* place : places) {
    if (!place->has_position) {
      return complaints_->At(node, "The place `" + place->name +
                                       "` has no coordinates, which a "
                                       "feature needs. Add a note instead.");
    }
    feature->mutable_geometry()->add_coordinates(place->lon);
    feature->mutable_geometry()->add_coordinates(place->lat);
    uncertainty_m = std::max(uncertainty_m, place->uncertainty_m);
    if (!feature->place().empty()) feature->mutable_place()->append(", ");
    feature->mutable_place()->append(place->name);
  }
  if (node["uncertainty_m"].IsDefined()) uncertainty_m = node["uncertainty_m"].as<double>();
  feature->set_uncertainty_m(uncertainty_m);
  if (feature->observed_at_ms() == 0) feature->set_observed_at_ms(event.at_ms);
  if (feature->reported_at_ms() == 0) feature->set_reported_at_ms(event.at_ms);
  if (!node["precision"].IsDefined()) return true;
  const std::optional<int> precision =
      node["precision"].IsScalar()
          ? EnumValueOf(v1::TimePrecision_descriptor(), node["precision"].Scalar())
          : std::nullopt;
  if (!precision) {
    return complaints_->At(node["precision"], "`precision` is one of " +
                                                  EnumNames(v1::TimePrecision_descriptor()) + ".");
  }
  feature->set_observed_precision(static_cast<v1::TimePrecision>(*precision));
  return true;
}

bool TimelineReader::FinishNote(const YAML::Node& node, const ScenarioEvent& event,
                                v1::Note* note) {
  std::vector<const ScenarioPlace*> places;
  std::string source;
  v1::Feature rated;
  if (!ReadPlaces(node, &places) || !ReadSources(node, &source) || !ReadRatings(node, &rated)) {
    return false;
  }
  std::string told;
  for (const ScenarioPlace* place : places) told += "Plats: " + place->name + ". ";
  if (!source.empty()) told += "Källa: " + source + ". ";
  if (rated.reliability() != 0) {
    told += std::string("Källans tillförlitlighet ") +
            static_cast<char>('A' + rated.reliability() - v1::RELIABILITY_A) + ". ";
  }
  if (rated.credibility() != 0) {
    told += "Uppgiftens trovärdighet " + std::to_string(rated.credibility()) + ". ";
  }
  if (!told.empty()) {
    told.pop_back();
    note->mutable_text()->append("\n" + told);
  }
  if (note->action_at_ms() == 0) note->set_action_at_ms(event.at_ms);
  return true;
}

bool TimelineReader::ReadRevise(const YAML::Node& node, ScenarioEvent* event) {
  ReviseItem revise;
  BodyCase kind = BodyCase::kIncident;
  const YAML::Node& target = node["revise"];
  if (target.IsScalar() && target.Scalar() == "incident") {
    revise.item = ItemId{scenario_->incident_id.bytes};
  } else if (!FindItem(target, BodyCase::BODY_NOT_SET, &revise.item, &kind)) {
    return false;
  }
  const YAML::Node set = node["set"];
  if (!set.IsDefined() || !set.IsMap() || set.size() == 0) {
    return complaints_->At(node, "Say what changes: `set: {state: done}`.");
  }
  revise.to.set_id(revise.item.str());
  event->what = NameOf(kind);
  if (kind != BodyCase::kIncident) event->what += " " + target.Scalar();
  event->what += ":";
  for (const auto& entry : set) {
    const std::string& key = entry.first.Scalar();
    event->what += " " + key;
    if (entry.second.IsScalar()) event->what += "=" + entry.second.Scalar();
    if (key == "audience") {
      if (!ReadAudience(entry.second, revise.to.mutable_audience())) return false;
      revise.fields.push_back(key);
      continue;
    }
    std::string path;
    if (!fields_.FillOne(entry.first, entry.second, BodyOf(kind, &revise.to), &path)) return false;
    revise.fields.push_back(std::string(NameOf(kind)) + "." + path);
  }
  event->action = std::move(revise);
  return true;
}

}  // namespace samlad::cli
