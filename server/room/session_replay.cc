// The part of a session that reads the log: replays and the history of an item.

#include <algorithm>
#include <limits>
#include <utility>

#include "server/picture/rules.h"
#include "server/room/refusals.h"
#include "server/room/session.h"
#include "server/room/session_work.h"

namespace samlad {
namespace {

bool Ended(const ItemRef& participation) {
  return participation->item().participation().state() == v1::PARTICIPATION_ENDED;
}

// The recorded time of a change, or `otherwise`.
int64_t TimeOf(const EventLog& log, const LogId& incident, uint64_t seq, int64_t otherwise) {
  int64_t time_ms = otherwise;
  (void)log.Read(incident, seq, seq, [&](uint64_t, std::string_view bytes) {
    if (const ItemRef state = ParseItemState(std::string(bytes))) {
      time_ms = state->change.recorded_at_ms();
    }
    return false;
  });
  return time_ms;
}

}  // namespace

// ---- Replays

Room* Session::OpenToReplay(const LogId& incident, uint64_t* through) {
  Room* room = around_.rooms->Find(incident);
  const ItemRef own = room ? room->picture().ParticipationOf(principal_.actor) : nullptr;
  if (!own) return nullptr;
  *through = Ended(own) ? std::min(own->seq(), room->released()) : room->released();
  return room;
}

std::optional<v1::Rejection> Session::WhyNotAs(const ItemId& actor, const Room& room) const {
  if (actor == principal_.actor) return std::nullopt;
  const ItemRef participation = room.picture().ParticipationOf(actor);
  if (!participation) return Reject("actor.not-participant", "replay_open.as_actor");
  if (principal_.role != v1::EVALUATOR ||
      !participation->item().participation().open_to_evaluators()) {
    return Refuse("replay.not-open-to-evaluators", "replay_open.as_actor");
  }
  return std::nullopt;
}

void Session::RefuseReplay(uint32_t number, v1::Rejection rejection) {
  v1::ServerMessage message;
  message.mutable_replay_status()->set_replay(number);
  message.mutable_replay_status()->set_state(v1::REPLAY_ENDED);
  *message.mutable_replay_status()->mutable_rejection() = std::move(rejection);
  Send(message);
}

void Session::OnReplayOpen(const v1::ReplayOpen& open) {
  const LogId incident = LogId::FromBytesOrNone(open.incident());
  const ItemId as =
      open.as_actor().empty() ? principal_.actor : ItemId::FromBytesOrNone(open.as_actor());
  if (replays_.contains(open.replay())) {
    return RefuseReplay(open.replay(), Refuse("replay.taken", "replay_open.replay"));
  }
  if (replays_.size() >= around_.limits->replays_max) {
    return RefuseReplay(open.replay(), Refuse("replay.limit"));
  }
  uint64_t through = 0;
  Room* room = OpenToReplay(incident, &through);
  if (!room) {
    return RefuseReplay(open.replay(), Reject("incident.not-found", "replay_open.incident"));
  }
  if (std::optional<v1::Rejection> why_not = WhyNotAs(as, *room)) {
    return RefuseReplay(open.replay(), std::move(*why_not));
  }
  Replay::Options options;
  options.incident = incident;
  options.number = open.replay();
  options.actor = as;
  options.participation = ItemId::FromBytesOrNone(room->picture().ParticipationOf(as)->item().id());
  options.step_changes_max = around_.limits->replay_step_changes_max;
  options.chunk_bytes = around_.limits->chunk_bytes;
  auto running = std::make_shared<RunningReplay>(&around_.rooms->log(), options);
  running->seek = open.at();
  replays_.emplace(open.replay(), running);
  RunReplay(running);
}

Session::RunningReplay* Session::FindReplay(uint32_t number) {
  auto found = replays_.find(number);
  if (found != replays_.end()) return found->second.get();
  RefuseReplay(number, Refuse("replay.unknown"));
  return nullptr;
}

void Session::OnReplaySeek(const v1::ReplaySeek& seek) {
  RunningReplay* running = FindReplay(seek.replay());
  if (!running) return;
  running->seek = seek.to();
  running->anchor.reset();
  ++running->orders;
  RunReplay(replays_.at(seek.replay()));
}

void Session::OnReplayPlay(const v1::ReplayPlay& play) {
  RunningReplay* running = FindReplay(play.replay());
  if (!running) return;
  running->playing = true;
  running->speed = play.speed();
  running->backward = play.backward();
  running->until = play.has_until() ? std::optional(play.until()) : std::nullopt;
  running->anchor.reset();
  ++running->orders;
  RunReplay(replays_.at(play.replay()));
}

void Session::OnReplayPause(const v1::ReplayPause& pause) {
  RunningReplay* running = FindReplay(pause.replay());
  if (!running) return;
  running->playing = false;
  if (!running->busy) OnReplayStep(replays_.at(pause.replay()), running->orders);
}

// One step: a seek, or as much playing as the time and the outbox allow. The worker's end of it
// leads to the next.
void Session::RunReplay(std::shared_ptr<RunningReplay> running) {
  if (running->busy || !HasSpace()) return;
  if (!running->seek && !running->playing && !running->replay.unfinished()) return;
  uint64_t through = 0;
  Room* room = OpenToReplay(running->incident, &through);
  std::optional<v1::Rejection> why_not =
      room ? WhyNotAs(running->replay.actor(), *room) : Reject("incident.not-found");
  if (why_not) {
    // The right to it may have ended since it was opened. `running` may lie in what is erased.
    const uint32_t number = running->number;
    replays_.erase(number);
    return RefuseReplay(number, std::move(*why_not));
  }

  const std::optional<v1::Instant> seek = std::exchange(running->seek, std::nullopt);
  const EventLog* log = &around_.rooms->log();
  auto work = [running, log, seek, through, now_ms = now_.steady_ms, speed = running->speed,
               backward = running->backward, until = running->until,
               anchor = running->anchor]() mutable {
    Replay& replay = running->replay;
    running->sought = seek || replay.unfinished();
    if (seek) {
      uint64_t seq = 0;
      running->status = Replay::Locate(*log, running->incident, *seek, through, &seq);
      if (running->status.ok()) running->status = replay.Seek(seq, &running->frames);
      return;
    }
    if (replay.unfinished()) {
      running->status = replay.Continue(&running->frames);
      return;
    }
    // Where it ends, and how far the log's time has come.
    running->end_seq = backward ? 0 : through;
    if (until) {
      running->status = Replay::Locate(*log, running->incident, *until, through, &running->end_seq);
      if (!running->status.ok()) return;
    }
    if (!anchor) {
      // From before the first change playing begins at the first.
      const uint64_t first = std::max<uint64_t>(replay.position(), 1);
      anchor = {TimeOf(*log, running->incident, first, 0), now_ms};
    }
    running->counted_from = anchor;
    const double played_ms = static_cast<double>(now_ms - anchor->now_ms) * speed;
    if (backward) {
      const int64_t down_to = speed == 0 ? std::numeric_limits<int64_t>::min()
                                         : anchor->log_ms - static_cast<int64_t>(played_ms);
      running->status = replay.PlayBackUntil(down_to, running->end_seq, &running->frames);
      running->at_end = replay.position() <= running->end_seq;
    } else {
      const int64_t up_to = speed == 0 ? std::numeric_limits<int64_t>::max()
                                       : anchor->log_ms + static_cast<int64_t>(played_ms);
      running->status = replay.PlayUntil(up_to, running->end_seq, &running->frames);
      running->at_end = replay.position() >= running->end_seq;
    }
  };
  running->busy = true;
  auto done = [weak = weak_from_this(), running, order = running->orders] {
    running->busy = false;
    if (const std::shared_ptr<Session> self = weak.lock()) self->OnReplayStep(running, order);
  };
  const bool taken = around_.worker->Run(std::move(work), std::move(done));
  if (!taken) {
    // The next tick tries again.
    running->busy = false;
    running->seek = seek;
  }
}

void Session::OnReplayStep(std::shared_ptr<RunningReplay> running, uint64_t order) {
  auto found = replays_.find(running->number);
  if (found == replays_.end() || found->second != running) return;
  if (!running->status.ok()) {
    replays_.erase(found);
    return RefuseReplay(running->number, Refuse("storage.unreadable"));
  }
  const std::vector<FrameRef> frames = std::exchange(running->frames, {});
  for (const FrameRef& frame : frames) Push(frame);
  if (order == running->orders && !running->sought) {
    running->anchor = running->counted_from;
    if (running->at_end) running->playing = false;
  }
  // While a picture is on its way, or time passes between two changes, there is nothing to say.
  if (running->replay.unfinished()) return RunReplay(running);
  if (frames.empty() && running->playing) return;

  uint64_t through = 0;
  v1::ServerMessage message;
  v1::ReplayStatus* status = message.mutable_replay_status();
  status->set_replay(running->number);
  status->set_state(running->playing ? v1::REPLAY_PLAYING : v1::REPLAY_PAUSED);
  status->set_seq(running->replay.position());
  status->set_time_ms(running->replay.time_ms());
  status->set_scenario_ms(running->replay.scenario_ms());
  status->set_shown_through(running->replay.shown_through());
  if (OpenToReplay(running->incident, &through)) status->set_head(through);
  Send(message);
  if (running->seek) RunReplay(running);
}

// ---- History

void Session::OnGetHistory(const v1::GetHistory& get) {
  auto history = std::make_shared<RunningHistory>();
  history->request = get.request();
  history->incident = LogId::FromBytesOrNone(get.incident());
  history->item = ItemId::FromBytesOrNone(get.item());
  Room* room = around_.rooms->FindLog(history->incident);
  std::optional<v1::Rejection> refusal;
  if (room && room->picture().is_registry()) {
    history->through = room->released();
  } else if (room = OpenToReplay(history->incident, &history->through); room) {
    history->participation =
        ItemId::FromBytesOrNone(room->picture().ParticipationOf(principal_.actor)->item().id());
  } else {
    refusal = Reject("incident.not-found", "get_history.incident");
  }
  if (!refusal && histories_.size() >= around_.limits->replays_max) {
    refusal = Refuse("session.too-many-in-flight");
  }
  if (refusal) {
    v1::ServerMessage message;
    message.mutable_history()->set_request(get.request());
    *message.mutable_history()->mutable_rejection() = std::move(*refusal);
    return Send(message);
  }
  histories_.push_back(std::move(history));
  RunHistory();
}

namespace {

// The changes of one item that the actor could see when they were recorded, from `*next` on, about
// chunk_bytes of them; `*next` is 0 if there are no more.
Status ReadHistory(const EventLog& log, const LogId& incident, const ItemId& item,
                   const ItemId& participation, const ItemId& actor, uint64_t through,
                   uint32_t chunk_bytes, uint64_t* next, v1::History* page) {
  // When the actor took part: seq from which on, and whether.
  std::vector<std::pair<uint64_t, bool>> parts;
  Status status =
      log.History(incident, participation, through, [&](uint64_t seq, std::string_view bytes) {
        const ItemRef state = ParseItemState(std::string(bytes));
        parts.emplace_back(seq, state && !Ended(state));
        return true;
      });
  if (!status.ok() && status.code() != Status::Code::kNotFound) return status;
  const auto took_part = [&](uint64_t seq) {
    if (incident == kRegistryLog) return true;
    bool part = false;
    for (const auto& [from, takes_part] : parts) {
      if (from <= seq) part = takes_part;
    }
    return part;
  };
  const uint64_t first = std::exchange(*next, 0);
  size_t bytes_read = 0;
  status = log.History(incident, item, through, [&](uint64_t seq, std::string_view bytes) {
    if (seq < first) return true;
    const ItemRef state = ParseItemState(std::string(bytes));
    if (!state || state->item().has_account() || !took_part(seq)) return true;
    if (incident != kRegistryLog && !InAudience(state->item(), actor)) return true;
    // Cut only before what may be told: that there is more is told, too.
    if (bytes_read >= chunk_bytes) {
      *next = seq;
      return false;
    }
    bytes_read += bytes.size();
    *page->add_changes() = state->change;
    return true;
  });
  return status.code() == Status::Code::kNotFound ? Status() : status;
}

}  // namespace

void Session::RunHistory() {
  if (histories_.empty() || histories_.front()->busy || !HasSpace()) return;
  const std::shared_ptr<RunningHistory> history = histories_.front();
  const EventLog* log = &around_.rooms->log();
  history->busy = true;
  const bool taken = around_.worker->Run(
      [history, log, actor = principal_.actor, chunk_bytes = around_.limits->chunk_bytes] {
        v1::History* page = history->page.mutable_history();
        page->Clear();
        page->set_request(history->request);
        history->status =
            ReadHistory(*log, history->incident, history->item, history->participation, actor,
                        history->through, chunk_bytes, &history->next, page);
        page->set_more(history->next != 0);
      },
      [history, weak = weak_from_this()] {
        history->busy = false;
        const std::shared_ptr<Session> self = weak.lock();
        if (!self) return;
        if (!history->status.ok()) {
          *history->page.mutable_history()->mutable_rejection() = Refuse("storage.unreadable");
          history->next = 0;
        } else if (history->next == 0 && !history->any &&
                   history->page.history().changes_size() == 0) {
          *history->page.mutable_history()->mutable_rejection() =
              Reject("item.not-found", "get_history.item");
        }
        history->any = true;
        self->Send(history->page);
        if (history->next == 0) self->histories_.erase(self->histories_.begin());
        self->RunHistory();
      });
  if (!taken) history->busy = false;
}

}  // namespace samlad
