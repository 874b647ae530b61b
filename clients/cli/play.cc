#include "clients/cli/play.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "clients/cli/play_registry.h"

namespace samlad::cli {
namespace {

using client::Conversation;
using client::Replica;
using Waited = PlayPerson::Waited;

// A pause shorter than this leaves the exercise clock standing. In a longer one it runs, a little
// slower than the play, so that it never overtakes the event that it leads to: it only moves
// forward.
constexpr int64_t kClockSlackMs = 2'000;

int64_t SteadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Play::Play(const Scenario& scenario, PlayOptions options, client::Loop* loop)
    : scenario_(scenario), options_(std::move(options)), loop_(loop) {}

Play::~Play() = default;

PlayPerson* Play::person(const std::string& login) {
  for (const auto& [index, person] : persons_) {
    if (scenario_.persons[index].login == login) return person.get();
  }
  return nullptr;
}

Play::Outcome Play::Run(PlaySummary* summary, std::string* error) {
  const int64_t began_ms = SteadyMs();
  *summary = PlaySummary();
  now_ms_ = scenario_.opened_at_ms;
  total_ = scenario_.timeline.size();
  Outcome outcome = Connect(summary, &error_);
  if (outcome == Outcome::kOk) outcome = Open(summary);
  if (outcome == Outcome::kOk) outcome = PlayTimeline(summary);
  if (outcome == Outcome::kOk) outcome = Finish(summary);
  summary->changes = head_;
  summary->elapsed_ms = SteadyMs() - began_ms;
  *error = error_;
  return outcome;
}

Play::Outcome Play::LogIn(const client::Credentials& credentials,
                          std::unique_ptr<PlayPerson>* person, std::string* error) {
  client::LoginAnswer answer;
  switch (client::Login(options_.address, credentials, &answer, error)) {
    case client::LoginOutcome::kOk:
      break;
    case client::LoginOutcome::kRefused:
    case client::LoginOutcome::kTooFast:
      *error = credentials.login + ": " + *error;
      return Outcome::kNotLoggedIn;
    case client::LoginOutcome::kUnreachable:
    case client::LoginOutcome::kNoSamlad:
      return Outcome::kUnreachable;
  }
  client::ClientOptions options;
  options.address = options_.address;
  options.conversation.codec = options_.codec;
  options.conversation.token = answer.token;
  options.conversation.client_name = "samla play";
  options.conversation.seed = 0;
  *person = std::make_unique<PlayPerson>(loop_, options, monitor_.get());
  return Outcome::kOk;
}

// The registry first, then a connection for everybody who acts.
Play::Outcome Play::Connect(PlaySummary* summary, std::string* error) {
  if (options_.administrator) {
    std::unique_ptr<PlayPerson> administrator;
    const Outcome outcome = LogIn(*options_.administrator, &administrator, error);
    if (outcome != Outcome::kOk) return outcome;
    if (!PrepareRegistry(scenario_, administrator.get(), &summary->registry_items, error)) {
      const std::lock_guard<std::mutex> lock(monitor_->mutex);
      return monitor_->interrupted ? Outcome::kInterrupted : Outcome::kRefused;
    }
  }
  std::set<size_t> acting = {scenario_.opened_by};
  for (const ScenarioEvent& event : scenario_.timeline) {
    acting.insert(event.by.begin(), event.by.end());
  }
  for (size_t index : acting) {
    const ScenarioPerson& person = scenario_.persons[index];
    client::Credentials credentials;
    credentials.login = person.login;
    credentials.password = person.password;
    credentials.actor = scenario_.actors[person.actor].actor.name();
    credentials.role = v1::Role_Name(person.role);
    const Outcome outcome = LogIn(credentials, &persons_[index], error);
    if (outcome == Outcome::kNotLoggedIn && !options_.administrator) {
      *error +=
          " If the server does not know the persons of this scenario, name an administrator "
          "with --admin.";
    }
    if (outcome != Outcome::kOk) return outcome;
    ++summary->persons;
    Tell(nullptr, person.login, "logged in", 0, "");
  }
  return Outcome::kOk;
}

Play::Outcome Play::Open(PlaySummary* summary) {
  const size_t who = scenario_.opened_by;
  v1::Command open = NewCommand("open");
  *open.mutable_open_incident()->mutable_incident() = scenario_.incident;
  Outcome outcome =
      Ask(nullptr, who, std::move(open), "opens " + scenario_.incident.title(), summary);
  if (outcome != Outcome::kOk) return outcome;
  if (!summary->refusals.empty()) {
    error_ = summary->refusals.back();
    return Outcome::kRefused;
  }
  const Waited waited = persons_.at(who)->Watch(scenario_.incident_id, head_);
  if (waited != Waited::kYes) return Fail(waited, who);
  return scenario_.incident.kind() == v1::EXERCISE ? SetClock(now_ms_, 0, summary) : Outcome::kOk;
}

Play::Outcome Play::PlayTimeline(PlaySummary* summary) {
  for (const ScenarioEvent& event : scenario_.timeline) {
    Outcome outcome = RestoreLinks(event.at_ms, summary);
    if (outcome == Outcome::kOk) outcome = MoveTo(event.at_ms, summary);
    if (outcome != Outcome::kOk) return outcome;
    if (const auto* drop = std::get_if<DropLinks>(&event.action)) {
      for (size_t who : event.by) {
        persons_.at(who)->SetOffline(true);
        dropped_.emplace(event.at_ms + drop->duration_ms, who);
        ++summary->links_dropped;
      }
      Tell(&event, "", event.what, 0, "");
    } else {
      for (size_t who : event.by) {
        outcome = Do(event, who, summary);
        if (outcome != Outcome::kOk) return outcome;
      }
    }
    ++done_;
    ++summary->events;
  }
  return RestoreLinks(INT64_MAX, summary);
}

// All pictures at the head, so that they can be compared; the clock stands.
Play::Outcome Play::Finish(PlaySummary*) {
  for (const auto& [who, person] : persons_) {
    if (!person->watches(scenario_.incident_id)) continue;
    const Waited waited = person->Watch(scenario_.incident_id, head_);
    if (waited != Waited::kYes) return Fail(waited, who);
  }
  return Outcome::kOk;
}

Play::Outcome Play::MoveTo(int64_t at_ms, PlaySummary* summary) {
  if (at_ms <= now_ms_) return Outcome::kOk;
  const bool has_clock = scenario_.incident.kind() == v1::EXERCISE;
  if (options_.speed > 0) {
    const double scenario_ms = static_cast<double>(at_ms - now_ms_);
    const auto pause_ms = static_cast<int64_t>(scenario_ms / options_.speed);
    if (has_clock && pause_ms >= kClockSlackMs) {
      const double speed = scenario_ms / static_cast<double>(pause_ms + kClockSlackMs);
      const Outcome outcome = SetClock(now_ms_, speed, summary);
      if (outcome != Outcome::kOk) return outcome;
    }
    const Outcome outcome = Rest(pause_ms);
    if (outcome != Outcome::kOk) return outcome;
  }
  now_ms_ = at_ms;
  return has_clock ? SetClock(at_ms, 0, summary) : Outcome::kOk;
}

Play::Outcome Play::Rest(int64_t real_ms) {
  std::unique_lock<std::mutex> lock(monitor_->mutex);
  const bool interrupted = monitor_->changed.wait_for(lock, std::chrono::milliseconds(real_ms),
                                                      [this] { return monitor_->interrupted; });
  return interrupted ? Outcome::kInterrupted : Outcome::kOk;
}

// The clock is the lead's: whoever leads now, as somebody online of the scenario's first lead sees
// it.
Play::Outcome Play::SetClock(int64_t at_ms, double speed, PlaySummary* summary) {
  for (const auto& [who, person] : persons_) {
    if (person->offline() || !person->watches(scenario_.incident_id)) continue;
    const v1::Role role = scenario_.persons[who].role;
    if (role != v1::DUTY_OFFICER && role != v1::CHAIR) continue;
    const Waited waited = person->Watch(scenario_.incident_id, head_);
    if (waited != Waited::kYes) return Fail(waited, who);
    const ItemId& actor = scenario_.actors[scenario_.persons[who].actor].id;
    bool leads = false;
    person->Look([&](Conversation& talk) {
      const v1::Incident* incident = talk.Find(scenario_.incident_id)->incident_item();
      leads = incident && incident->lead() == actor.view();
    });
    if (!leads) continue;
    v1::Command command =
        NewCommand("clock " + std::to_string(at_ms) + " " + std::to_string(speed));
    command.mutable_set_clock()->mutable_clock()->set_scenario_ms(at_ms);
    command.mutable_set_clock()->mutable_clock()->set_speed(speed);
    return Ask(nullptr, who, std::move(command), "", summary);
  }
  error_ = "Nobody who is online can set the exercise clock: a duty officer or chair of the lead.";
  return Outcome::kRefused;
}

Play::Outcome Play::RestoreLinks(int64_t until_ms, PlaySummary* summary) {
  while (!dropped_.empty() && dropped_.begin()->first <= until_ms) {
    const auto [at_ms, who] = *dropped_.begin();
    dropped_.erase(dropped_.begin());
    const Outcome moved = MoveTo(at_ms, summary);
    if (moved != Outcome::kOk) return moved;
    PlayPerson& person = *persons_.at(who);
    const uint64_t welcomes = person.welcomes();
    person.SetOffline(false);
    const Waited waited = person.Await([&](Conversation& talk) {
      const Replica* replica = talk.Find(scenario_.incident_id);
      return person.welcomes() > welcomes && replica && replica->complete() &&
             replica->position() >= head_;
    });
    if (waited != Waited::kYes) return Fail(waited, who);
    ++summary->links_resumed;
    Tell(nullptr, scenario_.persons[who].login, "link restored, resumed without a gap", head_, "");
    // What was asked for while offline is answered now.
    for (const Unanswered& waiting : std::exchange(unanswered_, {})) {
      if (waiting.person != who) {
        unanswered_.push_back(waiting);
        continue;
      }
      v1::CommandResult result;
      const Waited answered = person.AwaitResult(waiting.command_id, &result);
      if (answered != Waited::kYes) return Fail(answered, who);
      const Outcome settled = Settle(
          waiting.event, who, waiting.event->what + " (sent while offline)", result, summary);
      if (settled != Outcome::kOk) return settled;
    }
  }
  return Outcome::kOk;
}

Play::Outcome Play::Fail(Waited waited, size_t who) {
  if (waited == Waited::kInterrupted) return Outcome::kInterrupted;
  error_ = scenario_.persons[who].login + ": " + persons_.at(who)->stopped();
  return Outcome::kStopped;
}

void Play::Tell(const ScenarioEvent* event, const std::string& who, const std::string& what,
                uint64_t seq, const std::string& refusal) {
  if (!options_.on_step || what.empty()) return;
  PlayStep step;
  step.event = event;
  step.at_ms = now_ms_;
  step.who = who;
  step.what = what;
  step.seq = seq;
  step.refusal = refusal;
  options_.on_step(step, done_, total_);
}

}  // namespace samlad::cli
