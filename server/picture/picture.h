#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/picture/types.h"

namespace samlad {

// What an exercise clock shows at server time `now_ms`; never less than it was set to.
int64_t ExerciseTime(const v1::ExerciseClock& clock, int64_t now_ms);

// All items of one log at one position: the last change of each. Apply is "put", so a picture
// depends on the changes alone and never on the rules that made them (P10).
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
  // states may come in any order of seq; ascending is fastest.
  ItemRef Apply(ItemRef after);

  // Declares that the log goes on to `head` with changes that are superseded by states applied.
  void SetHead(uint64_t head, int64_t recorded_at_ms);

  // Null if there is none.
  ItemRef Find(const ItemId& id) const;

  // Items whose last change lies beyond `from`, in order of that change. Finding the
  // first costs a look-up, the rest what it visits.
  void VisitChangedSince(uint64_t from, const Visitor& visit) const;

  // The incident item itself (its id is the log's id); null in the registry or before it is opened.
  ItemRef Incident() const;
  // The actor's participation; null if it never had one.
  ItemRef ParticipationOf(const ItemId& actor) const;
  // All participations, in order of actor.
  std::vector<ItemRef> Participations() const;
  // Items that name `id` in one of their fields (a stance its decision, a contradiction its items,
  // a decision its basis, a task its assignee, an account its person ...), in order of kind, then
  // of item id. The actors that a conference invites are not kept.
  std::vector<ItemRef> ReferringTo(const ItemId& id) const;
  // The same for one kind; costs no more than there are of that kind.
  std::vector<ItemRef> ReferringTo(const ItemId& id, v1::Item::BodyCase kind) const;
  // The account of that login; null if there is none.
  ItemRef AccountOf(std::string_view login) const;
  // Items that fall due at or before `time_ms` (features to expire, tasks to be overdue), soonest
  // first, at most `max` of them.
  std::vector<ItemRef> DueBy(int64_t time_ms,
                             size_t max = std::numeric_limits<size_t>::max()) const;

  // The exercise clock at server time `now_ms`; `now_ms` itself outside exercises, and in an
  // exercise whose clock has not been set.
  int64_t DomainTime(int64_t now_ms) const;
  // The incident is an exercise and its clock has been set.
  bool HasClock() const;

 private:
  using Order = std::map<uint64_t, ItemRef>;
  struct Entry {
    ItemRef state;
    Order::iterator place;
  };
  using Kinds = std::set<std::pair<v1::Item::BodyCase, ItemId>>;

  void Index(const v1::Item& item, const ItemId& id);
  void Unindex(const v1::Item& item, const ItemId& id);

  LogId log_;
  uint64_t head_ = 0;
  int64_t recorded_at_ms_ = 0;
  std::unordered_map<ItemId, Entry> items_;
  Order order_;  // the same items, by their last change
  std::map<ItemId, ItemId> participation_of_;
  std::unordered_map<ItemId, Kinds> referring_to_;
  std::unordered_map<std::string, ItemId> account_of_;
  std::set<std::pair<int64_t, ItemId>> due_;
};

}  // namespace samlad
