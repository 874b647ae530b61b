#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

// OpenSSL's own names for what it makes.
struct ssl_ctx_st;
struct ssl_st;

namespace samlad::bench {

// A WebSocket client made for load: one system call for each read and write, no masking work (the
// mask is zero, which RFC 6455 allows), no copies of what arrived whole. Speaks TCP on loopback,
// and TLS if told to.
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
    // As if across an Ethernet: its segments, and a buffer to suit them. Loopback's own segments of
    // 64 KiB make the kernel on both sides take in megabytes for one that does not read.
    bool as_across_ethernet = false;
    // Speaks TLS by this context, which outlives the socket; null for none.
    ssl_ctx_st* tls = nullptr;
  };
  using OnMessage = std::function<void(std::string_view payload)>;

  WebSocket() = default;
  ~WebSocket() { Close(); }
  WebSocket(WebSocket&& other) noexcept;
  WebSocket& operator=(WebSocket&&) = delete;

  // Connects and upgrades, waiting for both. False, with the reason, if it is refused.
  bool Connect(const Target& target, std::string* error);
  // Begins to, and waits for nothing: when the socket can be written to, Flush asks for the
  // upgrade; when it can be read, Receive takes the answer. REQUIRES: no TLS.
  bool Start(const Target& target, std::string* error);
  // The server has agreed to speak WebSocket: messages may be sent.
  bool upgraded() const { return upgraded_; }
  void Close();
  int fd() const { return fd_; }
  bool open() const { return fd_ >= 0; }

  // Sends a message of one frame, as far as the socket takes it; what it does not take is kept and
  // goes first at the next Send or Flush.
  void Send(std::string_view payload, bool text = false);
  // Puts a message beside those that wait, for Flush to send them all at once.
  void Queue(std::string_view payload, bool text = false);
  void Flush();
  bool sending() const { return !unsent_.empty(); }

  // Reads once and tells the messages that are complete. False if the peer has closed, or refuses
  // the upgrade. Answers pings. Messages that came along with the upgrade are told at the next
  // call, whether or not there is more to read then.
  bool Receive(const OnMessage& on_message);

  uint64_t bytes_received() const { return bytes_received_; }

 private:
  void QueueFrame(uint8_t opcode, std::string_view payload);
  bool TellFrames(std::string_view* bytes, const OnMessage& on_message);
  bool TakeUpgrade();
  bool ShakeHands(ssl_ctx_st* context);
  bool WaitFor(short what) const;
  // As recv and send do; -1 with EAGAIN when there is nothing to do now.
  ssize_t ReadSome(char* bytes, size_t size);
  ssize_t WriteSome(std::string_view bytes);

  int fd_ = -1;
  ssl_st* tls_ = nullptr;
  bool upgraded_ = false;
  std::string unsent_;
  // The beginning of a frame that has not arrived whole.
  std::string partial_;
  // Fragments of a message before its last.
  std::string message_;
  uint64_t bytes_received_ = 0;
};

}  // namespace samlad::bench
