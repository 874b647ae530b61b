#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>

#include "bench/fanout/command_stock.h"
#include "bench/fanout/poller.h"
#include "bench/kit/samples.h"
#include "bench/kit/web_socket.h"

namespace samlad::bench {

// A connection that writes commands out of a stock and reads what becomes of them. The benchmark
// ends if a command is not accepted, or is answered out of order.
//
// Threads: one at a time.
class Writer {
 public:
  struct Confirmed {
    uint64_t position = 0;  // of the change that the command became
    uint64_t tag = 0;
    int64_t sent_ns = 0;
  };
  using OnConfirmed = std::function<void(const Confirmed&)>;

  // The socket is welcome; the stock outlives the writer.
  Writer(WebSocket socket, CommandStock* stock) : socket_(std::move(socket)), stock_(stock) {}

  int fd() const { return socket_.fd(); }
  // Commands that have not been confirmed.
  size_t in_flight() const { return waiting_.size(); }

  // Sends so many more commands, all at once.
  void Send(size_t commands);
  // Reads once, without waiting.
  void Read(const OnConfirmed& on_confirmed);
  // Reads until no command is in flight. Returns the last position; 0 if there was no command.
  uint64_t AwaitAll(const OnConfirmed& on_confirmed = {});

 private:
  struct Waiting {
    std::array<char, CommandStock::kIdBytes> command_id;
    uint64_t tag;
    int64_t sent_ns;
  };

  WebSocket socket_;
  CommandStock* stock_;
  std::deque<Waiting> waiting_;
};

// How commands went that were sent as fast as they were confirmed.
struct Flow {
  double seconds = 0;
  uint64_t confirmed = 0;
  uint64_t position = 0;  // the last one confirmed
  Samples latencies_us;   // from sent to confirmed
};

// Every writer keeps so many commands in flight for so long, and then waits for the last.
// `on_confirmed` may be empty. Whatever else the poller knows is served along.
Flow WriteFlatOut(std::deque<Writer>* writers, size_t in_flight_each, double seconds,
                  Poller* poller, const Writer::OnConfirmed& on_confirmed = {});

}  // namespace samlad::bench
