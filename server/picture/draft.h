#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/picture/decide.h"
#include "server/picture/sight.h"

namespace samlad {

// Why not; nullopt if nothing speaks against it.
using Refusal = std::optional<v1::Rejection>;

// What one command has made of a picture so far. The rules read and alter items here, as often as
// they need to; in the end each item that differs becomes one change.
//
// Threads: none of its own. Lives on the stack of Decide; holds references to its arguments.
class Draft {
 public:
  // How an item came to be altered. The author's reason is told with what the author asked for
  // only: a consequence may be seen by others than those the reason was written for.
  enum class Why { kAsked, kConsequence };

  Draft(const Picture& picture, const v1::Command& command, const Context& context);
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const Picture& picture() const { return picture_; }
  const v1::Command& command() const { return command_; }
  const Context& context() const { return context_; }
  const RuleLimits& limits() const { return *context_.limits; }
  const ItemId& actor() const { return context_.who.actor; }
  v1::Role role() const { return context_.who.role; }

  // The server's time, never less than the last change's; and the domain's time then.
  int64_t now_ms() const { return now_ms_; }
  int64_t domain_time_ms() const { return domain_time_ms_; }
  // The number that the first of the command's changes will have.
  uint64_t next_seq() const { return picture_.head() + 1; }

  // The incident as the command has left it so far. REQUIRES: there is one.
  const v1::Incident& incident() const;
  // The log is an evaluation, or the command opens one.
  bool is_evaluation() const;
  bool is_lead(const ItemId& actor) const { return incident().lead() == actor.view(); }
  // The state of the actor's participation; unspecified if it never had one.
  v1::ParticipationState ParticipationStateOf(const ItemId& actor) const;

  // The item as the command has left it so far; null if there is none. Whoever can see it or not.
  const v1::Item* Find(const ItemId& id) const;
  // The same, but null as well if the author may not see it. An administrator of the registry finds
  // its accounts, which nobody sees.
  const v1::Item* FindVisible(const ItemId& id) const;

  // The item, to be altered. Stays valid as long as the draft. REQUIRES: it exists.
  v1::Item* Edit(const ItemId& id, Why why);
  // Puts a new item in. REQUIRES: no item has its id.
  v1::Item* Add(v1::Item item);

  // Calls `visit(before, after)` for each item in the draft; `before` is null if it is new. The
  // visit may edit other items; those are visited too.
  template <typename Visit>
  void VisitEdited(Visit visit) {
    for (size_t i = 0; i < edited_.size(); ++i) {
      const Edited& edited = edited_[i];
      visit(edited.before == nullptr ? nullptr : &edited.before->item(), edited.after);
    }
  }

  // The changes that all of it becomes, or a rejection if that is more than the limits allow.
  Verdict Finish() const;

 private:
  struct Edited {
    ItemRef before;
    v1::Item after;
    Why why;
  };

  v1::Change MakeChange(const Edited& edited, uint64_t seq,
                        const std::vector<std::string>& fields) const;

  const Picture& picture_;
  const v1::Command& command_;
  const Context& context_;
  int64_t now_ms_;
  int64_t domain_time_ms_;
  std::deque<Edited> edited_;  // a deque, so that what Edit returned stays where it is
  std::unordered_map<ItemId, size_t> place_;
};

}  // namespace samlad
