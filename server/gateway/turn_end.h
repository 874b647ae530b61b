#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "server/gateway/beast.h"
#include "server/gateway/connections.h"

namespace samlad {

namespace asio = boost::asio;

// The end of a turn of the loop, when what came about in it is carried out together: one commit of
// all that was staged, one write for each connection that has something to say.
//
// Threads: the loop's.
class TurnEnd {
 public:
  // `gather` starts a commit.
  TurnEnd(asio::io_context* io, std::function<void()> gather)
      : io_(io), gather_(std::move(gather)) {}

  void WantCommit() {
    commit_wanted_ = true;
    Schedule();
  }
  // REQUIRES: a connection adds itself once until it was flushed.
  void WantFlush(std::shared_ptr<Connection> connection) {
    if (closed_) return;
    waiting_.push_back(std::move(connection));
    Schedule();
  }
  // Flushes now instead of at the end.
  void Flush() {
    flushing_.swap(waiting_);
    for (const std::shared_ptr<Connection>& connection : flushing_) connection->Flush();
    flushing_.clear();
  }
  // Lets go of all, and takes no more.
  void Close() {
    closed_ = true;
    waiting_.clear();
  }

 private:
  void Schedule() {
    if (std::exchange(scheduled_, true)) return;
    asio::post(*io_, [this] { Run(); });
  }
  void Run() {
    scheduled_ = false;
    if (std::exchange(commit_wanted_, false)) gather_();
    Flush();
  }

  asio::io_context* io_;
  const std::function<void()> gather_;
  bool scheduled_ = false;
  bool commit_wanted_ = false;
  bool closed_ = false;
  std::vector<std::shared_ptr<Connection>> waiting_;
  std::vector<std::shared_ptr<Connection>> flushing_;
};

}  // namespace samlad
