#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>

#include "server/gateway/commit_thread.h"
#include "server/gateway/worker_pool.h"
#include "storage/memory_log.h"

namespace samlad {
namespace {

// Stands for the loop: keeps what was posted until it is run.
class FakeLoop {
 public:
  std::function<void(std::function<void()>)> Poster() {
    return [this](std::function<void()> function) {
      std::lock_guard lock(mutex_);
      posted_.push_back(std::move(function));
      wake_.notify_one();
    };
  }
  void RunOne() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return !posted_.empty(); });
    const auto function = std::move(posted_.front());
    posted_.pop_front();
    lock.unlock();
    function();
  }
  size_t size() {
    std::lock_guard lock(mutex_);
    return posted_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> posted_;
};

std::vector<LogAppend> OneChange(uint64_t seq) {
  LogAppend append;
  append.changes.push_back({seq, 1000, ItemId{}, "bytes"});
  return {append};
}

class CommitThreadTest : public testing::Test {
 protected:
  CommitThread::Setup Setup(int64_t heads_interval_ms = 3'600'000) {
    CommitThread::Setup setup;
    setup.log = &log_;
    setup.heads_interval_ms = heads_interval_ms;
    setup.post = loop_.Poster();
    setup.done = [this](const CommitThread::Done& done) { done_.push_back(done); };
    setup.heads_failed = [this](const Status& status) { heads_failed_ = status; };
    setup.write_heads = [this] {
      ++heads_written_;
      return heads_status_;
    };
    return setup;
  }

  MemoryLog log_;
  FakeLoop loop_;
  std::vector<CommitThread::Done> done_;
  Status heads_failed_;
  Status heads_status_;
  std::atomic<int> heads_written_ = 0;
};

TEST_F(CommitThreadTest, CommitsAndSaysSoOnTheLoop) {
  CommitThread committer(Setup());
  committer.Start(OneChange(1));
  EXPECT_TRUE(done_.empty()) << "not before the loop runs it";
  loop_.RunOne();
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_TRUE(done_[0].status.ok());
  EXPECT_EQ(done_[0].changes, 1u);
}

TEST_F(CommitThreadTest, AfterAnErrorNothingMoreIsCommitted) {
  CommitThread committer(Setup());
  log_.FailCommits(Status(Status::Code::kIo, "disk"));
  committer.Start(OneChange(1));
  loop_.RunOne();
  committer.Start(OneChange(1));
  loop_.RunOne();
  EXPECT_FALSE(done_[0].status.ok());
  EXPECT_FALSE(done_[1].status.ok());
  EXPECT_TRUE(committer.Stop().ok());
  EXPECT_EQ(heads_written_, 0) << "and no heads of what may not be there";
}

TEST_F(CommitThreadTest, StopFinishesTheCommitAndWritesTheHeads) {
  CommitThread committer(Setup());
  committer.Start(OneChange(1));
  EXPECT_TRUE(committer.Stop().ok());
  EXPECT_EQ(loop_.size(), 1u);
  EXPECT_EQ(heads_written_, 1);
  std::vector<LogHead> heads;
  ASSERT_TRUE(log_.Heads(&heads).ok());
  EXPECT_EQ(heads[0].seq, 1u);
}

TEST_F(CommitThreadTest, HeadsThatCannotBeWrittenAreAStorageError) {
  heads_status_ = Status(Status::Code::kIo, "disk");
  CommitThread committer(Setup(/*heads_interval_ms=*/1));
  committer.Start(OneChange(1));
  loop_.RunOne();
  loop_.RunOne();
  EXPECT_EQ(heads_failed_.message(), "disk");
  committer.Start(OneChange(2));
  loop_.RunOne();
  EXPECT_FALSE(done_.back().status.ok());
}

TEST(WorkerPool, RunsTheWorkElsewhereAndTheRestOnTheLoop) {
  FakeLoop loop;
  WorkerPool pool(1, 10, loop.Poster());
  std::thread::id worker;
  bool done = false;
  ASSERT_TRUE(pool.Run([&] { worker = std::this_thread::get_id(); }, [&] { done = true; }));
  loop.RunOne();
  EXPECT_TRUE(done);
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(WorkerPool, RefusesWhatDoesNotFitItsQueue) {
  FakeLoop loop;
  WorkerPool pool(1, 2, loop.Poster());
  std::promise<void> begun, go;
  int ran = 0;
  ASSERT_TRUE(pool.Run(
      [&] {
        begun.set_value();
        go.get_future().wait();
      },
      [] {}));
  begun.get_future().wait();
  EXPECT_TRUE(pool.Run([] {}, [&] { ++ran; }));
  EXPECT_TRUE(pool.Run([] {}, [&] { ++ran; }));
  EXPECT_FALSE(pool.Run([] { ADD_FAILURE() << "neither runs"; }, [&] { ran = 100; }));
  go.set_value();
  for (int i = 0; i < 3; ++i) loop.RunOne();
  EXPECT_EQ(ran, 2);
}

TEST(WorkerPool, StopDropsWhatWaits) {
  FakeLoop loop;
  WorkerPool pool(1, 10'000'000, loop.Poster());
  std::promise<void> begun, go;
  ASSERT_TRUE(pool.Run(
      [&] {
        begun.set_value();
        go.get_future().wait();
      },
      [] {}));
  begun.get_future().wait();
  ASSERT_TRUE(pool.Run([] { ADD_FAILURE() << "dropped"; }, [] {}));
  std::thread stopper([&] { pool.Stop(); });
  while (pool.Run([] { ADD_FAILURE() << "dropped"; }, [] {})) {
  }
  go.set_value();
  stopper.join();
  EXPECT_EQ(loop.size(), 1u) << "the work under way was finished";
}

}  // namespace
}  // namespace samlad
