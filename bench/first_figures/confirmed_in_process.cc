#include <condition_variable>
#include <mutex>
#include <vector>

#include "bench/first_figures/closed_loop.h"
#include "bench/first_figures/confirmed.h"
#include "bench/first_figures/figures.h"
#include "server/gateway/commit_thread.h"
#include "server/room/session.h"

namespace samlad::bench {
namespace {

// Functions brought to one thread, as the server's loop does it.
class Loop {
 public:
  void Post(std::function<void()> function) {
    {
      std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(function));
    }
    wake_.notify_one();
  }
  void RunOnce() {
    std::vector<std::function<void()>> functions;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !waiting_.empty(); });
      functions.swap(waiting_);
    }
    for (const auto& function : functions) function();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::function<void()>> waiting_;
};

// Lets everybody in as the one player.
class OpenDoor : public Authenticator {
 public:
  explicit OpenDoor(const Principal& who) : who_(who) {}
  std::optional<Authenticated> Check(std::string_view, int64_t now_ms) override {
    return Authenticated{who_, now_ms + 3'600'000};
  }
  std::string HashPassword(const std::string&) const override { return {}; }

 private:
  const Principal who_;
};

class NoWorker : public Worker {
 public:
  bool Run(std::function<void()>, std::function<void()>) override { return false; }
};

RoomLimits WideLimits() {
  RoomLimits limits;
  limits.commands_per_second_max = limits.commands_burst_max = 1'000'000;
  limits.messages_per_second_max = limits.messages_burst_max = 1'000'000;
  return limits;
}

}  // namespace

Round ConfirmedInProcess(const std::string& folder, Cast* cast, size_t in_flight, double seconds) {
  const std::unique_ptr<RocksLog> log = OpenLog(folder);
  const RoomLimits limits = WideLimits();
  Loop loop;
  Rooms* rooms_of_commits = nullptr;
  CommitThread committer({.log = log.get(),
                          .write_heads = [&] { return log->WriteHeads(); },
                          .post = [&](auto function) { loop.Post(std::move(function)); },
                          .done =
                              [&](const CommitThread::Done& done) {
                                rooms_of_commits->Committed(done.status);
                                rooms_of_commits->Broadcast();
                              },
                          .heads_failed = [](const Status&) { CHECK(false); }});
  Rooms rooms(log.get(), &committer, &limits,
              {.staged = [&] { rooms_of_commits->Gather(); },
               .failed = [](const Status&) { CHECK(false); },
               .position_beyond_log = {}});
  rooms_of_commits = &rooms;
  CHECK(rooms.Load().ok());
  OpenDoor door(cast->players().front().who);
  NoWorker worker;
  const Session::Surroundings around{&rooms, &door, &worker, &limits};
  const auto session = Session::Create(around, Codec::kProto, Now(), nullptr);
  v1::ClientFrame hello;
  hello.add_messages()->mutable_hello();
  session->Receive(hello.SerializeAsString(), Now());

  ClosedLoop sender(cast->incident(), &cast->ids, in_flight);
  const auto send_more = [&] {
    sender.SendMore([&](const std::string& bytes) { session->Receive(bytes, Now()); });
  };
  const auto take_answers = [&] {
    std::vector<FrameRef> frames;
    session->outbox().Take(SIZE_MAX, &frames);
    for (const FrameRef& frame : frames) sender.OnFrame(frame->proto());
  };
  const uint64_t commits = rooms.counters().commits;
  const int64_t begin = SteadyNs();
  const int64_t cpu = ThreadCpuNs();
  const int64_t end = begin + static_cast<int64_t>(seconds * 1e9);
  send_more();
  while (!sender.idle()) {
    loop.RunOnce();
    take_answers();
    if (SteadyNs() >= end) sender.Stop();
    send_more();
  }
  Round round;
  const auto confirmed = static_cast<double>(sender.confirmed());
  round.commands_per_second = confirmed / (static_cast<double>(SteadyNs() - begin) / 1e9);
  round.server_us_per_command = static_cast<double>(ThreadCpuNs() - cpu) / 1000 / confirmed;
  round.latencies_us = sender.latencies_us();
  round.commands_per_commit = confirmed / static_cast<double>(rooms.counters().commits - commits);
  CHECK(committer.Stop().ok());
  return round;
}

}  // namespace samlad::bench
