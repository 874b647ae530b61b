#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "samlad/v1/command.pb.h"
#include "samlad/v1/registry.pb.h"
#include "storage/id.h"

namespace samlad::cli {

// A scenario file, read and checked: who there is, which incident is opened, and what each person
// does when. Its form is told at the head of clients/scenarios/vastmanland-2014.yaml.
//
// All ids are derived by hash: those of actors and persons from their names, so that a second play
// finds them again; those of items from the incident's id and their name in the file.
struct ScenarioActor {
  std::string key;
  ItemId id;
  v1::Actor actor;
};

struct ScenarioPerson {
  std::string login;
  std::string name;
  std::string password;
  size_t actor = 0;  // index into actors
  v1::Role role = v1::ROLE_UNSPECIFIED;
  ItemId person_id;
  ItemId account_id;
  ItemId assignment_id;
};

// What a person does. Positions in the log (picture_seq, base_seq) are left open: they are those
// that the person sees when it is done.
struct InviteActors {
  std::vector<v1::Item> participations;
};
struct JoinIncident {
  bool open_to_evaluators = false;
};
struct AddItem {
  v1::Item item;
};
struct ReviseItem {
  ItemId item;
  std::vector<std::string> fields;
  v1::Item to;
};
struct AttendConference {
  v1::Attend attend;
};
struct SpeakInConference {
  v1::Speak speak;
};
struct TransferTheMandate {
  v1::TransferMandate transfer;
};
// Waits until the person sees the item with this value in its field `state`.
struct WaitForState {
  ItemId item;
  int state = 0;
};
struct DropLinks {
  int64_t duration_ms = 0;
};
struct ReplayAs {
  ItemId actor;
  int64_t at_ms = 0;
};
using ScenarioAction =
    std::variant<InviteActors, JoinIncident, AddItem, ReviseItem, AttendConference,
                 SpeakInConference, TransferTheMandate, WaitForState, DropLinks, ReplayAs>;

struct ScenarioEvent {
  int line = 0;
  int64_t at_ms = 0;
  // Indices into persons: who acts; for DropLinks whose links.
  std::vector<size_t> by;
  // Row of the documented timeline; 0 if it is none.
  int doc = 0;
  // "X8"; empty if it belongs to no inject.
  std::string inject;
  bool fictional = false;
  std::string reason;
  // For people: "feature d02  Maskinförare ringer SOS Alarm 13.29".
  std::string what;
  ScenarioAction action;
};

struct Scenario {
  std::string file;
  std::string title;
  int64_t utc_offset_ms = 0;
  LogId incident_id;
  v1::Incident incident;
  int incident_line = 0;
  size_t opened_by = 0;  // index into persons
  int64_t opened_at_ms = 0;
  std::vector<ScenarioActor> actors;
  std::vector<ScenarioPerson> persons;
  // In order of at_ms.
  std::vector<ScenarioEvent> timeline;
};

// Reads the file for a play as incident `incident_id`. False with "FILE:LINE: what to do" in
// *error.
bool LoadScenario(const std::string& file, const LogId& incident_id, Scenario* scenario,
                  std::string* error);

// Id of an item of the incident by its name in the file.
ItemId ScenarioItemId(const LogId& incident_id, std::string_view name);

}  // namespace samlad::cli
