#include "clients/cli/scenario_timeline.h"

#include <utility>

#include "clients/cli/scenario_kinds.h"

namespace samlad::cli {

TimelineReader::TimelineReader(Scenario* scenario,
                               const std::map<std::string, ScenarioPlace>& places,
                               const std::map<std::string, std::string>& sources,
                               Complaints* complaints)
    : scenario_(scenario), places_(places), sources_(sources), complaints_(complaints) {
  fields_.complaints = complaints;
  fields_.utc_offset_ms = scenario->utc_offset_ms;
  fields_.id_of = [this](const std::string& name) -> std::optional<std::string> {
    if (items_.contains(name)) return ScenarioItemId(scenario_->incident_id, name).str();
    for (const ScenarioActor& actor : scenario_->actors) {
      if (actor.key == name) return actor.id.str();
    }
    return std::nullopt;
  };
}

bool TimelineReader::Read(const YAML::Node& node) {
  static constexpr std::pair<const char*,
                             bool (TimelineReader::*)(const YAML::Node&, ScenarioEvent*)>
      kActions[] = {
          {"invite", &TimelineReader::ReadInvite},
          {"join", &TimelineReader::ReadJoin},
          {"add", &TimelineReader::ReadAdd},
          {"revise", &TimelineReader::ReadRevise},
          {"attend", &TimelineReader::ReadAttend},
          {"speak", &TimelineReader::ReadSpeak},
          {"transfer_mandate", &TimelineReader::ReadTransfer},
          {"wait_for", &TimelineReader::ReadWaitFor},
          {"drop_link", &TimelineReader::ReadDropLink},
          {"replay", &TimelineReader::ReadReplay},
      };
  ScenarioEvent event;
  if (!ReadFrame(node, &event)) return false;
  std::string names;
  for (const auto& [name, read] : kActions) {
    if (node[name].IsDefined()) {
      if (!(this->*read)(node, &event)) return false;
      scenario_->timeline.push_back(std::move(event));
      return true;
    }
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return complaints_->At(node, "The event does not say what is done. Add one of " + names + ".");
}

// What every event has.

bool TimelineReader::ReadFrame(const YAML::Node& node, ScenarioEvent* event) {
  std::string given;
  double doc = 0;
  if (!HasOnlyKeys(node, {"at",
                          "by",
                          "doc",
                          "inject",
                          "given",
                          "fictional",
                          "reason",
                          "audience",
                          "place",
                          "places",
                          "uncertainty_m",
                          "precision",
                          "sources",
                          "reliability",
                          "credibility",
                          "invite",
                          "join",
                          "open_to_evaluators",
                          "add",
                          "report",
                          "feature",
                          "note",
                          "contradiction",
                          "picture_version",
                          "decision",
                          "stance",
                          "task",
                          "conference",
                          "revise",
                          "set",
                          "attend",
                          "present",
                          "speak",
                          "action",
                          "actor",
                          "transfer_mandate",
                          "wait_for",
                          "state",
                          "drop_link",
                          "for_s",
                          "replay"},
                   complaints_)) {
    return false;
  }
  event->line = LineOf(node);
  if (!ReadTime(node["at"].IsDefined() ? node["at"] : node, scenario_->utc_offset_ms, complaints_,
                &event->at_ms) ||
      !ReadText(node, "inject", complaints_, &event->inject) ||
      !ReadText(node, "given", complaints_, &given) ||
      !ReadText(node, "reason", complaints_, &event->reason) ||
      !ReadBool(node, "fictional", complaints_, &event->fictional) ||
      !ReadNumber(node, "doc", 1, 10'000, complaints_, &doc)) {
    return false;
  }
  event->doc = static_cast<int>(doc);
  const int64_t before =
      scenario_->timeline.empty() ? scenario_->opened_at_ms : scenario_->timeline.back().at_ms;
  if (event->at_ms < before) {
    return complaints_->At(node["at"], "The event is earlier than the one above it. Move it up.");
  }
  if (!event->inject.empty() && !event->fictional) {
    return complaints_->At(node, "An inject is invented. Add `fictional: true`.");
  }
  if (event->doc != 0 && event->fictional) {
    return complaints_->At(node,
                           "What is documented is not invented. Remove `doc` or `fictional`.");
  }
  if (event->fictional && scenario_->incident.kind() != v1::EXERCISE) {
    return complaints_->At(node, "Only an incident of kind exercise holds invented items.");
  }
  if (event->doc != 0) {
    const auto [first, fresh] = doc_lines_.emplace(event->doc, event->line);
    if (!fresh) {
      return complaints_->At(node["doc"], "Row " + std::to_string(event->doc) + " stands on line " +
                                              std::to_string(first->second) + " already.");
    }
  }
  return node["drop_link"].IsDefined() || ReadBy(node, event);
}

bool TimelineReader::FindPerson(const YAML::Node& node, size_t* person) {
  const std::string login = node.IsDefined() && node.IsScalar() ? node.Scalar() : "";
  for (size_t i = 0; i < scenario_->persons.size(); ++i) {
    if (scenario_->persons[i].login == login) {
      *person = i;
      return true;
    }
  }
  return complaints_->At(node, "`" + login + "` is not in the section `persons`.");
}

bool TimelineReader::ReadBy(const YAML::Node& node, ScenarioEvent* event) {
  const YAML::Node by = node["by"];
  if (!by.IsDefined()) return complaints_->At(node, "`by` is missing. Say who does it.");
  const bool many = node["join"].IsDefined() || node["attend"].IsDefined();
  if (by.IsSequence() && !many) {
    return complaints_->At(by, "Only join and attend are done by several. Name one login.");
  }
  size_t person = 0;
  if (!by.IsSequence()) {
    if (!FindPerson(by, &person)) return false;
    event->by.push_back(person);
  } else {
    for (const YAML::Node& login : by) {
      if (!FindPerson(login, &person)) return false;
      event->by.push_back(person);
    }
  }
  return !event->by.empty() || complaints_->At(by, "`by` is empty. Name a login.");
}

bool TimelineReader::FindActor(const YAML::Node& node, ItemId* id) {
  const std::string key = node.IsDefined() && node.IsScalar() ? node.Scalar() : "";
  for (const ScenarioActor& actor : scenario_->actors) {
    if (actor.key == key) {
      *id = actor.id;
      return true;
    }
  }
  return complaints_->At(node, "`" + key + "` is not in the section `actors`.");
}

bool TimelineReader::FindItem(const YAML::Node& node, BodyCase kind, ItemId* id, BodyCase* found) {
  const std::string name = node.IsDefined() && node.IsScalar() ? node.Scalar() : "";
  const auto item = items_.find(name);
  if (item == items_.end()) {
    return complaints_->At(node, "`" + name + "` is no item added above this line.");
  }
  if (kind != BodyCase::BODY_NOT_SET && item->second != kind) {
    return complaints_->At(
        node, "`" + name + "` is a " + NameOf(item->second) + ". Name a " + NameOf(kind) + ".");
  }
  *id = ScenarioItemId(scenario_->incident_id, name);
  if (found) *found = item->second;
  return true;
}

bool TimelineReader::ReadInvite(const YAML::Node& node, ScenarioEvent* event) {
  const YAML::Node list = node["invite"];
  if (!list.IsSequence() || list.size() == 0) {
    return complaints_->At(list, "`invite` takes a list of actors: [one, another].");
  }
  InviteActors invite;
  for (const YAML::Node& key : list) {
    ItemId actor;
    if (!FindActor(key, &actor)) return false;
    v1::Item& item = invite.participations.emplace_back();
    const ItemId id = ScenarioItemId(scenario_->incident_id, "participation of " + key.Scalar());
    item.set_id(id.str());
    item.set_owner(actor.str());
    item.set_fictional(event->fictional);
    item.mutable_participation()->set_actor(actor.str());
    event->what += (event->what.empty() ? "invites " : ", ") + key.Scalar();
  }
  event->action = std::move(invite);
  return true;
}

bool TimelineReader::ReadJoin(const YAML::Node& node, ScenarioEvent* event) {
  JoinIncident join;
  if (!ReadBool(node, "open_to_evaluators", complaints_, &join.open_to_evaluators)) return false;
  event->what = "takes part";
  event->action = join;
  return true;
}

// A note has no fields for place, source and rating, so they are told in its text, which is Swedish
// as

// all of the picture is.

bool TimelineReader::ReadAttend(const YAML::Node& node, ScenarioEvent* event) {
  AttendConference attend;
  ItemId conference;
  bool present = true;
  if (!FindItem(node["attend"], BodyCase::kConference, &conference) ||
      !ReadBool(node, "present", complaints_, &present)) {
    return false;
  }
  attend.attend.set_conference(conference.str());
  attend.attend.set_present(present);
  event->what = (present ? "attends " : "leaves ") + node["attend"].Scalar();
  event->action = std::move(attend);
  return true;
}

bool TimelineReader::ReadSpeak(const YAML::Node& node, ScenarioEvent* event) {
  SpeakInConference speak;
  ItemId conference;
  ItemId actor;
  std::string action;
  if (!FindItem(node["speak"], BodyCase::kConference, &conference) ||
      !ReadRequiredText(node, "action", complaints_, &action)) {
    return false;
  }
  const std::optional<int> number = EnumValueOf(v1::SpeakAction_descriptor(), action);
  if (!number) {
    return complaints_->At(node["action"],
                           "`action` is one of " + EnumNames(v1::SpeakAction_descriptor()) + ".");
  }
  event->what = "floor: " + action;
  if (node["actor"].IsDefined()) {
    if (!FindActor(node["actor"], &actor)) return false;
    speak.speak.set_actor(actor.str());
    event->what += " to " + node["actor"].Scalar();
  }
  speak.speak.set_conference(conference.str());
  speak.speak.set_action(static_cast<v1::SpeakAction>(*number));
  event->action = std::move(speak);
  return true;
}

bool TimelineReader::ReadTransfer(const YAML::Node& node, ScenarioEvent* event) {
  const YAML::Node parts = node["transfer_mandate"];
  ItemId from;
  ItemId to;
  if (!HasOnlyKeys(parts, {"from", "to"}, complaints_) || !FindActor(parts["from"], &from) ||
      !FindActor(parts["to"], &to)) {
    return false;
  }
  TransferTheMandate transfer;
  transfer.transfer.set_from(from.str());
  transfer.transfer.set_to(to.str());
  event->what = "transfers the mandate to " + parts["to"].Scalar();
  event->action = std::move(transfer);
  return true;
}

bool TimelineReader::ReadWaitFor(const YAML::Node& node, ScenarioEvent* event) {
  WaitForState wait;
  BodyCase kind = BodyCase::BODY_NOT_SET;
  std::string state;
  if (!FindItem(node["wait_for"], BodyCase::BODY_NOT_SET, &wait.item, &kind) ||
      !ReadRequiredText(node, "state", complaints_, &state)) {
    return false;
  }
  v1::Item item;
  const auto* field = BodyOf(kind, &item)->GetDescriptor()->FindFieldByName("state");
  if (!field) {
    return complaints_->At(node["wait_for"], std::string("A ") + NameOf(kind) + " has no state.");
  }
  const std::optional<int> number = EnumValueOf(field->enum_type(), state);
  if (!number) {
    return complaints_->At(node["state"],
                           "`state` is one of " + EnumNames(field->enum_type()) + ".");
  }
  wait.state = *number;
  event->what = "sees " + node["wait_for"].Scalar() + " become " + state;
  event->action = wait;
  return true;
}

bool TimelineReader::ReadDropLink(const YAML::Node& node, ScenarioEvent* event) {
  const YAML::Node list = node["drop_link"];
  double seconds = 0;
  if (!list.IsSequence() || list.size() == 0) {
    return complaints_->At(list, "`drop_link` takes a list of logins: [one, another].");
  }
  for (const YAML::Node& login : list) {
    size_t person = 0;
    if (!FindPerson(login, &person)) return false;
    event->by.push_back(person);
    event->what += (event->what.empty() ? "link lost: " : ", ") + login.Scalar();
  }
  if (!ReadNumber(node, "for_s", 1, 86'400, complaints_, &seconds)) return false;
  if (seconds == 0) {
    return complaints_->At(node, "`for_s` is missing. Say for how many seconds.");
  }
  event->action = DropLinks{static_cast<int64_t>(seconds * 1000)};
  return true;
}

bool TimelineReader::ReadReplay(const YAML::Node& node, ScenarioEvent* event) {
  const YAML::Node parts = node["replay"];
  ReplayAs replay;
  if (!HasOnlyKeys(parts, {"as", "at"}, complaints_) || !FindActor(parts["as"], &replay.actor) ||
      !ReadTime(parts["at"], scenario_->utc_offset_ms, complaints_, &replay.at_ms)) {
    return false;
  }
  event->what = "replays " + parts["at"].Scalar() + " as " + parts["as"].Scalar();
  event->action = replay;
  return true;
}

}  // namespace samlad::cli
