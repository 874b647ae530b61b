#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "server/room/ports.h"

namespace samlad {

// The one thread that commits, so that a sync holds up nobody. Between commits it has the tree
// heads written about once a second.
//
// Threads: NoteStaged, Start and Stop from the loop's; the callbacks run there too, brought by
// `post`. Invariants: P9: after the first error it commits nothing more.
class CommitThread : public Committer {
 public:
  struct Done {
    Status status;
    // What the commit and its sync took.
    double seconds = 0;
    size_t changes = 0;
    // When the first that it holds was staged.
    std::chrono::steady_clock::time_point staged_at;
  };
  struct Setup {
    EventLog* log = nullptr;
    // Writes the tree heads outside the log; may be empty.
    std::function<Status()> write_heads;
    int64_t heads_interval_ms = 1000;
    // Runs a function on the loop's thread. Safe on any thread.
    std::function<void(std::function<void()>)> post;
    // How the commit of the last Start went.
    std::function<void(const Done&)> done;
    // The tree heads could not be written.
    std::function<void(const Status&)> heads_failed;
  };

  explicit CommitThread(Setup setup);
  // Stops.
  ~CommitThread() override;

  // Something is staged for the next commit: its time counts from the first call since the last
  // Start. REQUIRES: a Start follows.
  void NoteStaged();
  void Start(std::vector<LogAppend> appends) override;

  // Finishes the commit under way, writes the tree heads and ends the thread. Its callbacks are
  // posted, not awaited. The status is that of the last writing of heads.
  Status Stop();

 private:
  struct Batch {
    std::vector<LogAppend> appends;
    std::chrono::steady_clock::time_point staged_at;
  };

  void Run();
  void Commit(const Batch& batch);
  void WriteHeadsIfDue(bool now);

  const Setup setup_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<Batch> waiting_;
  bool stopping_ = false;
  // The loop's own.
  std::optional<std::chrono::steady_clock::time_point> staged_at_;
  // The rest is the thread's own.
  bool failed_ = false;
  bool heads_behind_ = false;
  int64_t heads_written_ms_ = 0;
  Status heads_status_;
  std::thread thread_;
};

}  // namespace samlad
