#pragma once

#include <cstdint>
#include <deque>

#include "bench/kit/cast.h"
#include "bench/kit/clock.h"
#include "bench/kit/commands.h"
#include "bench/kit/samples.h"
#include "server/gateway/clock.h"
#include "storage/check.h"

namespace samlad::bench {

// One sender that keeps a number of commands in flight: sends the next as soon as one is confirmed.
// Checks that each command is accepted once, in the order sent.
//
// Threads: one at a time.
class ClosedLoop {
 public:
  ClosedLoop(const LogId& incident, Ids* ids, size_t in_flight)
      : incident_(incident), ids_(ids), in_flight_max_(in_flight) {}

  // `send(bytes)` is called with each encoded ClientFrame, as long as one more may be in flight and
  // the loop is not stopped.
  template <typename Send>
  void SendMore(Send send) {
    while (!stopped_ && waiting_.size() < in_flight_max_) {
      v1::Command command = CreateSomething(incident_, WallMs(), ids_);
      waiting_.push_back({command.command_id(), SteadyNs()});
      send(EncodeCommand(std::move(command)));
    }
  }

  // Takes the answers out of a ServerFrame.
  void OnFrame(std::string_view bytes) {
    frame_.Clear();
    CHECK(frame_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    for (const v1::ServerMessage& message : frame_.messages()) {
      if (!message.has_result()) continue;
      CHECK(!waiting_.empty() && message.result().command_id() == waiting_.front().command_id);
      if (!message.result().has_accepted()) {
        std::fprintf(stderr, "%s\n", message.result().ShortDebugString().c_str());
      }
      CHECK(message.result().has_accepted());
      latencies_us_.Add(static_cast<double>(SteadyNs() - waiting_.front().sent_ns) / 1000);
      waiting_.pop_front();
      ++confirmed_;
    }
  }

  void Stop() { stopped_ = true; }
  bool idle() const { return waiting_.empty(); }
  uint64_t confirmed() const { return confirmed_; }
  const Samples& latencies_us() const { return latencies_us_; }

 private:
  struct Waiting {
    std::string command_id;
    int64_t sent_ns;
  };

  const LogId incident_;
  Ids* const ids_;
  const size_t in_flight_max_;
  bool stopped_ = false;
  uint64_t confirmed_ = 0;
  std::deque<Waiting> waiting_;
  Samples latencies_us_;
  v1::ServerFrame frame_;
};

}  // namespace samlad::bench
