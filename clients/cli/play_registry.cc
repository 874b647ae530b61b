#include "clients/cli/play_registry.h"

#include <set>

#include "clients/cli/ids.h"
#include "storage/derived_id.h"

namespace samlad::cli {
namespace {

// One step of the preparation: asks, and waits for the answer.
class Registrar {
 public:
  explicit Registrar(PlayPerson* administrator) : administrator_(administrator) {}

  bool ReadWhatIsThere(std::string* error) {
    if (administrator_->Watch(kRegistryLog) != PlayPerson::Waited::kYes) {
      return Unanswered(error);
    }
    bool administers = false;
    administrator_->Look([&](client::Conversation& talk) {
      administers = talk.welcome().role() == v1::ADMINISTRATOR;
      if (const client::Replica* registry = talk.Find(kRegistryLog)) {
        for (const auto& [id, change] : registry->items()) there_.insert(id);
      }
    });
    if (!administers) *error = "This login is no administrator. Name one with --admin.";
    return administers;
  }

  bool has(const ItemId& id) const { return there_.contains(id); }

  // Creates the item unless it is there. `*is_new` tells which it was.
  bool Create(const v1::Item& item, const std::string& name, bool* is_new, std::string* error) {
    *is_new = false;
    const ItemId id = ItemId::FromBytesOrNone(item.id());
    if (has(id)) return true;
    // The id of the item makes it take effect once; the command is a new one in each play, or a
    // refusal would be remembered.
    v1::Command command = NewCommand(RandomIdBytes());
    *command.mutable_create()->mutable_item() = item;
    v1::CommandResult result;
    if (!Ask(command, &result, error)) return false;
    if (!result.has_rejection()) {
      *is_new = true;
      return true;
    }
    // Accounts are in nobody's sight, so whether one is there shows only here.
    if (result.rejection().rule() == "item.exists") return true;
    *error = name + ": " + result.rejection().message();
    return false;
  }

  bool SetPassword(const ScenarioPerson& person, std::string* error) {
    v1::Command command = NewCommand(DerivedId("password", person.account_id.view()).str());
    command.mutable_set_password()->set_account(person.account_id.str());
    command.mutable_set_password()->set_password(person.password);
    v1::CommandResult result;
    if (!Ask(command, &result, error)) return false;
    if (!result.has_rejection()) return true;
    *error = "password of " + person.login + ": " + result.rejection().message();
    return false;
  }

 private:
  static v1::Command NewCommand(const std::string& id) {
    v1::Command command;
    command.set_command_id(id);
    command.set_incident(kRegistryLog.str());
    return command;
  }

  bool Ask(const v1::Command& command, v1::CommandResult* result, std::string* error) {
    administrator_->Send(command);
    return administrator_->AwaitResult(command.command_id(), result) == PlayPerson::Waited::kYes ||
           Unanswered(error);
  }

  bool Unanswered(std::string* error) {
    *error = administrator_->stopped();
    if (error->empty()) *error = "Interrupted.";
    return false;
  }

  PlayPerson* administrator_;
  std::set<ItemId> there_;
};

v1::Item NewItem(const ItemId& id) {
  v1::Item item;
  item.set_id(id.str());
  return item;
}

}  // namespace

bool PrepareRegistry(const Scenario& scenario, PlayPerson* administrator, size_t* made,
                     std::string* error) {
  Registrar registrar(administrator);
  if (!registrar.ReadWhatIsThere(error)) return false;
  bool is_new = false;
  for (const ScenarioActor& actor : scenario.actors) {
    v1::Item item = NewItem(actor.id);
    *item.mutable_actor() = actor.actor;
    if (!registrar.Create(item, actor.actor.name(), &is_new, error)) return false;
    *made += is_new;
  }
  for (const ScenarioPerson& person : scenario.persons) {
    v1::Item item = NewItem(person.person_id);
    item.mutable_person()->set_name(person.name);
    if (!registrar.Create(item, person.name, &is_new, error)) return false;
    *made += is_new;

    item = NewItem(person.account_id);
    item.mutable_account()->set_login(person.login);
    item.mutable_account()->set_person(person.person_id.str());
    if (!registrar.Create(item, person.login, &is_new, error)) return false;
    *made += is_new;
    // Always sent: an earlier play may have been cut off before it. Its id makes it take effect
    // once.
    if (!registrar.SetPassword(person, error)) return false;

    item = NewItem(person.assignment_id);
    item.mutable_role_assignment()->set_person(person.person_id.str());
    item.mutable_role_assignment()->set_actor(scenario.actors[person.actor].id.str());
    item.mutable_role_assignment()->set_role(person.role);
    if (!registrar.Create(item, person.name, &is_new, error)) return false;
    *made += is_new;
  }
  return true;
}

}  // namespace samlad::cli
