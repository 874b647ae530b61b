#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/play_person.h"
#include "clients/cli/scenario.h"
#include "clients/cpp/login.h"

namespace samlad::cli {

// One line of what happens in a play.
struct PlayStep {
  const ScenarioEvent* event = nullptr;  // null: what the player itself does
  int64_t at_ms = 0;                     // scenario time
  std::string who;
  std::string what;
  // Position of the last change that came of it; 0 if none did.
  uint64_t seq = 0;
  // "FILE:LINE: rule: sentence"; empty if it was accepted.
  std::string refusal;
};

struct PlayOptions {
  client::Address address;
  client::Codec codec = client::Codec::kProto;
  // Scenario seconds per real second; 0: as fast as the answers come.
  double speed = 1;
  // Who adds what the registry lacks; nullopt: nothing may be lacking.
  std::optional<client::Credentials> administrator;
  // Called on the player's thread; `done` of `total` events are behind.
  std::function<void(const PlayStep& step, size_t done, size_t total)> on_step;
};

struct PlaySummary {
  size_t registry_items = 0;  // made anew
  size_t persons = 0;
  size_t events = 0;
  size_t commands = 0;
  size_t items = 0;  // added by the scenario
  uint64_t changes = 0;
  size_t links_dropped = 0;
  size_t links_resumed = 0;
  std::vector<std::string> refusals;
  int64_t elapsed_ms = 0;
};

// Plays a scenario through real connections, one per acting person. Each command waits for its
// answer, and each person acts on a picture that holds all that was confirmed before, as the events
// of a scenario build upon one another; whoever is offline acts on what it has, and is answered
// later.
//
// Threads: one; interrupting from any.
class Play {
 public:
  // `loop` runs on another thread; both outlive the play.
  Play(const Scenario& scenario, PlayOptions options, client::Loop* loop);
  ~Play();

  enum class Outcome {
    kOk,           // all played; there may be refusals
    kNotLoggedIn,  // a person or the administrator was not let in
    kUnreachable,
    kRefused,  // the registry or the incident could not be made
    kStopped,  // the server ended a person's connection for good
    kInterrupted,
  };
  // `error` is a sentence unless the outcome is kOk.
  Outcome Run(PlaySummary* summary, std::string* error);

  // To interrupt it with, from any thread, even after the play is gone.
  std::shared_ptr<PlayMonitor> monitor() const { return monitor_; }

  // A person's connection, with its picture as it was last sent; null if it does not act.
  PlayPerson* person(const std::string& login);

 private:
  struct Unanswered {
    size_t person;
    std::string command_id;
    const ScenarioEvent* event;
  };

  Outcome Connect(PlaySummary* summary, std::string* error);
  Outcome LogIn(const client::Credentials& credentials, std::unique_ptr<PlayPerson>* person,
                std::string* error);
  Outcome Open(PlaySummary* summary);
  Outcome PlayTimeline(PlaySummary* summary);
  // Each does one event, for one of those who act in it.
  Outcome Do(const ScenarioEvent& event, size_t who, PlaySummary* summary);
  Outcome DoInvite(const ScenarioEvent& event, size_t who, PlaySummary* summary);
  Outcome DoJoin(const ScenarioEvent& event, size_t who, PlaySummary* summary);
  Outcome DoWaitFor(const ScenarioEvent& event, size_t who, PlaySummary* summary);
  Outcome DoReplay(const ScenarioEvent& event, size_t who, PlaySummary* summary);
  Outcome Ask(const ScenarioEvent* event, size_t who, v1::Command command, const std::string& what,
              PlaySummary* summary);
  Outcome Settle(const ScenarioEvent* event, size_t who, const std::string& what,
                 const v1::CommandResult& result, PlaySummary* summary);
  v1::Command NewCommand(const std::string& name) const;
  // Fills in the positions that the person sees.
  Outcome Complete(size_t who, v1::Command* command);

  Outcome MoveTo(int64_t at_ms, PlaySummary* summary);
  Outcome SetClock(int64_t at_ms, double speed, PlaySummary* summary);
  Outcome Rest(int64_t real_ms);
  Outcome RestoreLinks(int64_t until_ms, PlaySummary* summary);
  Outcome Finish(PlaySummary* summary);

  Outcome Fail(PlayPerson::Waited waited, size_t who);
  void Tell(const ScenarioEvent* event, const std::string& who, const std::string& what,
            uint64_t seq, const std::string& refusal);

  const Scenario& scenario_;
  PlayOptions options_;
  client::Loop* loop_;
  const std::shared_ptr<PlayMonitor> monitor_ = std::make_shared<PlayMonitor>();
  std::map<size_t, std::unique_ptr<PlayPerson>> persons_;
  std::string error_;
  // Scenario time; and the last change confirmed.
  int64_t now_ms_ = 0;
  uint64_t head_ = 0;
  size_t done_ = 0;
  size_t total_ = 0;
  // Persons whose links come back, by scenario time.
  std::multimap<int64_t, size_t> dropped_;
  std::vector<Unanswered> unanswered_;
};

}  // namespace samlad::cli
