#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/room/house.h"

namespace samlad::room_test {

// A picture as a client keeps it, in the plainest way: item id -> its last change.
struct View {
  std::map<std::string, v1::Change> items;
  uint64_t position = 0;
  bool complete = false;

  // The way back from a batch to a picture, as frames.proto has it; CHECKs that it fits.
  void Apply(const v1::Batch& batch);
  // item id -> seq, as the oracle has it.
  std::map<std::string, uint64_t> Seqs() const;
};

// One connection's session and who sits at it. Reads when told.
class Guest : public Carrier {
 public:
  // Says Hello, unless told not to.
  Guest(House* house, const Principal& who, Codec codec = Codec::kProto, bool hello = true);
  ~Guest() override;
  Guest(const Guest&) = delete;

  // The connection is gone.
  void Leave() { session_.reset(); }
  Session& session() { return *session_; }
  const std::string& token() const { return token_; }
  const Principal& who() const { return who_; }

  // Messages in protobuf text, as a ClientMessage.
  void Say(const std::string& text) { Send(FromText<v1::ClientMessage>(text)); }
  void Send(const v1::ClientMessage& message);
  void Send(const v1::Command& command) { Send(InMessage(command)); }
  // A frame as it is.
  void SendBytes(std::string_view bytes) { session_->Receive(bytes, house_->now); }
  void Watch(const LogId& incident, uint64_t epoch = 0, uint64_t from = 0);

  // Everything that lies in the outbox, decoded and applied to the views; reading goes on while the
  // session finds more to say.
  std::vector<v1::ServerMessage> Read();
  // About so many bytes of it.
  std::vector<v1::ServerMessage> ReadSome(size_t bytes);
  // Lets the house settle and reads, until nothing comes any more.
  std::vector<v1::ServerMessage> ReadAll();

  // Sends it, settles, and returns its answer; CHECKs that there is one.
  v1::CommandResult Ask(const v1::Command& command);
  // Ticks the session at the house's time.
  void Tick() { session_->Tick(house_->now); }

  // Carrier:
  bool SendNow(const FrameRef& frame) override;
  void Wake() override { ++wakes; }
  // The link takes live changes at once; else they lie in the outbox until read.
  bool takes_at_once = false;

  CloseCode closed() const { return session_->close().code; }

  std::map<LogId, View> views;
  std::map<uint32_t, View> replays;
  // All bytes that ever came, as they came.
  std::vector<std::string> frames;
  // Read by Guest, applied to the views or not.
  std::vector<v1::ServerMessage> messages;
  uint64_t wakes = 0;
  // Called with each message once it is applied.
  std::function<void(const v1::ServerMessage&)> on_message;

 private:
  std::vector<v1::ServerMessage> Take(const std::string& bytes);
  void Apply(const v1::ServerMessage& message);

  House* house_;
  Principal who_;
  Codec codec_;
  std::string token_;
  std::shared_ptr<Session> session_;
};

// The messages of one kind.
template <typename Has>
std::vector<v1::ServerMessage> Only(const std::vector<v1::ServerMessage>& messages, Has has) {
  std::vector<v1::ServerMessage> found;
  for (const v1::ServerMessage& message : messages) {
    if (has(message)) found.push_back(message);
  }
  return found;
}

std::vector<v1::Batch> Batches(const std::vector<v1::ServerMessage>& messages);
std::vector<v1::CommandResult> Results(const std::vector<v1::ServerMessage>& messages);

}  // namespace samlad::room_test
