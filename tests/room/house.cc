#include "tests/room/house.h"

#include <utility>

#include "storage/check.h"

namespace samlad::room_test {
namespace {

// Keeps what it is answered.
class Author : public Listener {
 public:
  bool OnBatch(const LogId&, const FrameRef&) override { return false; }
  void OnCatchUp(const LogId&, FrameRef, bool) override {}
  void OnAnswer(FrameRef frame) override {
    v1::ServerFrame parsed;
    CHECK(parsed.ParseFromString(std::string(frame->proto())) && parsed.messages_size() == 1);
    result = parsed.messages(0).result();
  }
  void OnWatchEnded(const LogId&, FrameRef) override {}
  void OnPresence(FrameRef) override {}

  std::optional<v1::CommandResult> result;
};

}  // namespace

void HandCommitter::Start(std::vector<LogAppend> appends) {
  CHECK(!waiting_);
  ++started_;
  waiting_ = std::move(appends);
}

std::vector<LogAppend> HandCommitter::Take() {
  CHECK(waiting_);
  return *std::exchange(waiting_, std::nullopt);
}

bool HandWorker::Run(std::function<void()> work, std::function<void()> done) {
  if (full) return false;
  jobs_.push_back({std::move(work), std::move(done)});
  return true;
}

bool HandWorker::Step() {
  if (jobs_.empty()) return false;
  const Job job = std::move(jobs_.front());
  jobs_.pop_front();
  if (job.work) job.work();
  job.done();
  return true;
}

void HandWorker::WorkOnly() {
  CHECK(!jobs_.empty() && jobs_.front().work);
  std::exchange(jobs_.front().work, nullptr)();
}

std::optional<Authenticated> FakeAuthenticator::Check(std::string_view token, int64_t now_ms) {
  auto found = admitted_.find(std::string(token));
  if (found == admitted_.end() || now_ms >= found->second.until_ms) return std::nullopt;
  return found->second;
}

std::string FakeAuthenticator::HashPassword(const std::string& password) const {
  ++hashed;
  return "hash of " + std::to_string(password.size()) + " characters";
}

House::House(const RoomLimits& room_limits, size_t actors) : limits(room_limits) {
  RestartOn(&log);
  const Principal system{ids.New<ItemTag>(), ids.New<ItemTag>(), v1::SYSTEM};
  for (size_t i = 0; i < actors; ++i) {
    actors_.push_back(Create(
        system, kRegistryLog,
        "actor { name: 'Actor " + std::to_string(i) + "' category: MUNICIPALITY level: LOCAL }"));
  }
}

House::House(const House& other)
    : ids(other.ids), limits(other.limits), log(other.log), now(other.now), actors_(other.actors_) {
  RestartOn(&log);
}

House::~House() = default;

void House::Restart() { RestartOn(&log); }

void House::RestartOn(const EventLog* reading) {
  if (committer.waiting()) committer.Take();
  rooms_.reset();
  rooms_ = std::make_unique<Rooms>(
      reading, &committer, &limits,
      Rooms::Hooks{[this] { rooms_->Gather(); },
                   [this](const Status& status) { failures.push_back(status); },
                   [this](const LogId& id, uint64_t at) { beyond_log.emplace_back(id, at); }});
  around_ = {rooms_.get(), &authenticator, &worker, &limits, "house"};
  CHECK(rooms_->Load().ok());
}

void House::Commit() {
  if (!committer.waiting()) return;
  const Status status = log.Commit(committer.Take());
  CHECK(status.ok());
  rooms_->Committed(status);
  rooms_->Broadcast();
}

void House::FailCommit() {
  CHECK(committer.waiting());
  committer.Take();
  rooms_->Committed(Status(Status::Code::kIo, "The disk is full."));
}

void House::Settle() {
  for (;;) {
    if (committer.waiting()) {
      Commit();
    } else if (!worker.Step()) {
      return;
    }
  }
}

void House::Advance(int64_t ms) {
  now.wall_ms += ms;
  now.steady_ms += ms;
  rooms_->Tick(now.wall_ms);
}

Principal House::Person(size_t actor, v1::Role role) {
  return {ids.New<ItemTag>(), actors_.at(actor), role};
}

LogId House::OpenAlone(v1::IncidentKind kind) {
  const LogId incident = ids.New<LogTag>();
  Accept(Person(0), incident,
         "open_incident { incident { kind: " + v1::IncidentKind_Name(kind) + " title: 'Brand'" +
             (kind == v1::EVALUATION ? " evaluates: " + Q(ids.New<LogTag>()) : "") + " } }");
  return incident;
}

LogId House::Open(v1::IncidentKind kind) {
  const LogId incident = OpenAlone(kind);
  for (size_t i = 1; i < actors_.size(); ++i) {
    Invite(incident, i);
    Join(incident, i);
  }
  return incident;
}

ItemRef House::ParticipationOf(const LogId& incident, size_t actor) {
  return rooms_->Find(incident)->picture().ParticipationOf(actors_.at(actor));
}

void House::Invite(const LogId& incident, size_t actor) {
  if (const ItemRef part = ParticipationOf(incident, actor)) {
    Accept(Person(0), incident,
           Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(), "participation.state",
                    "participation { state: PARTICIPATION_INVITED }"));
    return;
  }
  Create(Person(0), incident, "participation { actor: " + Q(actors_.at(actor)) + " }");
}

