#pragma once

#include <string>
#include <vector>

#include "clients/cpp/conversation.h"
#include "samlad/v1/frames.pb.h"

namespace samlad::client {

// The id whose bytes are all `byte`.
LogId LogOf(char byte);
ItemId ItemOf(char byte);
CommandId CommandOf(char byte);

// A change of a note, whose text is `text`.
v1::Change NoteChange(uint64_t seq, char item, const std::string& text = "");
// A batch of the live picture of LogOf('a').
v1::Batch BatchOf(uint64_t from, uint64_t through, std::vector<v1::Change> changes);

// Writes down what the conversation tells its observer.
class Told : public Observer {
 public:
  struct Picture {
    LogId incident;
    uint32_t replay;
    v1::Batch batch;
    std::string dump;
  };

  void OnWelcome(const v1::Welcome&) override { ++welcomes; }
  void OnPicture(const Replica& replica, const v1::Batch& batch) override {
    pictures.push_back({replica.incident(), replica.replay(), batch, replica.Dump()});
  }
  void OnWatchEnded(const LogId& incident, const v1::Rejection& why) override {
    ended.emplace_back(incident, why.rule());
  }
  void OnResult(const v1::CommandResult& result) override { results.push_back(result); }
  void OnIncidents(const v1::IncidentList& list) override { lists.push_back(list); }
  void OnHistory(const v1::History& page) override { pages.push_back(page); }
  void OnReplay(const v1::ReplayStatus& status) override { statuses.push_back(status); }
  void OnTokenEnding(int64_t until_ms) override { token_endings.push_back(until_ms); }
  void OnRetry(const std::string& why, int64_t pause_ms) override {
    retries.emplace_back(why, pause_ms);
  }
  void OnStopped(uint16_t code, const std::string& why) override { stops.emplace_back(code, why); }

  int welcomes = 0;
  std::vector<Picture> pictures;
  std::vector<std::pair<LogId, std::string>> ended;
  std::vector<v1::CommandResult> results;
  std::vector<v1::IncidentList> lists;
  std::vector<v1::History> pages;
  std::vector<v1::ReplayStatus> statuses;
  std::vector<int64_t> token_endings;
  std::vector<std::pair<std::string, int64_t>> retries;
  std::vector<std::pair<uint16_t, std::string>> stops;
};

// A conversation, and a hand that plays its server: says what the test tells it to, and reads what
// the client sends. The clock moves only when the test moves it.
class Peer {
 public:
  explicit Peer(ConversationOptions options = {});

  // Connects, and says Welcome to the Hello that comes.
  void Greet(const v1::Welcome& welcome = v1::Welcome());
  void Say(const v1::ServerMessage& message);
  void Say(const v1::Batch& batch);
  void SayWatching(const LogId& incident, uint64_t epoch, uint64_t from);
  void Accept(const CommandId& command);
  void Refuse(const CommandId& command, v1::RejectionCode code);
  void SayHeartbeat(const LogId& incident, uint64_t head);
  // The link breaks, and is made again as soon as the client wants it, and greeted.
  void Reconnect(const v1::Welcome& welcome = v1::Welcome());
  void Break() { talk.OnClosed(kCloseLinkBroken, "", now_ms); }

  // What the client says now.
  std::vector<v1::ClientMessage> Heard();
  // Lets time pass, ticking as an owner would; what is said meanwhile is returned.
  std::vector<v1::ClientMessage> Wait(int64_t ms);

  Codec codec;
  Told told;
  int64_t now_ms = 1'000'000;
  Conversation talk;
};

v1::Command NoteCommand(const CommandId& id);

}  // namespace samlad::client
