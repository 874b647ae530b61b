#include "tests/access/people.h"

namespace samlad {

ItemId People::AddActor(const std::string& name, const std::string& short_name) {
  v1::Item item;
  item.mutable_actor()->set_name(name);
  item.mutable_actor()->set_short_name(short_name);
  item.mutable_actor()->set_category(v1::MUNICIPALITY);
  item.mutable_actor()->set_level(v1::LOCAL);
  return Put(item);
}

ItemId People::AddPerson(const std::string& name) {
  v1::Item item;
  item.mutable_person()->set_name(name);
  return Put(item);
}

ItemId People::AddAccount(const std::string& login, const ItemId& person, const std::string& hash) {
  v1::Item item;
  item.mutable_account()->set_login(login);
  item.mutable_account()->set_person(person.str());
  item.mutable_account()->set_password_hash(hash);
  return Put(item);
}

ItemId People::Assign(const ItemId& person, const ItemId& actor, v1::Role role) {
  v1::Item item;
  item.mutable_role_assignment()->set_person(person.str());
  item.mutable_role_assignment()->set_actor(actor.str());
  item.mutable_role_assignment()->set_role(role);
  return Put(item);
}

void People::Revise(const ItemId& item, const std::function<void(v1::Item*)>& revise) {
  v1::Item after = picture_.Find(item)->item();
  revise(&after);
  Put(after);
}

LogAppend People::Append() const { return append_; }

ItemId People::Put(v1::Item item) {
  const uint64_t seq = picture_.head() + 1;
  if (item.id().empty()) {
    ItemId id;
    id.bytes[0] = 0x50;
    id.bytes[15] = static_cast<uint8_t>(seq);
    item.set_id(id.str());
    item.set_created_seq(seq);
    item.mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
  }
  const ItemId id = ItemId::FromBytesOrNone(item.id());
  v1::Change change;
  change.set_seq(seq);
  change.set_recorded_at_ms(1000 + static_cast<int64_t>(seq));
  change.set_role(v1::SYSTEM);
  *change.mutable_item() = std::move(item);
  const ItemRef state = MakeItemState(std::move(change));
  append_.log = kRegistryLog;
  append_.changes.push_back({seq, state->change.recorded_at_ms(), id, state->bytes});
  picture_.Apply(state);
  return id;
}

}  // namespace samlad
