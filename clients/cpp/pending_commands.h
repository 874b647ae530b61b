#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "clients/cpp/outgoing.h"
#include "samlad/v1/command.pb.h"
#include "samlad/v1/frames.pb.h"
#include "storage/id.h"

namespace samlad::client {

// Commands that wait for their answer, first first. Each is sent, and sent again on every new
// connection and after BUSY or TOO_FAST, always under the same id, until it is answered; the
// server's idempotence makes that one effect (P3).
//
// Threads: one thread at a time.
class PendingCommands {
 public:
  struct Bounds {
    // Sent and not answered; the server's own limit holds too.
    uint32_t in_flight_max = 256;
    // Kept, sent or not.
    size_t pending_max = 100'000;
    size_t pending_bytes_max = 256 * 1024 * 1024;
    // After BUSY or TOO_FAST nothing is sent for this long.
    int64_t busy_pause_ms = 100;
  };

  explicit PendingCommands(const Bounds& bounds) : bounds_(bounds) {}

  // False if a bound is reached or the id waits already.
  bool Add(const v1::Command& command);
  size_t size() const { return queue_.size(); }

  // Nothing is in flight any longer; all is to be sent again.
  void OnConnectionLost();
  void OnWelcome(const v1::Limits& limits, int64_t now_ms);

  // Adds what may be sent now. Commands that no frame can hold are taken out; their rejections are
  // returned.
  std::vector<v1::CommandResult> AppendTo(Outgoing* outgoing, int64_t now_ms);
  // True if this answers a command that was waiting, for good.
  bool OnResult(const v1::CommandResult& result, int64_t now_ms);
  // When there is something to send that may not be sent yet; nullopt if nothing waits for time
  // alone.
  std::optional<int64_t> due_at_ms() const;

 private:
  struct Entry {
    v1::Command command;
    size_t bytes = 0;
    bool in_flight = false;
  };
  using Queue = std::map<uint64_t, Entry>;

  void Erase(Queue::iterator entry);
  bool TakeToken(int64_t now_ms);

  Bounds bounds_;
  // By order of Add.
  Queue queue_;
  std::unordered_map<CommandId, uint64_t> numbers_;
  uint64_t next_number_ = 1;
  // No command before this one waits to be sent.
  uint64_t first_unsent_ = 1;
  size_t bytes_ = 0;
  uint32_t in_flight_ = 0;
  uint32_t in_flight_max_ = 0;
  // The server's rate: a bucket as deep as one second.
  double per_second_ = 0;
  double tokens_ = 0;
  int64_t tokens_at_ms_ = 0;
  int64_t not_before_ms_ = 0;
};

}  // namespace samlad::client
