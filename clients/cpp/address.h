#pragma once

#include <string>
#include <string_view>

namespace samlad::client {

// Where a server is, and whom to trust that it is the one.
struct Address {
  bool tls = false;
  // A name, or an IP address without brackets.
  std::string host;
  std::string port;
  // A PEM file of certificates to trust besides the system's; empty: the system's alone.
  std::string ca_file;

  // Such as "https://samlad.example:8470", for people and as a key.
  std::string url() const;
  // The Host header: host:port, with brackets where an IPv6 address needs them.
  std::string authority() const;
};

// Reads http://host[:port] or https://host[:port] (ws:// and wss:// say the same). False, with a
// sentence, if it is not one. Ports left out are 80 and 443.
bool ParseAddress(std::string_view url, Address* address, std::string* error);

}  // namespace samlad::client
