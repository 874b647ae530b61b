#include "server/access/first_administrator.h"

#include <sodium.h>

#include <optional>
#include <vector>

#include "server/access/passwords.h"
#include "server/picture/validate.h"
#include "server/room/rooms.h"
#include "storage/check.h"
#include "storage/derived_id.h"

namespace samlad {
namespace {

// Commits when asked to, on the caller's thread.
class SteppedCommitter : public Committer {
 public:
  explicit SteppedCommitter(EventLog* log) : log_(log) {}

  void Start(std::vector<LogAppend> appends) override { waiting_ = std::move(appends); }

  Status CommitAll(Rooms* rooms) {
    Status status;
    while (waiting_ && status.ok()) {
      const std::vector<LogAppend> appends = std::move(*waiting_);
      waiting_.reset();
      status = log_->Commit(appends);
      rooms->Committed(status);
      rooms->Broadcast();
    }
    return status;
  }

 private:
  EventLog* log_;
  std::optional<std::vector<LogAppend>> waiting_;
};

// Keeps the first rejection.
class Answers : public Listener {
 public:
  bool OnBatch(const LogId&, const FrameRef&) override { return true; }
  void OnCatchUp(const LogId&, FrameRef, bool) override {}
  void OnWatchEnded(const LogId&, FrameRef) override {}
  void OnPresence(FrameRef) override {}
  void OnAnswer(FrameRef frame) override {
    v1::ServerFrame answer;
    CHECK(answer.ParseFromArray(frame->proto().data(), static_cast<int>(frame->proto().size())));
    for (const v1::ServerMessage& message : answer.messages()) {
      ++count_;
      if (message.result().has_rejection() && rejection_.empty()) {
        const v1::Rejection& why = message.result().rejection();
        rejection_ = why.rule() + (why.field().empty() ? "" : " (" + why.field() + ")") + ": " +
                     why.message();
      }
    }
  }
  const std::string& rejection() const { return rejection_; }
  int count() const { return count_; }

 private:
  int count_ = 0;
  std::string rejection_;
};

class Steps {
 public:
  Steps(Rooms* rooms, SteppedCommitter* committer, std::string login, int64_t now_ms)
      : rooms_(rooms), committer_(committer), login_(std::move(login)), now_ms_(now_ms) {}

  ItemId IdFor(const std::string& what) const {
    const std::string text = "samlad first administrator\n" + what + "\n" + login_;
    ItemId id;
    crypto_generichash(id.bytes.data(), id.bytes.size(),
                       reinterpret_cast<const uint8_t*>(text.data()), text.size(), nullptr, 0);
    return id;
  }

  v1::Command CommandFor(const std::string& what) const {
    v1::Command command;
    command.set_command_id(IdFor("command " + what).str());
    command.set_incident(kRegistryLog.str());
    return command;
  }

  v1::Item* Create(const std::string& what, v1::Command* command) const {
    return Create(what, IdFor(what), command);
  }
  v1::Item* Create(const std::string& what, const ItemId& id, v1::Command* command) const {
    *command = CommandFor(what);
    v1::Item* item = command->mutable_create()->mutable_item();
    item->set_id(id.str());
    return item;
  }

  Status Do(const v1::Command& command) {
    if (auto wrong = Validate(command, ""))
      return Refused(wrong->field() + ": " + wrong->message());
    rooms_->Submit(command, System(), answers_, now_ms_);
    return Settle();
  }

  Status SetPassword(const ItemId& account, const std::string& hash) {
    v1::Command command = CommandFor("password");
    command.mutable_set_password()->set_account(account.str());
    rooms_->SubmitPasswordHash(command, hash, System(), answers_, now_ms_);
    return Settle();
  }

 private:
  static Principal System() { return Principal{.person = {}, .actor = {}, .role = v1::SYSTEM}; }
  static Status Refused(const std::string& why) {
    return Status(Status::Code::kNotFound, "the first administrator was refused: " + why);
  }

  Status Settle() {
    ++asked_;
    Status status = committer_->CommitAll(rooms_);
    if (status.ok() && !answers_->rejection().empty()) status = Refused(answers_->rejection());
    CHECK(!status.ok() || answers_->count() == asked_);
    return status;
  }

  Rooms* rooms_;
  SteppedCommitter* committer_;
  std::shared_ptr<Answers> answers_ = std::make_shared<Answers>();
  const std::string login_;
  const int64_t now_ms_;
  int asked_ = 0;
};

Status CreateAll(const FirstAdministrator& about, const std::string& hash, Steps* steps) {
  v1::Command command;
  v1::Actor* actor = steps->Create("actor", &command)->mutable_actor();
  actor->set_name(about.actor_name);
  actor->set_category(v1::COUNTY_BOARD);
  actor->set_level(v1::REGIONAL);
  Status status = steps->Do(command);
  if (!status.ok()) return status;

  steps->Create("person", &command)->mutable_person()->set_name(about.login);
  status = steps->Do(command);
  if (!status.ok()) return status;

  // Found again by the login alone, as the account of everybody else: the administrator is shown it
  // no more than them.
  const ItemId account_id = DerivedId("account", about.login);
  v1::Account* account = steps->Create("account", account_id, &command)->mutable_account();
  account->set_login(about.login);
  account->set_person(steps->IdFor("person").str());
  status = steps->Do(command);
  if (!status.ok()) return status;

  v1::RoleAssignment* assignment = steps->Create("assignment", &command)->mutable_role_assignment();
  assignment->set_person(steps->IdFor("person").str());
  assignment->set_actor(steps->IdFor("actor").str());
  assignment->set_role(v1::ADMINISTRATOR);
  status = steps->Do(command);
  if (!status.ok()) return status;

  // Last: without a password nobody logs in, so a half made administrator opens no door.
  return steps->SetPassword(account_id, hash);
}

}  // namespace

bool HasAdministrator(const Picture& registry) {
  std::vector<std::string> administrators;
  std::vector<std::string> with_password;
  registry.VisitChangedSince(0, [&](const ItemRef& state) {
    const v1::Item& item = state->item();
    if (item.role_assignment().role() == v1::ADMINISTRATOR && !item.role_assignment().ended()) {
      administrators.push_back(item.role_assignment().person());
    } else if (item.has_account() && !item.account().password_hash().empty() &&
               !item.account().disabled()) {
      with_password.push_back(item.account().person());
    }
    return true;
  });
  for (const std::string& person : with_password) {
    for (const std::string& administrator : administrators) {
      if (person == administrator) return true;
    }
  }
  return false;
}

Status CreateFirstAdministrator(const FirstAdministrator& about, EventLog* log,
                                const RoomLimits& room_limits, const AccessLimits& access_limits,
                                int64_t now_ms) {
  SteppedCommitter committer(log);
  Rooms* staged_in = nullptr;
  Rooms rooms(log, &committer, &room_limits,
              {.staged = [&] { staged_in->Gather(); },
               .failed = [](const Status&) {},
               .position_beyond_log = [](const LogId&, uint64_t) {}});
  staged_in = &rooms;
  Status status = rooms.Load();
  if (!status.ok()) return status;
  if (HasAdministrator(rooms.registry().picture())) {
    return Status(Status::Code::kInUse, "there is an administrator already");
  }
  Steps steps(&rooms, &committer, about.login, now_ms);
  return CreateAll(about, Passwords(access_limits).Hash(about.password), &steps);
}

}  // namespace samlad
