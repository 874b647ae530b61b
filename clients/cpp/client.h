#pragma once

#include <functional>
#include <memory>

#include "clients/cpp/address.h"
#include "clients/cpp/conversation.h"
#include "clients/cpp/loop.h"

namespace samlad::client {

struct ClientOptions {
  Address address;
  // Holds the token, the codec, the bounds. The seed is chosen by the client if it is 0.
  ConversationOptions conversation;
  // A message from the server longer than this ends the connection.
  uint64_t frame_bytes_max = 64 * 1024 * 1024;
  // Resolving, connecting, TLS and WebSocket handshake together.
  int64_t connect_timeout_ms = 15'000;
};

// A conversation over a real WebSocket (ws:// or wss://): connects, and connects again, until it is
// stopped or the server says to stop. Server certificates are verified; there is no switch against
// it.
//
//   Loop loop;
//   Client client(&loop, options, &observer);
//   client.Do([](Conversation& talk) { talk.Watch(incident); });
//   loop.Run();
//
// Threads: that of the loop, for the constructor, the destructor, talk() and every call of the
// observer (before and after the loop runs: the caller's). Do from any.
class Client {
 public:
  // Connects as soon as the loop runs. Loop and observer outlive the client.
  Client(Loop* loop, ClientOptions options, Observer* observer);
  // Drops the connection without a word; commands not yet answered may or may not take effect.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Runs `call` with the conversation on the loop's thread, then sends what came of it. Nothing
  // happens if the client is gone by then.
  void Do(std::function<void(Conversation&)> call);

  // For looking, and for calls from within the observer's (what they ask for is then sent).
  Conversation& talk();

  // Breaks the connection as a lost link would; the conversation comes back by itself. For tests.
  void DropConnection();
  // While it is offline it makes no connection; one that there is breaks as a lost link would.
  void SetOffline(bool offline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace samlad::client
