#include "clients/cpp/address.h"

#include <algorithm>

namespace samlad::client {
namespace {

bool IsPort(std::string_view port) {
  if (port.empty() || port.size() > 5) return false;
  if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return false;
  }
  const int number = std::stoi(std::string(port));
  return number >= 1 && number <= 65535;
}

}  // namespace

std::string Address::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + port;
}

std::string Address::url() const { return (tls ? "https://" : "http://") + authority(); }

bool ParseAddress(std::string_view url, Address* address, std::string* error) {
  const std::string whole(url);
  const size_t scheme_end = url.find("://");
  const std::string_view scheme = url.substr(0, scheme_end);
  if (scheme_end == std::string_view::npos ||
      (scheme != "http" && scheme != "https" && scheme != "ws" && scheme != "wss")) {
    *error = "'" + whole + "' is no server address: write http://HOST:PORT or https://HOST:PORT.";
    return false;
  }
  address->tls = scheme == "https" || scheme == "wss";
  url.remove_prefix(scheme_end + 3);
  if (url.ends_with('/')) url.remove_suffix(1);

  std::string_view port = address->tls ? "443" : "80";
  std::string_view host = url;
  const size_t bracket = url.starts_with('[') ? url.find(']') : std::string_view::npos;
  if (bracket != std::string_view::npos) {
    host = url.substr(1, bracket - 1);
    url.remove_prefix(bracket + 1);
    if (url.starts_with(':'))
      port = url.substr(1);
    else if (!url.empty())
      host = {};
  } else if (const size_t colon = url.rfind(':'); colon != std::string_view::npos) {
    host = url.substr(0, colon);
    port = url.substr(colon + 1);
  }
  if (host.empty() || host.find_first_of("/?#@ []") != std::string_view::npos || !IsPort(port)) {
    *error = "'" + whole + "' is no server address: after the host comes at most a port number.";
    return false;
  }
  address->host = host;
  address->port = port;
  return true;
}

}  // namespace samlad::client
