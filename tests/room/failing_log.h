#pragma once

#include "storage/event_log.h"

namespace samlad::room_test {

// A log that can be read, until it cannot.
class FailingLog : public EventLog {
 public:
  explicit FailingLog(EventLog* log) : log_(log) {}

  bool failing = false;

  Status Commit(const std::vector<LogAppend>& appends) override { return log_->Commit(appends); }
  uint64_t epoch() const override { return log_->epoch(); }
  Status Heads(std::vector<LogHead>* heads) const override {
    return failing ? Broken() : log_->Heads(heads);
  }
  Status Read(const LogId& log, uint64_t from, uint64_t through,
              const ChangeVisitor& visit) const override {
    return failing ? Broken() : log_->Read(log, from, through, visit);
  }
  Status ReadBackward(const LogId& log, uint64_t from, uint64_t through,
                      const ChangeVisitor& visit) const override {
    return failing ? Broken() : log_->ReadBackward(log, from, through, visit);
  }
  Status PictureSeqsAt(const LogId& log, uint64_t at, std::vector<uint64_t>* seqs) const override {
    return failing ? Broken() : log_->PictureSeqsAt(log, at, seqs);
  }
  Status ReadSeqs(const LogId& log, std::span<const uint64_t> seqs,
                  const ChangeVisitor& visit) const override {
    return failing ? Broken() : log_->ReadSeqs(log, seqs, visit);
  }
  Status ItemAt(const LogId& log, const ItemId& item, uint64_t at, uint64_t* seq,
                std::string* bytes) const override {
    return failing ? Broken() : log_->ItemAt(log, item, at, seq, bytes);
  }
  Status History(const LogId& log, const ItemId& item, uint64_t through,
                 const ChangeVisitor& visit) const override {
    return failing ? Broken() : log_->History(log, item, through, visit);
  }
  Status Answer(const LogId& log, const CommandId& command, std::string* bytes) const override {
    return failing ? Broken() : log_->Answer(log, command, bytes);
  }
  Status SeenAt(const LogId& log, const ItemId& actor, int64_t at_ms,
                uint64_t* seq) const override {
    return failing ? Broken() : log_->SeenAt(log, actor, at_ms, seq);
  }
  Status SeqAt(const LogId& log, int64_t at_ms, uint64_t* seq) const override {
    return failing ? Broken() : log_->SeqAt(log, at_ms, seq);
  }

 private:
  static Status Broken() { return Status(Status::Code::kIo, "The disk is unreadable."); }

  EventLog* log_;
};

}  // namespace samlad::room_test
