#pragma once

#include <spdlog/spdlog.h>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "server/gateway/clock.h"
#include "server/gateway/connections.h"
#include "server/gateway/counters.h"
#include "server/gateway/handshake.h"
#include "server/gateway/limits.h"
#include "server/gateway/routes.h"
#include "server/gateway/wire.h"
#include "server/room/session.h"

namespace samlad {

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

// What all connections share. All pointers outlive the connections.
//
// Threads: the loop's.
struct Core {
  asio::io_context* io = nullptr;
  const GatewayLimits* limits = nullptr;
  Session::Surroundings session;
  Connections* connections = nullptr;
  GatewayCounters* counters = nullptr;
  Routes* routes = nullptr;
  const OriginList* origins = nullptr;
  TurnEnd* turn = nullptr;
  // No new sessions: the server goes down.
  bool stopping = false;
};

}  // namespace samlad
