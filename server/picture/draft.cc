#include "server/picture/draft.h"

#include <algorithm>
#include <utility>

#include "server/picture/paths.h"
#include "server/picture/rules.h"
#include "storage/check.h"

namespace samlad {
namespace {

void WriteFieldVersions(const std::vector<std::string>& fields, uint64_t seq, v1::Item* item) {
  for (const std::string& field : fields) {
    auto* versions = item->mutable_field_versions();
    auto at =
        std::find_if(versions->begin(), versions->end(),
                     [&](const v1::FieldVersion& version) { return version.field() == field; });
    v1::FieldVersion* version = at == versions->end() ? versions->Add() : &*at;
    version->set_field(field);
    version->set_seq(seq);
  }
}

}  // namespace

Draft::Draft(const Picture& picture, const v1::Command& command, const Context& context)
    : picture_(picture),
      command_(command),
      context_(context),
      now_ms_(std::max(context.now_ms, picture.recorded_at_ms())),
      domain_time_ms_(picture.DomainTime(now_ms_)) {
  CHECK(context.limits != nullptr && context.registry != nullptr);
}

const v1::Incident& Draft::incident() const {
  const v1::Item* item = Find(ItemId{picture_.log().bytes});
  CHECK(item != nullptr && item->has_incident());
  return item->incident();
}

bool Draft::is_evaluation() const {
  if (picture_.is_registry()) return false;
  if (picture_.head() != 0) return incident().kind() == v1::EVALUATION;
  return command_.open_incident().incident().kind() == v1::EVALUATION;
}

v1::ParticipationState Draft::ParticipationStateOf(const ItemId& actor) const {
  const ItemRef stored = picture_.ParticipationOf(actor);
  if (stored == nullptr) return v1::PARTICIPATION_STATE_UNSPECIFIED;
  return Find(ItemId::FromBytesOrNone(stored->item().id()))->participation().state();
}

const v1::Item* Draft::Find(const ItemId& id) const {
  if (const auto at = place_.find(id); at != place_.end()) return &edited_[at->second].after;
  const ItemRef stored = picture_.Find(id);
  return stored == nullptr ? nullptr : &stored->item();  // the picture keeps it alive
}

const v1::Item* Draft::FindVisible(const ItemId& id) const {
  const v1::Item* item = Find(id);
  if (item == nullptr) return nullptr;
  const bool administers =
      picture_.is_registry() && (role() == v1::ADMINISTRATOR || role() == v1::SYSTEM);
  if (administers || Visible(Sight{actor()}, picture_, *item)) return item;
  return nullptr;
}

v1::Item* Draft::Edit(const ItemId& id, Why why) {
  const auto [at, is_new] = place_.try_emplace(id, edited_.size());
  if (is_new) {
    ItemRef stored = picture_.Find(id);
    CHECK(stored != nullptr);
    const v1::Item& item = stored->item();
    edited_.push_back(Edited{stored, item, why});
  }
  Edited& edited = edited_[at->second];
  if (why == Why::kAsked) edited.why = why;
  return &edited.after;
}

v1::Item* Draft::Add(v1::Item item) {
  const ItemId id = ItemId::FromBytesOrNone(item.id());
  CHECK(picture_.Find(id) == nullptr);
  CHECK(place_.try_emplace(id, edited_.size()).second);
  edited_.push_back(Edited{nullptr, std::move(item), Why::kAsked});
  return &edited_.back().after;
}

v1::Change Draft::MakeChange(const Edited& edited, uint64_t seq,
                             const std::vector<std::string>& fields) const {
  v1::Change change;
  change.set_seq(seq);
  change.set_recorded_at_ms(now_ms_);
  if (!picture_.is_registry()) {
    // The clock as the command leaves it: the change that sets it stands at its new time.
    const v1::Incident& now = incident();
    if (now.kind() == v1::EXERCISE && now.has_clock()) {
      change.set_scenario_at_ms(ExerciseTime(now.clock(), now_ms_));
    }
  }
  change.set_command_id(command_.command_id());
  change.set_person(context_.who.person.str());
  change.set_actor(context_.who.actor.str());
  change.set_role(context_.who.role);
  if (edited.why == Why::kAsked) change.set_reason(command_.reason());
  for (const std::string& field : fields) change.add_fields(field);
  v1::Item* item = change.mutable_item();
  *item = edited.after;
  WriteFieldVersions(fields, seq, item);
  const bool is_new = edited.before == nullptr;
  if (is_new) item->set_created_seq(seq);
  const auto alters_sight = [](const std::string& field) {
    return field == "audience" || field == "owner";
  };
  if (is_new || std::any_of(fields.begin(), fields.end(), alters_sight)) item->set_sight_seq(seq);
  return change;
}

Verdict Draft::Finish() const {
  Verdict verdict;
  for (const Edited& edited : edited_) {
    std::vector<std::string> fields;
    if (edited.before != nullptr) {
      fields = DifferingFields(edited.before->item(), edited.after);
      if (fields.empty()) continue;  // it is so already
    }
    if (verdict.changes.size() == limits().changes_per_command_max) {
      return Verdict{{}, Reject("command.too-many-changes"), {}};
    }
    verdict.changes.push_back(MakeChange(edited, next_seq() + verdict.changes.size(), fields));
    // A consequence adds a few bytes at most, and must not fail for the size of another's item.
    const bool asked = edited.why == Why::kAsked;
    if (asked && verdict.changes.back().item().ByteSizeLong() > limits().item_bytes_max) {
      return Verdict{{}, Reject("item.too-large"), {}};
    }
  }
  return verdict;
}

}  // namespace samlad
