#include "clients/cli/play_person.h"

#include <chrono>
#include <future>
#include <utility>

namespace samlad::cli {

using client::Conversation;
using client::Replica;

PlayPerson::PlayPerson(client::Loop* loop, const client::ClientOptions& options,
                       PlayMonitor* monitor)
    : loop_(loop), monitor_(monitor) {
  OnLoop([&] { client_ = std::make_unique<client::Client>(loop_, options, this); });
}

PlayPerson::~PlayPerson() {
  OnLoop([this] { client_.reset(); });
}

void PlayPerson::Look(const std::function<void(Conversation&)>& look) {
  std::promise<void> looked;
  client_->Do([&](Conversation& talk) {
    look(talk);
    looked.set_value();
  });
  looked.get_future().wait();
}

PlayPerson::Waited PlayPerson::Await(const std::function<bool(Conversation&)>& is_so,
                                     int64_t timeout_ms) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (true) {
    uint64_t version = 0;
    {
      const std::lock_guard<std::mutex> lock(monitor_->mutex);
      version = monitor_->version;
      if (monitor_->interrupted) return Waited::kInterrupted;
    }
    bool so = false;
    Look([&](Conversation& talk) { so = is_so(talk); });
    if (so) return Waited::kYes;
    std::unique_lock<std::mutex> lock(monitor_->mutex);
    if (!stopped_.empty()) return Waited::kStopped;
    const auto news = [&] { return monitor_->version != version || monitor_->interrupted; };
    if (timeout_ms < 0) {
      monitor_->changed.wait(lock, news);
    } else if (!monitor_->changed.wait_until(lock, until, news)) {
      return Waited::kTimeout;
    }
  }
}

PlayPerson::Waited PlayPerson::Watch(const LogId& log, uint64_t through) {
  if (!watches(log)) {
    Look([&](Conversation& talk) { talk.Watch(log); });
    watched_ = log;
    has_watched_ = true;
  }
  return Await([&](Conversation& talk) {
    const Replica* replica = talk.Find(log);
    return replica && replica->complete() && replica->position() >= through;
  });
}

void PlayPerson::Send(const v1::Command& command) {
  Look([&](Conversation& talk) { talk.Send(command); });
}

PlayPerson::Waited PlayPerson::AwaitResult(const std::string& command_id,
                                           v1::CommandResult* result) {
  return Await([&](Conversation&) {
    const std::lock_guard<std::mutex> lock(monitor_->mutex);
    const auto found = results_.find(command_id);
    if (found == results_.end()) return false;
    *result = std::move(found->second);
    results_.erase(found);
    return true;
  });
}

void PlayPerson::OnLoop(const std::function<void()>& work) {
  std::promise<void> done;
  loop_->Post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

void PlayPerson::BreakLink() {
  OnLoop([this] { client_->DropConnection(); });
}

void PlayPerson::SetOffline(bool offline) {
  offline_ = offline;
  OnLoop([&] { client_->SetOffline(offline); });
}

PlayPerson::Waited PlayPerson::ReplayOnce(const LogId& incident, const ItemId& as_actor,
                                          int64_t at_ms, Replayed* replayed) {
  uint32_t number = 0;
  Look([&](Conversation& talk) {
    v1::Instant at;
    at.set_time_ms(at_ms);
    number = talk.OpenReplay(incident, as_actor, at);
  });
  const Waited waited = Await([&](Conversation& talk) {
    const std::lock_guard<std::mutex> lock(monitor_->mutex);
    const auto status = replays_.find(number);
    if (status == replays_.end()) return false;
    replayed->seq = status->second.seq();
    if (status->second.has_rejection()) replayed->rejection = status->second.rejection();
    if (const Replica* replica = talk.FindReplay(number)) replayed->items = replica->items().size();
    return true;
  });
  Look([&](Conversation& talk) { talk.CloseReplay(number); });
  return waited;
}

uint64_t PlayPerson::welcomes() {
  const std::lock_guard<std::mutex> lock(monitor_->mutex);
  return welcomes_;
}

std::string PlayPerson::stopped() {
  const std::lock_guard<std::mutex> lock(monitor_->mutex);
  return stopped_;
}

void PlayPerson::OnWelcome(const v1::Welcome&) {
  {
    const std::lock_guard<std::mutex> lock(monitor_->mutex);
    ++welcomes_;
  }
  monitor_->Notify();
}

void PlayPerson::OnPicture(const Replica& replica, const v1::Batch&) {
  // A played person has seen what has arrived.
  if (replica.replay() == 0) client_->talk().Shown(replica.incident(), replica.position());
  monitor_->Notify();
}

void PlayPerson::OnWatchEnded(const LogId&, const v1::Rejection& why) {
  {
    const std::lock_guard<std::mutex> lock(monitor_->mutex);
    if (stopped_.empty()) stopped_ = why.message();
  }
  monitor_->Notify();
}

void PlayPerson::OnResult(const v1::CommandResult& result) {
  {
    const std::lock_guard<std::mutex> lock(monitor_->mutex);
    results_[result.command_id()] = result;
  }
  monitor_->Notify();
}

void PlayPerson::OnReplay(const v1::ReplayStatus& status) {
  {
    const std::lock_guard<std::mutex> lock(monitor_->mutex);
    replays_[status.replay()] = status;
  }
  monitor_->Notify();
}

void PlayPerson::OnStopped(uint16_t, const std::string& why) {
  {
    const std::lock_guard<std::mutex> lock(monitor_->mutex);
    if (stopped_.empty()) stopped_ = why;
  }
  monitor_->Notify();
}

}  // namespace samlad::cli
