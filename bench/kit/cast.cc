#include "bench/kit/cast.h"

#include <cstring>

#include "server/picture/validate.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr uint64_t kSeed = 2014;

v1::Item ActorItem(int number) {
  v1::Item item;
  item.mutable_actor()->set_name("Aktör " + std::to_string(number));
  item.mutable_actor()->set_category(v1::MUNICIPALITY);
  item.mutable_actor()->set_level(v1::LOCAL);
  return item;
}

v1::Item PersonItem(int number) {
  v1::Item item;
  item.mutable_person()->set_name("Person " + std::to_string(number));
  return item;
}

v1::Item AccountItem(int number, const ItemId& person) {
  v1::Item item;
  item.mutable_account()->set_login("person" + std::to_string(number));
  item.mutable_account()->set_person(person.str());
  return item;
}

v1::Item AssignmentItem(const Principal& who) {
  v1::Item item;
  item.mutable_role_assignment()->set_person(who.person.str());
  item.mutable_role_assignment()->set_actor(who.actor.str());
  item.mutable_role_assignment()->set_role(who.role);
  return item;
}

}  // namespace

Cast::Cast(int actors, int64_t now_ms)
    : picture(Ids(kSeed).Next<LogId>()), ids(kSeed + 1), now_ms_(now_ms) {
  made_.resize(2);
  made_[0].log = kRegistryLog;
  made_[1].log = incident();
  for (int number = 1; number <= actors; ++number) {
    Player player;
    player.who.role = v1::DUTY_OFFICER;
    player.who.actor = Register(ActorItem(number));
    player.who.person = Register(PersonItem(number));
    player.account = Register(AccountItem(number, player.who.person));
    player.assignment = Register(AssignmentItem(player.who));
    players_.push_back(player);
  }
  v1::Command open;
  open.set_incident(incident().str());
  open.mutable_open_incident()->mutable_incident()->set_kind(v1::DISTURBANCE);
  open.mutable_open_incident()->mutable_incident()->set_title("Skogsbrand");
  Do(players_.front().who, std::move(open));
  for (size_t i = 1; i < players_.size(); ++i) Join(players_[i]);
}

Context Cast::ContextOf(const Player& player, int64_t now_ms) const {
  return {player.who, now_ms, &registry, &limits};
}

void Cast::Do(const Principal& who, v1::Command command) {
  const CommandId id = ids.Next<CommandId>();
  command.set_command_id(id.str());
  CHECK(!Validate(command, ""));
  const bool in_registry = command.incident() == kRegistryLog.view();
  Picture& target = in_registry ? registry : picture;
  LogAppend& made = made_[in_registry ? 0 : 1];
  Verdict verdict = Decide(target, command, {who, now_ms_, &registry, &limits});
  if (verdict.rejection) std::fprintf(stderr, "%s\n", verdict.rejection->DebugString().c_str());
  CHECK(!verdict.rejection);
  for (v1::Change& change : verdict.changes) {
    ItemRef state = MakeItemState(std::move(change));
    made.changes.push_back({state->seq(), state->change.recorded_at_ms(),
                            ItemId::FromBytesOrNone(state->item().id()), state->bytes});
    target.Apply(std::move(state));
  }
}

ItemId Cast::Register(v1::Item item) {
  const ItemId id = ids.Next<ItemId>();
  item.set_id(id.str());
  v1::Command command;
  command.set_incident(kRegistryLog.str());
  *command.mutable_create()->mutable_item() = std::move(item);
  Do({ItemId{}, ItemId{}, v1::SYSTEM}, std::move(command));
  return id;
}

void Cast::Join(const Player& player) {
  const ItemId part = ids.Next<ItemId>();
  v1::Command invite;
  invite.set_incident(incident().str());
  v1::Item* item = invite.mutable_create()->mutable_item();
  item->set_id(part.str());
  item->mutable_participation()->set_actor(player.who.actor.str());
  Do(players_.front().who, std::move(invite));

  v1::Command accept;
  accept.set_incident(incident().str());
  accept.mutable_revise()->set_item(part.str());
  accept.mutable_revise()->set_base_seq(picture.head());
  accept.mutable_revise()->add_fields("participation.state");
  accept.mutable_revise()->mutable_to()->mutable_participation()->set_state(
      v1::PARTICIPATION_ACTIVE);
  Do(player.who, std::move(accept));
}

Status Cast::Found(EventLog* log) const { return log->Commit(made_); }

std::string Cast::TokenFor(const Player& player, const TokenKey& key, int64_t now_ms) {
  constexpr int64_t kDayMs = 24 * 3600 * 1000;
  return MakeToken(key, {player.account, player.assignment, now_ms, now_ms + kDayMs});
}

}  // namespace samlad::bench
