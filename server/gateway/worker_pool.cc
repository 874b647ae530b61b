#include "server/gateway/worker_pool.h"

#include <utility>

namespace samlad {

WorkerPool::WorkerPool(uint32_t threads, uint32_t queue_max,
                       std::function<void(std::function<void()>)> post)
    : queue_max_(queue_max), post_(std::move(post)) {
  for (uint32_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Serve(); });
}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::Run(std::function<void()> work, std::function<void()> done) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_max_) return false;
    queue_.push_back({std::move(work), std::move(done)});
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::Stop() {
  std::deque<Job> dropped;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::Serve() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job.work();
    // What the work holds on to belongs to the loop's thread, and is let go there.
    post_([work = std::move(job.work), done = std::move(job.done)] { done(); });
  }
}

}  // namespace samlad
