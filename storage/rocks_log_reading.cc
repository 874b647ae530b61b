// The reading calls of RocksLog.
#include <algorithm>

#include "samlad/v1/log.pb.h"
#include "storage/keys.h"
#include "storage/rocks_db.h"
#include "storage/rocks_log.h"

namespace samlad {
namespace {

// Going to the next key costs some 25 times less than seeking one far away.
constexpr int kStepsMax = 24;

Status Missing(const LogId& log, uint64_t seq) {
  return Status(Status::Code::kDamaged, "Change " + std::to_string(seq) + " of log " + ToHex(log) +
                                            " is missing or damaged. Run `samla verify`.");
}

// Tells the changes of `seqs`, in this order.
// REQUIRES: seqs ascend.
Status VisitSeqs(const RocksDb& db, const LogId& log, std::span<const uint64_t> seqs,
                 const EventLog::ChangeVisitor& visit) {
  if (seqs.empty()) return Status();
  RocksRange range(db, RocksDb::kChanges, ChangeKey(log, seqs.front()).view(),
                   ChangeKey(log, seqs.back() + 1).view());
  uint64_t at = 0;  // where the range stands
  for (uint64_t seq : seqs) {
    if (at == 0 || seq - at > kStepsMax) {
      range->Seek(ChangeKey(log, seq).view());
    } else {
      for (; at < seq && range.Valid(); ++at) range->Next();
    }
    if (!range.Valid() || SeqOfChangeKey(range.key()) != seq) {
      const Status status = range.status();
      return status.ok() ? Missing(log, seq) : status;
    }
    at = seq;
    if (!visit(seq, range.value())) return Status();
  }
  return Status();
}

// Walks the versions of a log and finds, of each item, the last seq at or before `at`. Two seeks
// per item at most, and fewer where items have few versions: then it goes on from key to key.
class LastVersions {
 public:
  LastVersions(const RocksDb& db, const LogId& log, uint64_t at)
      : log_(log),
        at_(at),
        range_(db, RocksDb::kVersions, VersionKey(log, ItemId{}, kSeqMax).view(),
               VersionKey(log, LastItem(), 0).view()) {}

  Status Find(std::vector<uint64_t>* seqs) {
    range_->SeekToFirst();
    while (range_.Valid()) {
      const ItemId item = ItemOfVersionKey(range_.key());
      const uint64_t seq = SeqOfVersionKey(range_.key());
      if (seq > at_) {
        GoTo(VersionKey(log_, item, at_).view());
      } else {
        seqs->push_back(seq);
        GoTo(VersionKey(log_, item, 0).view());  // no change has seq 0: the next item
      }
    }
    return range_.status();
  }

 private:
  // To the first key at or after `target`, which lies ahead.
  void GoTo(std::string_view target) {
    for (int step = 0; step < steps_; ++step) {
      range_->Next();
      if (!range_.Valid() || range_.key() >= target) {
        steps_ = std::min(2 * steps_, kStepsMax);
        return;
      }
    }
    // Too many versions lie between. The next item is probably like this one.
    steps_ = std::max(steps_ / 2, 1);
    range_->Seek(target);
  }

