#include "tests/room/guest.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <sstream>

#include "storage/check.h"

namespace samlad::room_test {
namespace {

std::vector<v1::ServerMessage> Decode(Codec codec, const std::string& bytes) {
  std::vector<v1::ServerMessage> messages;
  if (codec == Codec::kProto) {
    v1::ServerFrame frame;
    CHECK(frame.ParseFromString(bytes));
    messages.assign(frame.messages().begin(), frame.messages().end());
    return messages;
  }
  std::istringstream lines(bytes);
  for (std::string line; std::getline(lines, line);) {
    CHECK(google::protobuf::util::JsonStringToMessage(line, &messages.emplace_back()).ok());
  }
  return messages;
}

}  // namespace

void View::Apply(const v1::Batch& batch) {
  CHECK(batch.reset() || batch.from() == position);
  if (batch.reset()) items.clear();
  for (const v1::Change& change : batch.changes()) items[change.item().id()] = change;
  for (const std::string& id : batch.removed()) items.erase(id);
  position = batch.through();
  complete = !batch.more();
}

std::map<std::string, uint64_t> View::Seqs() const {
  std::map<std::string, uint64_t> seqs;
  for (const auto& [id, change] : items) seqs[id] = change.seq();
  return seqs;
}

Guest::Guest(House* house, const Principal& who, Codec codec, bool hello)
    : house_(house), who_(who), codec_(codec), token_("token of " + ToHex(who.person)) {
  house_->authenticator.Admit(token_, who);
  session_ = Session::Create(house_->around(), codec, house_->now, this);
  if (!hello) return;
  Say("hello { token: '" + token_ + "' }");
  const std::vector<v1::ServerMessage> welcome = Read();
  CHECK(welcome.size() == 1 && welcome[0].has_welcome());
}

Guest::~Guest() = default;

void Guest::Send(const v1::ClientMessage& message) {
  if (codec_ == Codec::kProto) return SendBytes(FrameOf(message));
  std::string json;
  CHECK(google::protobuf::util::MessageToJsonString(message, &json).ok());
  SendBytes(json + "\n");
}

void Guest::Watch(const LogId& incident, uint64_t epoch, uint64_t from) {
  v1::ClientMessage message;
  message.mutable_watch()->set_incident(incident.str());
  message.mutable_watch()->set_epoch(epoch);
  message.mutable_watch()->set_from(from);
  Send(message);
}

std::vector<v1::ServerMessage> Guest::ReadSome(size_t bytes_goal) {
  std::vector<FrameRef> taken;
  session_->outbox().Take(bytes_goal, &taken);
  std::string bytes;
  for (const FrameRef& frame : taken) bytes += frame->As(codec_);
  const std::vector<v1::ServerMessage> read = Take(bytes);
  session_->Drained(house_->now);
  return read;
}

bool Guest::SendNow(const FrameRef& frame) {
  if (takes_at_once) Take(std::string(frame->As(codec_)));
  return takes_at_once;
}

std::vector<v1::ServerMessage> Guest::Take(const std::string& bytes) {
  if (!bytes.empty()) frames.push_back(bytes);
  const std::vector<v1::ServerMessage> read = Decode(codec_, bytes);
  for (const v1::ServerMessage& message : read) {
    Apply(message);
    if (on_message) on_message(message);
  }
  messages.insert(messages.end(), read.begin(), read.end());
  return read;
}

std::vector<v1::ServerMessage> Guest::Read() {
  std::vector<v1::ServerMessage> all;
  do {
    const std::vector<v1::ServerMessage> some = ReadSome(SIZE_MAX);
    all.insert(all.end(), some.begin(), some.end());
  } while (!session_->outbox().empty());
  return all;
}

std::vector<v1::ServerMessage> Guest::ReadAll() {
  std::vector<v1::ServerMessage> all;
  // A replay that plays at a speed always has work, so the end is not when there is none.
  for (int silent = 0; silent < 2;) {
    house_->Settle();
    const std::vector<v1::ServerMessage> some = Read();
    all.insert(all.end(), some.begin(), some.end());
    silent = some.empty() ? silent + 1 : 0;
  }
  return all;
}

v1::CommandResult Guest::Ask(const v1::Command& command) {
  Send(command);
  const std::vector<v1::CommandResult> results = Results(ReadAll());
  const auto found = std::find_if(results.begin(), results.end(), [&](const auto& result) {
    return result.command_id() == command.command_id();
  });
  CHECK(found != results.end());
  return *found;
}

void Guest::Apply(const v1::ServerMessage& message) {
  if (message.has_watching()) {
    View& view = views[LogId::FromBytesOrNone(message.watching().incident())];
    if (message.watching().from() == 0) view = View();
    CHECK(view.position == message.watching().from());
  }
  if (message.has_watch_ended()) {
    views.erase(LogId::FromBytesOrNone(message.watch_ended().incident()));
  }
  if (!message.has_batch()) return;
  const v1::Batch& batch = message.batch();
  if (batch.replay() != 0) {
    replays[batch.replay()].Apply(batch);
  } else {
    views.at(LogId::FromBytesOrNone(batch.incident())).Apply(batch);
  }
}

std::vector<v1::Batch> Batches(const std::vector<v1::ServerMessage>& messages) {
  std::vector<v1::Batch> batches;
  for (const v1::ServerMessage& message : messages) {
    if (message.has_batch()) batches.push_back(message.batch());
  }
  return batches;
}

std::vector<v1::CommandResult> Results(const std::vector<v1::ServerMessage>& messages) {
  std::vector<v1::CommandResult> results;
  for (const v1::ServerMessage& message : messages) {
    if (message.has_result()) results.push_back(message.result());
  }
  return results;
}

}  // namespace samlad::room_test
