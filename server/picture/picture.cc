#include "server/picture/picture.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "server/picture/references.h"
#include "storage/check.h"

namespace samlad {
namespace {

// Latest time that the schema allows, the year 3000.
constexpr int64_t kTimeMax = 32503680000000;

// When time alone alters the item; 0 if it never does.
int64_t DueTime(const v1::Item& item) {
  if (item.has_feature()) {
    switch (item.feature().state()) {
      case v1::FEATURE_REPORTED:
      case v1::FEATURE_ASSESSED:
      case v1::FEATURE_IN_PICTURE:
      case v1::FEATURE_CONTRADICTED:
        return item.feature().valid_until_ms();
      default:
        return 0;
    }
  }
  if (item.has_task()) {
    const v1::TaskState state = item.task().state();
    if (state == v1::TASK_OFFERED || state == v1::TASK_ACCEPTED) return item.task().due_ms();
  }
  return 0;
}

// Calls `visit` with the id of everything that the index of references keeps for the item.
template <typename Visit>
void VisitIndexed(const v1::Item& item, Visit visit) {
  VisitReferences(item, [&](const Reference& reference) {
    if (reference.id.is_none()) return;
    if (reference.target != Reference::Target::kActor || item.has_task()) visit(reference.id);
  });
}

}  // namespace

int64_t ExerciseTime(const v1::ExerciseClock& clock, int64_t now_ms) {
  const double passed_ms = static_cast<double>(std::max<int64_t>(0, now_ms - clock.set_at_ms()));
  const double gone_ms = std::min(passed_ms * clock.speed(), static_cast<double>(kTimeMax));
  return std::min(kTimeMax, clock.scenario_ms() + static_cast<int64_t>(std::llround(gone_ms)));
}

ItemRef Picture::Apply(ItemRef after) {
  const ItemId id = ItemId::FromBytesOrNone(after->item().id());
  Entry& entry = items_[id];
  if (entry.state != nullptr) {
    CHECK(after->seq() > entry.state->seq());
    Unindex(entry.state->item(), id);
    order_.erase(entry.place);
  }
  if (after->seq() > head_) {
    head_ = after->seq();
    recorded_at_ms_ = after->change.recorded_at_ms();
  }
  Index(after->item(), id);
  entry.place = order_.emplace_hint(order_.end(), after->seq(), after);
  return std::exchange(entry.state, std::move(after));
}

void Picture::SetHead(uint64_t head, int64_t recorded_at_ms) {
  head_ = std::max(head_, head);
  recorded_at_ms_ = std::max(recorded_at_ms_, recorded_at_ms);
}

ItemRef Picture::Find(const ItemId& id) const {
  const auto at = items_.find(id);
  return at == items_.end() ? nullptr : at->second.state;
}

void Picture::VisitChangedSince(uint64_t from, const Visitor& visit) const {
  for (auto at = order_.upper_bound(from); at != order_.end(); ++at) {
    if (!visit(at->second)) return;
  }
}

void Picture::Index(const v1::Item& item, const ItemId& id) {
  const v1::Item::BodyCase kind = item.body_case();
  VisitIndexed(item, [&](const ItemId& named) { referring_to_[named].emplace(kind, id); });
  if (const int64_t due_ms = DueTime(item); due_ms != 0) due_.emplace(due_ms, id);
  if (item.has_participation()) participation_of_[ItemId::FromBytesOrNone(item.owner())] = id;
  if (item.has_account()) account_of_[item.account().login()] = id;
}

void Picture::Unindex(const v1::Item& item, const ItemId& id) {
  const v1::Item::BodyCase kind = item.body_case();
  VisitIndexed(item, [&](const ItemId& named) {
    const auto at = referring_to_.find(named);
    if (at == referring_to_.end()) return;  // named twice by the same item
    at->second.erase({kind, id});
    if (at->second.empty()) referring_to_.erase(at);
  });
  if (const int64_t due_ms = DueTime(item); due_ms != 0) due_.erase({due_ms, id});
  if (item.has_participation()) participation_of_.erase(ItemId::FromBytesOrNone(item.owner()));
  if (item.has_account()) account_of_.erase(item.account().login());
}

ItemRef Picture::Incident() const { return is_registry() ? nullptr : Find(ItemId{log_.bytes}); }

ItemRef Picture::ParticipationOf(const ItemId& actor) const {
  const auto at = participation_of_.find(actor);
  return at == participation_of_.end() ? nullptr : Find(at->second);
}

std::vector<ItemRef> Picture::Participations() const {
  std::vector<ItemRef> found;
  found.reserve(participation_of_.size());
  for (const auto& [actor, id] : participation_of_) found.push_back(Find(id));
  return found;
}

std::vector<ItemRef> Picture::ReferringTo(const ItemId& id) const {
  std::vector<ItemRef> found;
  const auto at = referring_to_.find(id);
  if (at == referring_to_.end()) return found;
  for (const auto& [kind, item] : at->second) found.push_back(Find(item));
  return found;
}

std::vector<ItemRef> Picture::ReferringTo(const ItemId& id, v1::Item::BodyCase kind) const {
  std::vector<ItemRef> found;
  const auto at = referring_to_.find(id);
  if (at == referring_to_.end()) return found;
  for (auto item = at->second.lower_bound({kind, ItemId{}});
       item != at->second.end() && item->first == kind; ++item) {
    found.push_back(Find(item->second));
  }
  return found;
}

ItemRef Picture::AccountOf(std::string_view login) const {
  const auto at = account_of_.find(std::string(login));
  return at == account_of_.end() ? nullptr : Find(at->second);
}

std::vector<ItemRef> Picture::DueBy(int64_t time_ms, size_t max) const {
  std::vector<ItemRef> found;
  for (const auto& [due_ms, id] : due_) {
    if (due_ms > time_ms || found.size() == max) break;
    found.push_back(Find(id));
  }
  return found;
}

bool Picture::HasClock() const {
  const ItemRef incident = Incident();
  return incident != nullptr && incident->item().incident().kind() == v1::EXERCISE &&
         incident->item().incident().has_clock();
}

int64_t Picture::DomainTime(int64_t now_ms) const {
  return HasClock() ? ExerciseTime(Incident()->item().incident().clock(), now_ms) : now_ms;
}

}  // namespace samlad
