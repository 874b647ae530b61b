// What each kind of event asks for, and what becomes of the answer.

#include <algorithm>
#include <utility>

#include "clients/cli/play.h"
#include "clients/cli/scenario_kinds.h"
#include "storage/derived_id.h"

namespace samlad::cli {
namespace {

using client::Conversation;
using client::Replica;
using Waited = PlayPerson::Waited;

// For what only time brings: the server looks at its clocks about once a second.
constexpr int64_t kWaitForMs = 30'000;

// The number of the item's state; 0 if its kind has none.
int StateOf(const v1::Item& item) {
  v1::Item copy = item;
  const google::protobuf::Message* body = BodyOf(item.body_case(), &copy);
  const auto* state = body->GetDescriptor()->FindFieldByName("state");
  return state ? body->GetReflection()->GetEnumValue(*body, state) : 0;
}

}  // namespace

Play::Outcome Play::Do(const ScenarioEvent& event, size_t who, PlaySummary* summary) {
  PlayPerson& person = *persons_.at(who);
  const bool invited_first = std::holds_alternative<JoinIncident>(event.action);
  if (!person.offline() && !invited_first) {
    const Waited waited = person.Watch(scenario_.incident_id, head_);
    if (waited != Waited::kYes) return Fail(waited, who);
  }
  v1::Command command =
      NewCommand("event " + std::to_string(event.line) + " " + scenario_.persons[who].login);
  command.set_reason(event.reason);
  if (std::holds_alternative<InviteActors>(event.action)) return DoInvite(event, who, summary);
  if (invited_first) return DoJoin(event, who, summary);
  if (std::holds_alternative<WaitForState>(event.action)) return DoWaitFor(event, who, summary);
  if (std::holds_alternative<ReplayAs>(event.action)) return DoReplay(event, who, summary);
  if (const auto* add = std::get_if<AddItem>(&event.action)) {
    *command.mutable_create()->mutable_item() = add->item;
    ++summary->items;
  } else if (const auto* revise = std::get_if<ReviseItem>(&event.action)) {
    command.mutable_revise()->set_item(revise->item.str());
    for (const std::string& field : revise->fields) command.mutable_revise()->add_fields(field);
    *command.mutable_revise()->mutable_to() = revise->to;
  } else if (const auto* attend = std::get_if<AttendConference>(&event.action)) {
    *command.mutable_attend() = attend->attend;
  } else if (const auto* speak = std::get_if<SpeakInConference>(&event.action)) {
    *command.mutable_speak() = speak->speak;
  } else if (const auto* transfer = std::get_if<TransferTheMandate>(&event.action)) {
    *command.mutable_transfer_mandate() = transfer->transfer;
  }
  const Outcome outcome = Complete(who, &command);
  if (outcome != Outcome::kOk) return outcome;
  return Ask(&event, who, std::move(command), event.what, summary);
}

Play::Outcome Play::Complete(size_t who, v1::Command* command) {
  PlayPerson& person = *persons_.at(who);
  person.Look([&](Conversation& talk) {
    const Replica* replica = talk.Find(scenario_.incident_id);
    if (!replica) return;
    if (command->has_create()) {
      v1::Item* item = command->mutable_create()->mutable_item();
      if (item->has_decision()) item->mutable_decision()->set_picture_seq(replica->position());
      if (item->has_stance()) item->mutable_stance()->set_picture_seq(replica->position());
    }
    if (command->has_revise()) {
      const ItemId id = ItemId::FromBytesOrNone(command->revise().item());
      const Replica::ChangeRef change = replica->Find(id);
      // Of an item that is not in sight, the server says so.
      command->mutable_revise()->set_base_seq(change ? change->seq() : replica->position());
    }
  });
  return Outcome::kOk;
}

Play::Outcome Play::DoInvite(const ScenarioEvent& event, size_t who, PlaySummary* summary) {
  for (const v1::Item& item : std::get<InviteActors>(event.action).participations) {
    v1::Command command = NewCommand("invite " + item.owner());
    *command.mutable_create()->mutable_item() = item;
    const ItemId actor = ItemId::FromBytesOrNone(item.owner());
    std::string name;
    for (const ScenarioActor& known : scenario_.actors) {
      if (known.id == actor) name = known.actor.name();
    }
    const Outcome outcome = Ask(&event, who, std::move(command), "invites " + name, summary);
    if (outcome != Outcome::kOk) return outcome;
  }
  return Outcome::kOk;
}

// From here on everybody of the person's actor follows the incident.
Play::Outcome Play::DoJoin(const ScenarioEvent& event, size_t who, PlaySummary* summary) {
  const size_t actor_index = scenario_.persons[who].actor;
  const ItemId& actor = scenario_.actors[actor_index].id;
  for (const auto& [other, person] : persons_) {
    if (scenario_.persons[other].actor != actor_index || person->offline()) continue;
    const Waited waited = person->Watch(scenario_.incident_id, head_);
    if (waited != Waited::kYes) return Fail(waited, other);
  }
  v1::Command command = NewCommand("join " + scenario_.persons[who].login);
  v1::Revise* revise = command.mutable_revise();
  persons_.at(who)->Look([&](Conversation& talk) {
    for (const auto& [id, change] : talk.Find(scenario_.incident_id)->items()) {
      const v1::Item& item = change->item();
      if (!item.has_participation() || item.owner() != actor.view()) continue;
      revise->set_item(item.id());
      revise->set_base_seq(change->seq());
      v1::Item* to = revise->mutable_to();
      to->set_id(item.id());
      to->mutable_participation()->set_actor(actor.str());
      to->mutable_participation()->set_state(v1::PARTICIPATION_ACTIVE);
      if (item.participation().state() != v1::PARTICIPATION_ACTIVE) {
        revise->add_fields("participation.state");
      }
      if (std::get<JoinIncident>(event.action).open_to_evaluators) {
        to->mutable_participation()->set_open_to_evaluators(true);
        revise->add_fields("participation.open_to_evaluators");
      }
    }
  });
  if (revise->fields().empty()) return Outcome::kOk;  // the opener takes part already
  return Ask(&event, who, std::move(command), event.what, summary);
}

Play::Outcome Play::DoWaitFor(const ScenarioEvent& event, size_t who, PlaySummary* summary) {
  const auto& wait = std::get<WaitForState>(event.action);
  uint64_t seq = 0;
  const Waited waited = persons_.at(who)->Await(
      [&](Conversation& talk) {
        const Replica::ChangeRef change = talk.Find(scenario_.incident_id)->Find(wait.item);
        if (!change) return false;
        seq = change->seq();
        return StateOf(change->item()) == wait.state;
      },
      kWaitForMs);
  std::string refusal;
  if (waited == Waited::kTimeout) {
    refusal = scenario_.file + ":" + std::to_string(event.line) +
              ": The item was not in that state within 30 s.";
    summary->refusals.push_back(refusal);
  } else if (waited != Waited::kYes) {
    return Fail(waited, who);
  }
  head_ = std::max(head_, seq);
  Tell(&event, scenario_.persons[who].login, event.what, seq, refusal);
  return Outcome::kOk;
}

Play::Outcome Play::DoReplay(const ScenarioEvent& event, size_t who, PlaySummary* summary) {
  const auto& replay = std::get<ReplayAs>(event.action);
  PlayPerson::Replayed replayed;
  const Waited waited =
      persons_.at(who)->ReplayOnce(scenario_.incident_id, replay.actor, replay.at_ms, &replayed);
  if (waited != Waited::kYes) return Fail(waited, who);
  std::string refusal;
  if (replayed.rejection) {
    refusal = scenario_.file + ":" + std::to_string(event.line) + ": " +
              replayed.rejection->rule() + ": " + replayed.rejection->message();
    summary->refusals.push_back(refusal);
  }
  Tell(&event, scenario_.persons[who].login,
       event.what + ": " + std::to_string(replayed.items) + " items", replayed.seq, refusal);
  return Outcome::kOk;
}

v1::Command Play::NewCommand(const std::string& name) const {
  v1::Command command;
  // Follows from the play and the place in it: played again under the same incident id, a command
  // that was answered gets its old answer.
  command.set_command_id(DerivedId("command", scenario_.incident_id.str() + name).str());
  command.set_incident(scenario_.incident_id.str());
  return command;
}

Play::Outcome Play::Ask(const ScenarioEvent* event, size_t who, v1::Command command,
                        const std::string& what, PlaySummary* summary) {
  PlayPerson& person = *persons_.at(who);
  ++summary->commands;
  person.Send(command);
  if (person.offline()) {
    unanswered_.push_back({who, command.command_id(), event});
    Tell(event, scenario_.persons[who].login, what + " (offline: waits)", 0, "");
    return Outcome::kOk;
  }
  v1::CommandResult result;
  const Waited waited = person.AwaitResult(command.command_id(), &result);
  if (waited != Waited::kYes) return Fail(waited, who);
  return Settle(event, who, what, result, summary);
}

Play::Outcome Play::Settle(const ScenarioEvent* event, size_t who, const std::string& what,
                           const v1::CommandResult& result, PlaySummary* summary) {
  const std::string& login = scenario_.persons[who].login;
  if (!result.has_rejection()) {
    head_ = std::max(head_, result.accepted().last_seq());
    const std::string more = result.has_so_far() ? ", gets the summary so far" : "";
    Tell(event, login, what.empty() ? what : what + more, result.accepted().last_seq(), "");
    return Outcome::kOk;
  }
  const v1::Rejection& rejection = result.rejection();
  const int line = event ? event->line : scenario_.incident_line;
  std::string refusal = scenario_.file + ":" + std::to_string(line) + ": " + rejection.rule();
  if (!rejection.field().empty()) refusal += " (" + rejection.field() + ")";
  refusal += ": " + rejection.message();
  summary->refusals.push_back(refusal);
  Tell(event, login, what.empty() ? "sets the exercise clock" : what, 0, refusal);
  return Outcome::kOk;
}

}  // namespace samlad::cli
