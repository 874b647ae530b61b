#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace samlad::bench {

// A WebSocket client made for load: one system call for each read and write, no masking work (the
// mask is zero, which RFC 6455 allows), no copies of what arrived whole. Speaks TCP without TLS on
// loopback.
//
// Threads: one at a time.
class WebSocket {
 public:
  struct Target {
    std::string address = "127.0.0.1";
    uint16_t port = 0;
    std::string path = "/ws";
    std::string subprotocol;  // empty: none
    // The loopback address to call from; empty: the system's choice. Each has ports of its own.
    std::string from;
  };
  using OnMessage = std::function<void(std::string_view payload)>;

  WebSocket() = default;
  ~WebSocket() { Close(); }
  WebSocket(WebSocket&& other) noexcept;
  WebSocket& operator=(WebSocket&&) = delete;

  // Connects and upgrades, waiting for both; from then on the socket does not block. False, with
  // the reason, if it is refused.
  bool Connect(const Target& target, std::string* error);
  void Close();
  int fd() const { return fd_; }
  bool open() const { return fd_ >= 0; }

  // Sends a message of one frame, as far as the socket takes it; what it does not take is kept and
  // goes first at the next Send or Flush.
  void Send(std::string_view payload, bool text = false);
  void Flush();
  bool sending() const { return !unsent_.empty(); }

  // Reads once and tells the messages that are complete. False if the peer has closed. Answers
  // pings.
  bool Receive(const OnMessage& on_message);

  uint64_t bytes_received() const { return bytes_received_; }

 private:
  void SendFrame(uint8_t opcode, std::string_view payload);
  bool TellFrames(std::string_view* bytes, const OnMessage& on_message);

  int fd_ = -1;
  std::string unsent_;
  // The beginning of a frame that has not arrived whole.
  std::string partial_;
  // Fragments of a message before its last.
  std::string message_;
  uint64_t bytes_received_ = 0;
};

}  // namespace samlad::bench
