#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samlad {

// What the routes see of a request. The texts live until the response was given.
struct HttpRequest {
  std::string_view method;
  std::string_view path;  // as sent, without the query
  bool has_query = false;
  std::string_view body;
  std::string_view origin;
  bool has_origin = false;
  std::string_view cookie;
  std::string_view authorization;
  std::string_view content_type;
  std::string_view accept_encoding;
  std::string_view if_none_match;
  std::string_view subprotocols;
  // Of the peer, as text without a port.
  std::string address;
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  // Shared, so that a file is sent without a copy.
  std::shared_ptr<const std::string> body = std::make_shared<const std::string>();
};

// Called once, on the loop's thread.
using Respond = std::function<void(HttpResponse)>;

inline HttpResponse TextResponse(unsigned status, std::string sentence) {
  HttpResponse response;
  response.status = status;
  response.body = std::make_shared<const std::string>(std::move(sentence) + "\n");
  return response;
}

// What is about a person or for one alone is kept by no cache. `json` is one value.
inline HttpResponse JsonResponse(unsigned status, std::string json) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json";
  response.headers.emplace_back("Cache-Control", "no-store");
  json += '\n';
  response.body = std::make_shared<const std::string>(std::move(json));
  return response;
}

}  // namespace samlad
