#include "storage/memory_log.h"

#include <algorithm>
#include <set>

#include "storage/check.h"

namespace samlad {
namespace {

Status NotFound(const char* what) { return Status(Status::Code::kNotFound, what); }

// The last of the ascending seqs at or before `at`; 0 if there is none.
uint64_t LastAt(const std::vector<uint64_t>& seqs, uint64_t at) {
  const auto after = std::upper_bound(seqs.begin(), seqs.end(), at);
  return after == seqs.begin() ? 0 : *std::prev(after);
}

template <typename Changes>
void VisitAll(const Changes& changes, const EventLog::ChangeVisitor& visit) {
  for (const auto& change : changes) {
    if (!visit(change->seq, change->bytes)) return;
  }
}

}  // namespace

MemoryLog::MemoryLog(uint64_t epoch) : epoch_(epoch) { CHECK(epoch != 0); }

MemoryLog::MemoryLog(const MemoryLog& other) : EventLog(), epoch_(other.epoch_) {
  std::lock_guard lock(other.mutex_);
  logs_ = other.logs_;
  failure_ = other.failure_;
}

void MemoryLog::FailCommits(Status error) {
  CHECK(!error.ok());
  std::lock_guard lock(mutex_);
  failure_ = std::move(error);
}

Status MemoryLog::Commit(const std::vector<LogAppend>& appends) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  std::set<LogId> once;
  for (const LogAppend& append : appends) {
    CHECK(once.insert(append.log).second);
    Append(append, &logs_[append.log]);
  }
  return Status();
}

void MemoryLog::Append(const LogAppend& append, Log* log) {
  log->state.Extend(append);
  for (const StoredChange& change : append.changes) {
    log->changes.push_back(std::make_shared<const StoredChange>(change));
    log->versions[change.item].push_back(change.seq);
  }
  for (const StoredAnswer& answer : append.answers) {
    log->answers.insert_or_assign(answer.command, answer.bytes);
  }
  for (const StoredSeen& seen : append.seen) {
    std::map<int64_t, uint64_t>& of_actor = log->seen[seen.actor];
    int64_t at_ms = seen.at_ms;
    uint64_t highest = seen.seq;
    if (!of_actor.empty()) {
      at_ms = std::max(at_ms, of_actor.rbegin()->first);
      highest = std::max(highest, of_actor.rbegin()->second);
    }
    of_actor.insert_or_assign(at_ms, highest);
  }
}

const MemoryLog::Log* MemoryLog::Find(const LogId& log) const {
  const auto found = logs_.find(log);
  return found == logs_.end() ? nullptr : &found->second;
}

Status MemoryLog::Heads(std::vector<LogHead>* heads) const {
  heads->clear();
  std::lock_guard lock(mutex_);
  for (const auto& [id, log] : logs_) {
    if (log.state.seq() > 0) heads->push_back(log.state.Head(id));
  }
  return Status();
}

std::vector<MemoryLog::ChangeRef> MemoryLog::Range(const LogId& log, uint64_t from,
                                                   uint64_t through) const {
  std::lock_guard lock(mutex_);
  const Log* found = Find(log);
  if (found == nullptr) return {};
  from = std::max<uint64_t>(from, 1);
  through = std::min<uint64_t>(through, found->changes.size());
  if (from > through) return {};
  const auto begin = found->changes.begin();
  return {begin + static_cast<ptrdiff_t>(from - 1), begin + static_cast<ptrdiff_t>(through)};
}

Status MemoryLog::Read(const LogId& log, uint64_t from, uint64_t through,
                       const ChangeVisitor& visit) const {
  VisitAll(Range(log, from, through), visit);
  return Status();
}

Status MemoryLog::ReadBackward(const LogId& log, uint64_t from, uint64_t through,
                               const ChangeVisitor& visit) const {
  std::vector<ChangeRef> changes = Range(log, from, through);
  std::reverse(changes.begin(), changes.end());
  VisitAll(changes, visit);
  return Status();
}

Status MemoryLog::PictureSeqsAt(const LogId& log, uint64_t at, std::vector<uint64_t>* seqs) const {
  seqs->clear();
  std::lock_guard lock(mutex_);
  const Log* found = Find(log);
  if (found == nullptr) return Status();
  for (const auto& [item, versions] : found->versions) {
    if (const uint64_t seq = LastAt(versions, at); seq != 0) seqs->push_back(seq);
  }
  std::sort(seqs->begin(), seqs->end());
  return Status();
}

Status MemoryLog::ReadSeqs(const LogId& log, std::span<const uint64_t> seqs,
                           const ChangeVisitor& visit) const {
  std::vector<ChangeRef> changes;
  {
    std::lock_guard lock(mutex_);
    const Log* found = Find(log);
    if (found == nullptr) return Status();
    changes.reserve(seqs.size());
    for (const uint64_t seq : seqs) changes.push_back(found->changes.at(seq - 1));
  }
  VisitAll(changes, visit);
  return Status();
}

Status MemoryLog::ItemAt(const LogId& log, const ItemId& item, uint64_t at, uint64_t* seq,
                         std::string* bytes) const {
  std::lock_guard lock(mutex_);
  const Log* found = Find(log);
  if (found == nullptr || !found->versions.contains(item)) return NotFound("no such item");
  const uint64_t last = LastAt(found->versions.at(item), at);
  if (last == 0) return NotFound("the item did not exist then");
  *seq = last;
  *bytes = found->changes[last - 1]->bytes;
  return Status();
}

Status MemoryLog::History(const LogId& log, const ItemId& item, uint64_t through,
                          const ChangeVisitor& visit) const {
  std::vector<ChangeRef> changes;
  {
    std::lock_guard lock(mutex_);
    const Log* found = Find(log);
    if (found == nullptr || !found->versions.contains(item)) return Status();
    for (uint64_t seq : found->versions.at(item)) {
      if (seq <= through) changes.push_back(found->changes[seq - 1]);
    }
  }
  VisitAll(changes, visit);
  return Status();
}

Status MemoryLog::Answer(const LogId& log, const CommandId& command, std::string* bytes) const {
  std::lock_guard lock(mutex_);
  const Log* found = Find(log);
  if (found == nullptr || !found->answers.contains(command)) return NotFound("no such command");
  *bytes = found->answers.at(command);
  return Status();
}

Status MemoryLog::SeenAt(const LogId& log, const ItemId& actor, int64_t at_ms,
                         uint64_t* seq) const {
  *seq = 0;
  std::lock_guard lock(mutex_);
  const Log* found = Find(log);
  if (found == nullptr || !found->seen.contains(actor)) return Status();
  const std::map<int64_t, uint64_t>& of_actor = found->seen.at(actor);
  const auto after = of_actor.upper_bound(at_ms);
  if (after != of_actor.begin()) *seq = std::prev(after)->second;
  return Status();
}

Status MemoryLog::SeqAt(const LogId& log, int64_t at_ms, uint64_t* seq) const {
  *seq = 0;
  std::lock_guard lock(mutex_);
  const Log* found = Find(log);
  if (found == nullptr) return Status();
  const auto after = std::upper_bound(
      found->changes.begin(), found->changes.end(), at_ms,
      [](int64_t time_ms, const ChangeRef& change) { return time_ms < change->recorded_at_ms; });
  *seq = static_cast<uint64_t>(after - found->changes.begin());
  return Status();
}

}  // namespace samlad
