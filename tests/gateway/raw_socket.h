#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace samlad {

// A blocking TCP or TLS connection to 127.0.0.1 that sends exactly the bytes it is told to. What
// never comes is waited for 20 s, so that a test fails rather than hangs.
class RawSocket {
 public:
  // `receive_bytes`: what the system keeps for it to read; 0: as it likes.
  explicit RawSocket(uint16_t port, int receive_bytes = 0);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  // Speaks TLS from here on, of no version above `version_max` (0: any). False if the server
  // refuses.
  bool StartTls(int version_max = 0);

  // The TLS records that `say` writes, instead of sending them.
  std::string Records(const std::function<void(ssl_st*)>& say);
  // Sends bytes as they are, past TLS.
  bool SendRecords(std::string_view records);

  // False if the peer is gone.
  bool Send(std::string_view bytes);
  // Up to and with `end`; less if the peer closes.
  std::string ReceiveUntil(std::string_view end);
  // Exactly so many; less if the peer closes.
  std::string Receive(size_t bytes);
  // Everything until the peer closes.
  std::string ReceiveAll();
  // No word of farewell: closes at once.
  void Close();
  // A reset rather than an end.
  void Abort();

 private:
  bool Fill();

  int fd_ = -1;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* tls_ = nullptr;
  std::string buffer_;
};

// An HTTP answer, taken apart.
struct HttpAnswer {
  int status = 0;
  std::string head;
  std::string body;
  // Empty if it is not there.
  std::string Header(std::string_view name) const;
};

// Sends one request and reads the answer to it.
HttpAnswer Ask(RawSocket* socket, const std::string& request);
// The same on a connection of its own, for "GET /path" and the like; `headers` end in \r\n each.
HttpAnswer Ask(uint16_t port, const std::string& what, const std::string& headers = "",
               const std::string& body = "");

// A client's WebSocket frame, masked with zeros: opcode 1 text, 2 binary, 8 close, 9 ping.
std::string ClientWsFrame(uint8_t opcode, std::string_view payload, bool fin = true);
// The request that opens one.
std::string HandshakeRequest(std::string_view subprotocol, std::string_view headers = "",
                             std::string_view target = "/ws");

struct WsMessage {
  uint8_t opcode = 0;
  std::string payload;
  // Of a close frame; 0 if it has none.
  uint16_t close_code() const;
};
// The next frame; nullopt if the connection ends. A server of ours never fragments.
std::optional<WsMessage> ReceiveWs(RawSocket* socket);

}  // namespace samlad
