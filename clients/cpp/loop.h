#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace samlad::client {

// The thread that clients live on: an event loop, run by whoever calls Run, or by a thread of its
// own.
//
// Threads: Post and Stop from any; the rest from the thread that runs it, or before it runs.
class Loop {
 public:
  Loop();
  // Stops, and waits for the thread of RunOnThread. REQUIRES: no client of it lives any longer.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs until Stop; what was posted before is run.
  void Run();
  // The same on a thread of its own; returns at once.
  void RunOnThread();
  void Stop();

  // Runs `work` on the loop's thread, never from within Post.
  void Post(std::function<void()> work);
  // The same in `delay_ms`, unless the loop has stopped by then.
  void After(int64_t delay_ms, std::function<void()> work);
  // Calls `interrupted` on SIGINT or SIGTERM instead of ending the process.
  void OnInterrupt(std::function<void()> interrupted);

  // Milliseconds of a clock that does not go back: the time that the loop's conversations are told.
  int64_t now_ms() const;

  boost::asio::io_context& io();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace samlad::client
