#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "server/room/ports.h"

namespace samlad {

// A few threads and a bounded queue for what takes long.
//
// Threads: Run and Stop from the loop's; `done` runs there too, brought by `post`.
class WorkerPool : public Worker {
 public:
  WorkerPool(uint32_t threads, uint32_t queue_max, std::function<void(std::function<void()>)> post);
  // Stops.
  ~WorkerPool() override;

  bool Run(std::function<void()> work, std::function<void()> done) override;

  // Drops what waits, lets what runs end, and ends the threads.
  void Stop();

 private:
  struct Job {
    std::function<void()> work;
    std::function<void()> done;
  };

  void Serve();

  const uint32_t queue_max_;
  const std::function<void(std::function<void()>)> post_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace samlad
