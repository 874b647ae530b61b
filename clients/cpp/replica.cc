#include "clients/cpp/replica.h"

#include <cinttypes>
#include <cstdio>

namespace samlad::client {

void Replica::Clear() {
  items_.clear();
  position_ = 0;
  epoch_ = 0;
  complete_ = false;
}

bool Replica::Rebase(uint64_t epoch, uint64_t from) {
  if (complete_ && epoch == epoch_ && from == position_) return true;
  Clear();
  if (from != 0) return false;
  epoch_ = epoch;
  return true;
}

BatchOutcome Replica::Check(const v1::Batch& batch) const {
  const bool live = replay_ == 0;
  const bool anywhere = batch.reset() || (!live && !complete_ && position_ == 0);
  if (!anywhere && batch.from() != position_) return BatchOutcome::kGap;
  if (live && batch.through() < batch.from()) return BatchOutcome::kMalformed;
  if (batch.more() && batch.through() != batch.from()) return BatchOutcome::kMalformed;

  size_t added = 0;
  uint64_t before = batch.from();
  for (const v1::Change& change : batch.changes()) {
    const auto id = ItemId::FromBytes(change.item().id());
    if (!id) return BatchOutcome::kMalformed;
    // A replay may run backward, where items return to what they were.
    if (live && (change.seq() <= before || (!batch.more() && change.seq() > batch.through()))) {
      return BatchOutcome::kMalformed;
    }
    before = change.seq();
    if (batch.reset() || !items_.contains(*id)) ++added;
  }
  for (const std::string& id : batch.removed()) {
    if (id.size() != ItemId::kSize) return BatchOutcome::kMalformed;
  }
  const size_t kept = batch.reset() ? 0 : items_.size();
  return kept + added > items_max_ ? BatchOutcome::kTooLarge : BatchOutcome::kApplied;
}

BatchOutcome Replica::Apply(const v1::Batch& batch) {
  const BatchOutcome outcome = Check(batch);
  if (outcome != BatchOutcome::kApplied) return outcome;
  if (batch.reset()) items_.clear();
  for (const v1::Change& change : batch.changes()) {
    items_.insert_or_assign(ItemId::FromBytesOrNone(change.item().id()),
                            std::make_shared<const v1::Change>(change));
  }
  // After the changes: what left the sight within the batch is gone at its end.
  for (const std::string& id : batch.removed()) items_.erase(ItemId::FromBytesOrNone(id));
  position_ = batch.through();
  complete_ = !batch.more();
  return BatchOutcome::kApplied;
}

Replica::ChangeRef Replica::Find(const ItemId& id) const {
  const auto found = items_.find(id);
  return found == items_.end() ? nullptr : found->second;
}

const v1::Incident* Replica::incident_item() const {
  // The incident's item bears the log's id.
  const auto found = items_.find(ItemId::FromBytesOrNone(incident_.view()));
  if (found == items_.end() || !found->second->item().has_incident()) return nullptr;
  return &found->second->item().incident();
}

std::string Replica::Dump() const {
  std::string dump;
  for (const auto& [id, change] : items_) {
    char rest[64];
    std::snprintf(rest, sizeof(rest), " %" PRIu64 " %016" PRIx64 " ", change->seq(),
                  StableHash(change->SerializeAsString()));
    dump += ToHex(id);
    dump += rest;
    dump += KindOf(change->item());
    dump += '\n';
  }
  return dump;
}

uint64_t Replica::Digest() const { return StableHash(Dump()); }

uint64_t StableHash(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (char byte : bytes) {
    hash ^= static_cast<uint8_t>(byte);
    hash *= 0x100000001b3;
  }
  return hash;
}

std::string_view KindOf(const v1::Item& item) {
  if (item.body_case() == v1::Item::BODY_NOT_SET) return "none";
  return v1::Item::descriptor()->FindFieldByNumber(item.body_case())->name();
}

}  // namespace samlad::client