  const LogId log_;
  const uint64_t at_;
  RocksRange range_;
  int steps_ = kStepsMax;  // worth trying before a seek
};

}  // namespace

uint64_t RocksLog::HeadSeq(const LogId& log) const {
  std::lock_guard lock(mutex_);
  const auto found = states_.find(log);
  return found == states_.end() ? 0 : found->second.seq();
}

Status RocksLog::Heads(std::vector<LogHead>* heads) const {
  heads->clear();
  std::lock_guard lock(mutex_);
  for (const auto& [log, state] : states_) heads->push_back(state.Head(log));
  return Status();
}

Status RocksLog::Read(const LogId& log, uint64_t from, uint64_t through,
                      const ChangeVisitor& visit) const {
  from = std::max<uint64_t>(from, 1);
  through = std::min(through, HeadSeq(log));
  if (from > through) return Status();
  RocksRange range(*db_, RocksDb::kChanges, ChangeKey(log, from).view(),
                   ChangeKey(log, through + 1).view());
  uint64_t next = from;
  for (range->SeekToFirst(); range.Valid(); range->Next(), ++next) {
    if (SeqOfChangeKey(range.key()) != next) return Missing(log, next);
    if (!visit(next, range.value())) return Status();
  }
  const Status status = range.status();
  return status.ok() && next <= through ? Missing(log, next) : status;
}

Status RocksLog::ReadBackward(const LogId& log, uint64_t from, uint64_t through,
                              const ChangeVisitor& visit) const {
  from = std::max<uint64_t>(from, 1);
  through = std::min(through, HeadSeq(log));
  if (from > through) return Status();
  RocksRange range(*db_, RocksDb::kChanges, ChangeKey(log, from).view(),
                   ChangeKey(log, through + 1).view());
  uint64_t next = through;
  for (range->SeekToLast(); range.Valid(); range->Prev(), --next) {
    if (SeqOfChangeKey(range.key()) != next) return Missing(log, next);
    if (!visit(next, range.value())) return Status();
  }
  const Status status = range.status();
  return status.ok() && next >= from ? Missing(log, next) : status;
}

Status RocksLog::PictureSeqsAt(const LogId& log, uint64_t at, std::vector<uint64_t>* seqs) const {
  seqs->clear();
  at = std::min(at, HeadSeq(log));
  if (at == 0) return Status();
  const Status status = LastVersions(*db_, log, at).Find(seqs);
  std::sort(seqs->begin(), seqs->end());
  return status;
}

Status RocksLog::ReadSeqs(const LogId& log, std::span<const uint64_t> seqs,
                          const ChangeVisitor& visit) const {
  return VisitSeqs(*db_, log, seqs, visit);
}

Status RocksLog::ItemAt(const LogId& log, const ItemId& item, uint64_t at, uint64_t* seq,
                        std::string* bytes) const {
  at = std::min(at, HeadSeq(log));
  RocksRange range(*db_, RocksDb::kVersions, VersionKey(log, item, at).view(),
                   VersionKey(log, item, 0).view());
  range->SeekToFirst();
  if (!range.Valid()) {
    const Status status = range.status();
    return status.ok() ? Status(Status::Code::kNotFound, "the item did not exist then") : status;
  }
  *seq = SeqOfVersionKey(range.key());
  const Status status = db_->Get(RocksDb::kChanges, ChangeKey(log, *seq).view(), bytes);
  return status.code() == Status::Code::kNotFound ? Missing(log, *seq) : status;
}

Status RocksLog::History(const LogId& log, const ItemId& item, uint64_t through,
                         const ChangeVisitor& visit) const {
  through = std::min(through, HeadSeq(log));
  RocksRange range(*db_, RocksDb::kVersions, VersionKey(log, item, through).view(),
                   VersionKey(log, item, 0).view());
  std::vector<uint64_t> seqs;
  for (range->SeekToFirst(); range.Valid(); range->Next()) {
    seqs.push_back(SeqOfVersionKey(range.key()));
  }
  const Status status = range.status();
  if (!status.ok()) return status;
  std::reverse(seqs.begin(), seqs.end());
  return VisitSeqs(*db_, log, seqs, visit);
}

Status RocksLog::Answer(const LogId& log, const CommandId& command, std::string* bytes) const {
  return db_->Get(RocksDb::kCommands, CommandKey(log, command).view(), bytes);
}

Status RocksLog::SeenAt(const LogId& log, const ItemId& actor, int64_t at_ms, uint64_t* seq) const {
  *seq = 0;
  const SeenRange keys(log, actor, at_ms);
  RocksRange range(*db_, RocksDb::kSeen, keys.lower.view(), keys.upper.view());
  range->SeekToLast();
  if (range.Valid()) *seq = ActorSeqOfSeenKey(range.key());
  return range.status();
}

Status RocksLog::SeqAt(const LogId& log, int64_t at_ms, uint64_t* seq) const {
  // The times of the changes never go back. The answer lies in [low, high].
  uint64_t low = 0;
  uint64_t high = HeadSeq(log);
  std::string bytes;
  while (low < high) {
    const uint64_t middle = low + (high - low + 1) / 2;
    const Status status = db_->Get(RocksDb::kChanges, ChangeKey(log, middle).view(), &bytes);
    if (status.code() == Status::Code::kNotFound) return Missing(log, middle);
    if (!status.ok()) return status;
    v1::Change change;
    if (!change.ParseFromString(bytes)) return Missing(log, middle);
    if (change.recorded_at_ms() <= at_ms) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  *seq = low;
  return Status();
}

Status RocksLog::StoredLogs(std::set<LogId>* logs) const {
  logs->clear();
  for (const auto& [log, state] : states_) logs->insert(log);
  for (const RocksDb::Family family : {RocksDb::kChanges, RocksDb::kVersions}) {
    RocksRange range(*db_, family, LogId{}.view(), std::string(2 * kIdBytes + 9, '\xff'));
    range->SeekToFirst();
    while (range.Valid()) {
      const LogId log = LogOfKey(range.key());
      logs->insert(log);
      range->Seek(log.str() + std::string(kIdBytes + 9, '\xff'));
    }
    const Status status = range.status();
    if (!status.ok()) return status;
  }
  return Status();
}

Status RocksLog::VisitStoredChanges(const LogId& log, const ChangeVisitor& visit) const {
  RocksRange range(*db_, RocksDb::kChanges, ChangeKey(log, 0).view(),
                   ChangeKey(log, kSeqMax).view());
  for (range->SeekToFirst(); range.Valid(); range->Next()) {
    if (!visit(SeqOfChangeKey(range.key()), range.value())) return Status();
  }
  return range.status();
}

Status RocksLog::VisitStoredVersions(
    const LogId& log, const std::function<bool(const ItemId&, uint64_t)>& visit) const {
  RocksRange range(*db_, RocksDb::kVersions, VersionKey(log, ItemId{}, kSeqMax).view(),
                   VersionKey(log, LastItem(), 0).view());
  for (range->SeekToFirst(); range.Valid(); range->Next()) {
    if (!visit(ItemOfVersionKey(range.key()), SeqOfVersionKey(range.key()))) return Status();
  }
  return range.status();
}

}  // namespace samlad
