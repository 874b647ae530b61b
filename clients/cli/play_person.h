#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "clients/cpp/client.h"

namespace samlad::cli {

// What all persons of a play wait on: something came from the server, or the play is to end.
struct PlayMonitor {
  std::mutex mutex;
  std::condition_variable changed;
  // Counts whatever may make a waiting condition true.
  uint64_t version = 0;
  bool interrupted = false;

  void Notify() {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      ++version;
    }
    changed.notify_all();
  }
  void Interrupt() {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      interrupted = true;
    }
    changed.notify_all();
  }
};

// One person's real connection, from the point of view of a player that does one thing after the
// other: its calls block until what they wait for has come from the server.
//
// Threads: the player's; the loop runs on another. Nothing here may be called on the loop's thread.
class PlayPerson final : public client::Observer {
 public:
  enum class Waited { kYes, kTimeout, kStopped, kInterrupted };
  // No bound: only the end of the connection or of the play ends the waiting.
  static constexpr int64_t kForever = -1;

  // Loop and monitor outlive the person.
  PlayPerson(client::Loop* loop, const client::ClientOptions& options, PlayMonitor* monitor);
  ~PlayPerson() override;
  PlayPerson(const PlayPerson&) = delete;
  PlayPerson& operator=(const PlayPerson&) = delete;

  // Calls it on the loop's thread, and waits until it has been.
  void Look(const std::function<void(client::Conversation&)>& look);
  // Asks again, whenever something has come, until it is so.
  Waited Await(const std::function<bool(client::Conversation&)>& is_so,
               int64_t timeout_ms = kForever);

  // Makes the live picture of the log, and waits until it is complete at `through` at least.
  Waited Watch(const LogId& log, uint64_t through = 0);
  bool watches(const LogId& log) const { return watched_ == log && has_watched_; }

  // Sends the command; its answer is kept for AwaitResult.
  void Send(const v1::Command& command);
  // Takes the answer.
  Waited AwaitResult(const std::string& command_id, v1::CommandResult* result);

  // Cuts the connection once; it comes back by itself.
  void BreakLink();
  // Cuts it, and keeps it from coming back as long as it is offline.
  void SetOffline(bool offline);
  bool offline() const { return offline_; }

  // Opens a replay, waits until it stands at `at`, closes it. Gives the items seen, or why not.
  struct Replayed {
    uint64_t seq = 0;
    size_t items = 0;
    std::optional<v1::Rejection> rejection;
  };
  Waited ReplayOnce(const LogId& incident, const ItemId& as_actor, int64_t at_ms,
                    Replayed* replayed);

  // How many times the server said Welcome: more than once, and the person has resumed.
  uint64_t welcomes();
  // Why the connection ended for good; empty while it has not.
  std::string stopped();

  // client::Observer, on the loop's thread:
  void OnWelcome(const v1::Welcome& welcome) override;
  void OnPicture(const client::Replica& replica, const v1::Batch& batch) override;
  void OnWatchEnded(const LogId& incident, const v1::Rejection& why) override;
  void OnResult(const v1::CommandResult& result) override;
  void OnReplay(const v1::ReplayStatus& status) override;
  void OnStopped(uint16_t code, const std::string& why) override;

 private:
  // On the loop's thread; waits until it is done.
  void OnLoop(const std::function<void()>& work);

  client::Loop* loop_;
  PlayMonitor* monitor_;
  // The player's.
  LogId watched_;
  bool has_watched_ = false;
  bool offline_ = false;
  // Under the monitor's mutex.
  std::map<std::string, v1::CommandResult> results_;
  std::map<uint32_t, v1::ReplayStatus> replays_;
  uint64_t welcomes_ = 0;
  std::string stopped_;
  // Lives on the loop's thread, and is made and ended there.
  std::unique_ptr<client::Client> client_;
};

}  // namespace samlad::cli