void House::Join(const LogId& incident, size_t actor) {
  const ItemRef part = ParticipationOf(incident, actor);
  Accept(Person(actor), incident,
         Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(), "participation.state",
                  "participation { state: PARTICIPATION_ACTIVE }"));
}

void House::End(const LogId& incident, size_t actor) {
  const ItemRef part = ParticipationOf(incident, actor);
  Accept(Person(actor), incident,
         Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(), "participation.state",
                  "participation { state: PARTICIPATION_ENDED }"));
}

v1::CommandResult House::Do(const Principal& who, const v1::Command& command) {
  const auto author = std::make_shared<Author>();
  rooms_->Submit(command, who, author, now.wall_ms);
  while (!author->result) {
    CHECK(committer.waiting());
    Commit();
  }
  return *author->result;
}

v1::CommandResult House::Do(const Principal& who, const LogId& incident, const std::string& verb) {
  return Do(who, NewCommand(incident, verb));
}

uint64_t House::Accept(const Principal& who, const LogId& incident, const std::string& verb) {
  const v1::CommandResult result = Do(who, incident, verb);
  if (!result.has_accepted()) std::fprintf(stderr, "%s\n", result.DebugString().c_str());
  CHECK(result.has_accepted());
  return result.accepted().last_seq();
}

ItemId House::Create(const Principal& who, const LogId& incident, const std::string& body) {
  const ItemId id = ids.New<ItemTag>();
  Accept(who, incident, Creating(id, body));
  return id;
}

v1::Command House::NewCommand(const LogId& incident, const std::string& verb) {
  return MakeCommand(ids.New<CommandTag>(), incident, verb);
}

std::string House::Everything() const {
  std::vector<LogHead> heads;
  CHECK(log.Heads(&heads).ok());
  std::map<LogId, std::string> logs;
  for (const LogHead& head : heads) {
    std::string& all = logs[head.log];
    CHECK(log.Read(head.log, 1, UINT64_MAX,
                   [&](uint64_t, std::string_view bytes) {
                     all += bytes;
                     return true;
                   })
              .ok());
  }
  std::string everything;
  for (const auto& [id, all] : logs) everything += id.str() + all;
  return everything;
}

uint64_t House::HeadOf(const LogId& incident) const {
  std::vector<LogHead> heads;
  CHECK(log.Heads(&heads).ok());
  for (const LogHead& head : heads) {
    if (head.log == incident) return head.seq;
  }
  return 0;
}

}  // namespace samlad::room_test
