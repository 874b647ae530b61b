#include "server/gateway/commit_thread.h"

#include <chrono>
#include <utility>

#include "server/gateway/clock.h"
#include "storage/check.h"

namespace samlad {

CommitThread::CommitThread(Setup setup) : setup_(std::move(setup)) {
  heads_written_ms_ = SteadyMs();
  thread_ = std::thread([this] { Run(); });
}

CommitThread::~CommitThread() { (void)Stop(); }

void CommitThread::NoteStaged() {
  if (!staged_at_) staged_at_ = std::chrono::steady_clock::now();
}

void CommitThread::Start(std::vector<LogAppend> appends) {
  NoteStaged();
  {
    std::lock_guard lock(mutex_);
    CHECK(!waiting_ && !stopping_);
    waiting_ = Batch{std::move(appends), *std::exchange(staged_at_, std::nullopt)};
  }
  wake_.notify_one();
}

Status CommitThread::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  return heads_status_;
}

void CommitThread::Run() {
  const auto interval = std::chrono::milliseconds(setup_.heads_interval_ms);
  for (;;) {
    std::optional<Batch> batch;
    bool stopping = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, interval, [this] { return waiting_ || stopping_; });
      batch = std::exchange(waiting_, std::nullopt);
      stopping = stopping_;
    }
    if (batch) Commit(*batch);
    WriteHeadsIfDue(stopping);
    if (stopping) return;
  }
}

void CommitThread::Commit(const Batch& batch) {
  Done done;
  done.staged_at = batch.staged_at;
  for (const LogAppend& append : batch.appends) done.changes += append.changes.size();
  if (failed_) {
    done.status = Status(Status::Code::kIo, "an earlier commit failed");
  } else {
    const auto begin = std::chrono::steady_clock::now();
    done.status = setup_.log->Commit(batch.appends);
    done.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  failed_ = failed_ || !done.status.ok();
  heads_behind_ = true;
  setup_.post([report = setup_.done, done = std::move(done)] { report(done); });
}

void CommitThread::WriteHeadsIfDue(bool now) {
  if (failed_ || !heads_behind_ || !setup_.write_heads) return;
  if (!now && SteadyMs() - heads_written_ms_ < setup_.heads_interval_ms) return;
  heads_written_ms_ = SteadyMs();
  heads_behind_ = false;
  heads_status_ = setup_.write_heads();
  if (heads_status_.ok()) return;
  failed_ = true;
  setup_.post([report = setup_.heads_failed, status = heads_status_] { report(status); });
}

}  // namespace samlad
