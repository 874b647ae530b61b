#include "tests/picture/world.h"

#include "google/protobuf/stubs/strutil.h"
#include "google/protobuf/text_format.h"
#include "server/picture/validate.h"
#include "storage/check.h"

namespace samlad {
namespace {

LogId IncidentLog() {
  LogId log;
  log.bytes.fill(0x11);
  return log;
}

}  // namespace

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}
template v1::Item FromText(const std::string&);
template v1::Command FromText(const std::string&);

std::string Q(const ItemId& id) {
  return "\"" + google::protobuf::strings::CHexEscape(id.str()) + "\"";
}

std::string NoteAt(int64_t action_at_ms, const std::string& more) {
  return "note { kind: NOTE_ACTION text: 'Larm' action_at_ms: " + std::to_string(action_at_ms) +
         " " + more + " }";
}

std::string DecisionOn(uint64_t picture_seq, const std::string& more) {
  return "decision { issue: 'Utrymning' proposal: 'Utrym' reasons: 'Vinden' mandate: 'LSO' "
         "picture_seq: " +
         std::to_string(picture_seq) + " " + more + " }";
}

std::string ConferenceWith(const std::string& more) {
  return "conference { title: 'Samverkan' starts_at_ms: 1 agenda { title: 'Läge' minutes: 10 } "
         "agenda { title: 'Behov' } " +
         more + " }";
}

std::set<std::string>& RuleWorld::Tested() {
  static std::set<std::string> tested;
  return tested;
}

World::World(std::string_view incident) : picture(IncidentLog()) {
  administrator = As(NewId(), v1::ADMINISTRATOR);
  const std::string body = "category: COUNTY_BOARD level: REGIONAL }";
  county = Register("actor { name: 'Länsstyrelsen' " + body);
  town = Register("actor { name: 'Kommunen' " + body);
  region = Register("actor { name: 'Regionen' " + body);
  police = Register("actor { name: 'Polisen' " + body);
  county_duty = As(county, v1::DUTY_OFFICER);
  county_chair = As(county, v1::CHAIR);
  town_duty = As(town, v1::DUTY_OFFICER);
  region_duty = As(region, v1::DUTY_OFFICER);
  police_duty = As(police, v1::DUTY_OFFICER);
  if (incident.empty()) return;
  Accept(county_duty, Parse("open_incident { incident { " + std::string(incident) + " } }"));
  Join(town);
  Join(region);
}

Principal World::As(const ItemId& actor, v1::Role role) {
  Principal who{actor, actor, role};
  who.person.bytes[0] = static_cast<uint8_t>(role);  // one person for each role of an actor
  return who;
}

ItemId World::NewId() {
  ItemId id;
  ++ids_;
  for (size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<uint8_t>(ids_ >> (8 * i));
  id.bytes[0] = 0xEE;
  return id;
}

Context World::ContextOf(const Principal& who) const {
  return Context{who, now_ms, &registry, &limits};
}

Verdict World::Send(const Principal& who, v1::Command command) {
  if (command.command_id().empty()) command.set_command_id(NewId().str());
  const bool in_registry = command.incident() == kRegistryLog.view();
  Picture& target = in_registry ? registry : picture;
  if (auto rejection = Validate(command, "")) return Verdict{{}, std::move(rejection), {}};
  Verdict verdict = Decide(target, command, ContextOf(who));
  for (const v1::Change& change : verdict.changes) {
    EXPECT_EQ(change.seq(), target.head() + 1);
    target.Apply(MakeItemState(change));
  }
  return verdict;
}

Verdict World::Accept(const Principal& who, v1::Command command) {
  Verdict verdict = Send(who, std::move(command));
  EXPECT_FALSE(verdict.rejection) << verdict.rejection->ShortDebugString();
  return verdict;
}

v1::Rejection World::Refuse(const Principal& who, v1::Command command, std::string_view rule,
                            std::string_view field) {
  const uint64_t head = picture.head() + registry.head();
  Verdict verdict = Send(who, std::move(command));
  EXPECT_EQ(picture.head() + registry.head(), head) << "a refused command changed something";
  if (!verdict.rejection) {
    ADD_FAILURE() << "accepted, but should be refused by " << rule;
    return {};
  }
  EXPECT_EQ(verdict.rejection->rule(), rule) << verdict.rejection->ShortDebugString();
  if (!field.empty()) {
    EXPECT_EQ(verdict.rejection->field(), field);
  }
  EXPECT_FALSE(verdict.rejection->message().empty());
  rules_seen.insert(verdict.rejection->rule());
  return *verdict.rejection;
}

v1::Command World::Parse(const std::string& command_text) const {
  v1::Command command = FromText<v1::Command>(command_text);
  command.set_incident(picture.log().str());
  return command;
}

v1::Command World::Creating(const std::string& item_text) {
  v1::Command command;
  command.set_incident(picture.log().str());
  v1::Item* item = command.mutable_create()->mutable_item();
  *item = FromText<v1::Item>(item_text);
  if (item->id().empty()) item->set_id(NewId().str());
  return command;
}

v1::Command World::Revising(const ItemId& item, std::vector<std::string> fields,
                            const std::string& to_text, const std::string& reason) const {
  v1::Command command;
  command.set_incident(picture.log().str());
  command.set_reason(reason);
  v1::Revise* revise = command.mutable_revise();
  revise->set_item(item.str());
  const ItemRef known = picture.Find(item) != nullptr ? picture.Find(item) : registry.Find(item);
  revise->set_base_seq(known != nullptr ? known->seq() : 1);
  revise->mutable_fields()->Assign(fields.begin(), fields.end());
  *revise->mutable_to() = FromText<v1::Item>(to_text);
  return command;
}

v1::Command World::InRegistry(v1::Command command) {
  command.set_incident(kRegistryLog.str());
  return command;
}

ItemId World::Create(const Principal& who, const std::string& item_text) {
  const v1::Command command = Creating(item_text);
  Accept(who, command);
  return ItemId::FromBytesOrNone(command.create().item().id());
}

void World::Revise(const Principal& who, const ItemId& item, std::vector<std::string> fields,
                   const std::string& to_text, const std::string& reason) {
  Accept(who, Revising(item, std::move(fields), to_text, reason));
}

ItemId World::Register(const std::string& item_text) {
  const v1::Command command = InRegistry(Creating(item_text));
  Accept(administrator, command);
  return ItemId::FromBytesOrNone(command.create().item().id());
}

void World::Invite(const ItemId& actor) {
  Create(county_duty, "participation { actor: " + Q(actor) + " }");
}

void World::Join(const ItemId& actor) {
  Invite(actor);
  Revise(As(actor, v1::DUTY_OFFICER), ParticipationOf(actor), {"participation.state"},
         "participation { state: PARTICIPATION_ACTIVE }");
}

ItemId World::ParticipationOf(const ItemId& actor) const {
  return ItemId::FromBytesOrNone(picture.ParticipationOf(actor)->item().id());
}

const v1::Item& World::Get(const ItemId& item) const {
  const ItemRef found = picture.Find(item);
  return found != nullptr ? found->item() : registry.Find(item)->item();
}

bool World::Sees(const ItemId& actor, const ItemId& item) const {
  return Visible(Sight{actor}, picture, Get(item));
}

}  // namespace samlad
