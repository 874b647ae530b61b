#pragma once

#include <string>
#include <vector>

#include "samlad/v1/frames.pb.h"
#include "storage/id.h"

// Commands and messages for tests, written as protobuf text where that reads best.
namespace samlad::room_test {

// A message from protobuf text. REQUIRES: it is one.
template <typename Message>
Message FromText(const std::string& text);
void ParseText(const std::string& text, google::protobuf::Message* message);

// The id as a quoted string of protobuf text.
std::string Quoted(std::string_view raw);
template <typename Tag>
std::string Q(const Id<Tag>& id) {
  return Quoted(id.view());
}

// Ids in an order of their own: the n-th of a kind is the same in every run.
class Ids {
 public:
  template <typename Tag>
  Id<Tag> New() {
    Id<Tag> id;
    Fill(id.bytes.data());
    return id;
  }

 private:
  void Fill(uint8_t* bytes);
  uint64_t next_ = 0;
};

// `verb` is the command's text without its id and incident.
v1::Command MakeCommand(const CommandId& id, const LogId& incident, const std::string& verb);

// Verbs.
std::string Creating(const ItemId& item, const std::string& body);
// `to` holds the one field named.
std::string Revising(const ItemId& item, uint64_t base_seq, const std::string& field,
                     const std::string& to);

// Bodies and audiences.
std::string Feature(const std::string& text);
std::string Note(const std::string& text, int64_t action_at_ms);
std::string Annotation(const std::string& text);
std::string ForAll();
std::string ForOwnActor();
std::string For(const std::vector<ItemId>& actors);

v1::ClientMessage InMessage(const v1::Command& command);
std::string FrameOf(const v1::ClientMessage& message);

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  ParseText(text, &message);
  return message;
}

}  // namespace samlad::room_test
