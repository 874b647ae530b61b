#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/picture/types.h"

namespace samlad {

// All items of one log at one position: the last change of each. Apply is "put", so a picture depends
// on the changes alone and never on the rules that made them (P10).
//
// Beside the items it keeps what the rules ask for often: who takes part, which items refer to an
// item, what falls due. All of it follows from the items.
//
// Threads: none of its own; one thread at a time.
class Picture {
 public:
  // Returns false to end the visit.
  using Visitor = std::function<bool(const ItemRef&)>;

  explicit Picture(const LogId& log) : log_(log) {}
  Picture(Picture&&) = default;
  Picture& operator=(Picture&&) = default;

  const LogId& log() const { return log_; }
  bool is_registry() const { return log_ == kRegistryLog; }
  // Position of the picture: the seq of its last change, 0 if empty.
  uint64_t head() const { return head_; }
  // recorded_at_ms of that change.
  int64_t recorded_at_ms() const { return recorded_at_ms_; }
  size_t size() const { return items_.size(); }

  // Puts the item in the state of this change; returns the state before, null if it is new.
  // REQUIRES: the seq is greater than that of the item's state before. When a picture is loaded,
  // states may come in any order of seq.
  ItemRef Apply(ItemRef after);

  // Declares that the log goes on to `head` with changes that are superseded by states applied.
  void SetHead(uint64_t head, int64_t recorded_at_ms);

  // Null if there is none.
  ItemRef Find(const ItemId& id) const;

  // Items whose last change lies beyond `from`, in order of that change. Costs what it visits.
  void VisitChangedSince(uint64_t from, const Visitor& visit) const;

  // The incident item itself (its id is the log's id); null in the registry or before it is opened.
  ItemRef Incident() const;
  // The actor's participation; null if it never had one.
  ItemRef ParticipationOf(const ItemId& actor) const;
  // All participations, in order of actor.
  std::vector<ItemRef> Participations() const;
  // Items that name `id` in one of their fields (a stance its decision, a contradiction its items, a
  // decision its basis, a task its assignee ...), in order of item id.
  std::vector<ItemRef> ReferringTo(const ItemId& id) const;
  // Items that fall due at or before `time_ms` (features to expire, tasks to be overdue), soonest
  // first.
  std::vector<ItemRef> DueBy(int64_t time_ms) const;

  // The exercise clock at server time `now_ms`; `now_ms` itself outside exercises.
  int64_t DomainTime(int64_t now_ms) const;

 private:
  struct Slot {
    ItemRef state;
    std::list<ItemId>::iterator order;
  };

  void Unindex(const ItemState& state);
  void Index(const ItemState& state);

  LogId log_;
  uint64_t head_ = 0;
  int64_t recorded_at_ms_ = 0;
  std::unordered_map<ItemId, Slot> items_;
  // Item ids by last change, oldest first.
  std::list<ItemId> order_;
  std::map<ItemId, ItemId> participation_of_;
  std::unordered_map<ItemId, std::set<ItemId>> referring_to_;
  std::set<std::pair<int64_t, ItemId>> due_;
};

}  // namespace samlad
