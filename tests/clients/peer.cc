#include "tests/clients/peer.h"

#include <gtest/gtest.h>

namespace samlad::client {
namespace {

template <typename Tagged>
Tagged Filled(char byte) {
  return Tagged::FromBytesOrNone(std::string(Tagged::kSize, byte));
}

}  // namespace

LogId LogOf(char byte) { return Filled<LogId>(byte); }
ItemId ItemOf(char byte) { return Filled<ItemId>(byte); }
CommandId CommandOf(char byte) { return Filled<CommandId>(byte); }

v1::Change NoteChange(uint64_t seq, char item, const std::string& text) {
  v1::Change change;
  change.set_seq(seq);
  change.mutable_item()->set_id(ItemOf(item).str());
  change.mutable_item()->mutable_note()->set_text(text.empty() ? std::to_string(seq) : text);
  return change;
}

v1::Batch BatchOf(uint64_t from, uint64_t through, std::vector<v1::Change> changes) {
  v1::Batch batch;
  batch.set_incident(LogOf('a').str());
  batch.set_from(from);
  batch.set_through(through);
  for (v1::Change& change : changes) *batch.add_changes() = std::move(change);
  return batch;
}

v1::Command NoteCommand(const CommandId& id) {
  v1::Command command;
  command.set_command_id(id.str());
  command.set_incident(LogOf('a').str());
  command.mutable_create()->mutable_item()->mutable_note()->set_text("Rök");
  return command;
}

Peer::Peer(ConversationOptions options) : codec(options.codec), talk(options, &told) {}

void Peer::Greet(const v1::Welcome& welcome) {
  talk.OnConnected(now_ms);
  const std::vector<v1::ClientMessage> heard = Heard();
  ASSERT_EQ(heard.size(), 1u);
  ASSERT_TRUE(heard[0].has_hello());
  v1::ServerMessage message;
  *message.mutable_welcome() = welcome;
  Say(message);
}

void Peer::Say(const v1::ServerMessage& message) {
  v1::ServerFrame frame;
  *frame.add_messages() = message;
  talk.OnFrame(EncodeServerFrame(codec, frame), now_ms);
}

void Peer::Say(const v1::Batch& batch) {
  v1::ServerMessage message;
  *message.mutable_batch() = batch;
  Say(message);
}

void Peer::SayWatching(const LogId& incident, uint64_t epoch, uint64_t from) {
  v1::ServerMessage message;
  message.mutable_watching()->set_incident(incident.str());
  message.mutable_watching()->set_epoch(epoch);
  message.mutable_watching()->set_from(from);
  Say(message);
}

void Peer::Accept(const CommandId& command) {
  v1::ServerMessage message;
  message.mutable_result()->set_command_id(command.str());
  message.mutable_result()->mutable_accepted()->set_first_seq(1);
  Say(message);
}

void Peer::Refuse(const CommandId& command, v1::RejectionCode code) {
  v1::ServerMessage message;
  message.mutable_result()->set_command_id(command.str());
  message.mutable_result()->mutable_rejection()->set_code(code);
  Say(message);
}

void Peer::SayHeartbeat(const LogId& incident, uint64_t head) {
  v1::ServerMessage message;
  v1::HeadOf* told_head = message.mutable_heartbeat()->add_heads();
  told_head->set_incident(incident.str());
  told_head->set_head(head);
  Say(message);
}

void Peer::Reconnect(const v1::Welcome& welcome) {
  Break();
  ASSERT_TRUE(talk.wants_connection_at_ms());
  now_ms = *talk.wants_connection_at_ms();
  Greet(welcome);
}

std::vector<v1::ClientMessage> Peer::Heard() {
  std::vector<v1::ClientMessage> messages;
  for (const std::string& bytes : talk.TakeOutgoing(now_ms)) {
    v1::ClientFrame frame;
    std::string error;
    EXPECT_TRUE(DecodeClientFrame(codec, bytes, &frame, &error)) << error;
    for (v1::ClientMessage& message : *frame.mutable_messages()) {
      messages.push_back(std::move(message));
    }
  }
  return messages;
}

std::vector<v1::ClientMessage> Peer::Wait(int64_t ms) {
  std::vector<v1::ClientMessage> messages;
  const int64_t until_ms = now_ms + ms;
  while (now_ms < until_ms) {
    now_ms = std::min(until_ms, std::max(now_ms + 1, talk.tick_at_ms()));
    talk.Tick(now_ms);
    for (v1::ClientMessage& message : Heard()) messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace samlad::client
