#include "clients/cpp/close_meaning.h"

namespace samlad::client {
namespace {

struct Known {
  uint16_t code;
  AfterClose after;
  std::string_view sentence;
};

// The codes of RFC 6455 and its registry, as far as a client may meet them.
constexpr Known kKnown[] = {
    {1000, AfterClose::kRetry, "The server closed the connection."},
    {1001, AfterClose::kRetry, "The server is going away."},
    {1002, AfterClose::kStop, "The server says that this client breaks the WebSocket protocol."},
    {1003, AfterClose::kStop, "The server does not take this kind of message."},
    {1005, AfterClose::kRetry, "The server closed the connection without saying why."},
    {1006, AfterClose::kRetry, "The connection was lost."},
    {1007, AfterClose::kStop, "The server could not read what this client sent."},
    {1008, AfterClose::kStop, "The server's rules forbid this connection."},
    {1009, AfterClose::kStop, "A message was larger than the server takes."},
    {1011, AfterClose::kRetry, "The server met an error of its own."},
    {1012, AfterClose::kRetry, "The server is restarting."},
    {1013, AfterClose::kRetry, "The server is busy."},
    {1015, AfterClose::kStop, "The server's certificate is not trusted."},
};

const Known* Find(uint16_t code) {
  for (const Known& known : kKnown) {
    if (known.code == code) return &known;
  }
  return nullptr;
}

}  // namespace

AfterClose MeaningOf(uint16_t code) {
  if (code >= 4000 && code <= 4399) return AfterClose::kRetry;
  const Known* known = Find(code);
  return known ? known->after : AfterClose::kStop;
}

std::string SentenceOf(uint16_t code, std::string_view text) {
  if (!text.empty()) return std::string(text);
  if (const Known* known = Find(code)) return std::string(known->sentence);
  return "The server closed the connection with code " + std::to_string(code) + ".";
}

}  // namespace samlad::client
