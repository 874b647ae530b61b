#include "tests/room/commands.h"

#include <google/protobuf/text_format.h>

#include <cstdio>

#include "storage/check.h"

namespace samlad::room_test {

void ParseText(const std::string& text, google::protobuf::Message* message) {
  CHECK(google::protobuf::TextFormat::ParseFromString(text, message));
}

std::string Quoted(std::string_view raw) {
  std::string text = "'";
  for (const char c : raw) {
    char octal[5];
    std::snprintf(octal, sizeof(octal), "\\%03o", static_cast<unsigned char>(c));
    text += octal;
  }
  return text + "'";
}

// Spread over all bytes, as random ids are: SplitMix64.
void Ids::Fill(uint8_t* bytes) {
  for (size_t half = 0; half < 2; ++half) {
    uint64_t mixed = (++next_) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    mixed ^= mixed >> 31;
    for (size_t i = 0; i < 8; ++i) bytes[8 * half + i] = static_cast<uint8_t>(mixed >> (8 * i));
  }
}

v1::Command MakeCommand(const CommandId& id, const LogId& incident, const std::string& verb) {
  v1::Command command = FromText<v1::Command>(verb);
  command.set_command_id(id.str());
  command.set_incident(incident.str());
  return command;
}

std::string Creating(const ItemId& item, const std::string& body) {
  return "create { item { id: " + Q(item) + " " + body + " } }";
}

std::string Revising(const ItemId& item, uint64_t base_seq, const std::string& field,
                     const std::string& to) {
  return "reason: 'because' revise { item: " + Q(item) + " base_seq: " + std::to_string(base_seq) +
         " fields: '" + field + "' to { " + to + " } }";
}

std::string Feature(const std::string& text) {
  return "feature { title: 'Brand' category: HAZARD text: " + Quoted(text) +
         " geometry { type: POINT coordinates: [16.25, 59.75] } }";
}

std::string Note(const std::string& text, int64_t action_at_ms) {
  return "note { kind: NOTE_OBSERVATION text: " + Quoted(text) +
         " action_at_ms: " + std::to_string(action_at_ms) + " delay_reason: 'no time' }";
}

std::string Annotation(const std::string& text) {
  return "annotation { seq: 1 at_ms: 1407153600000 title: 't' text: " + Quoted(text) + " }";
}

std::string ForAll() { return " audience { kind: ALL_PARTICIPANTS } "; }
std::string ForOwnActor() { return " audience { kind: OWN_ACTOR } "; }

std::string For(const std::vector<ItemId>& actors) {
  std::string text = " audience { kind: NAMED_ACTORS ";
  for (const ItemId& actor : actors) text += "actors: " + Q(actor) + " ";
  return text + "} ";
}

v1::ClientMessage InMessage(const v1::Command& command) {
  v1::ClientMessage message;
  *message.mutable_command() = command;
  return message;
}

std::string FrameOf(const v1::ClientMessage& message) {
  v1::ClientFrame frame;
  *frame.add_messages() = message;
  return frame.SerializeAsString();
}

}  // namespace samlad::room_test
