#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/gateway/handshake.h"
#include "server/gateway/http_message.h"
#include "server/gateway/login_route.h"
#include "server/gateway/metrics.h"
#include "server/gateway/web_folder.h"

namespace samlad {

// Which request gets which answer; what is not a WebSocket handshake ends here.
//
// Threads: the loop's.
class Routes {
 public:
  struct Setup {
    const Rooms* rooms = nullptr;
    const GatewayCounters* counters = nullptr;
    const OriginList* origins = nullptr;
    std::function<Gauges()> gauges;
    LoginRoute::Setup login;
    // Origins, beside our own, that the web pages may load map images and data from.
    std::vector<std::string> map_origins;
  };
  // All pointers outlive the routes.
  explicit Routes(Setup setup);

  void SetWebFolder(std::shared_ptr<const WebFolder> folder) { web_ = std::move(folder); }

  void Handle(const HttpRequest& request, Respond respond);

  // Headers that every response carries, against pages that are not ours and content that is not
  // what it says.
  const std::vector<std::pair<std::string, std::string>>& security_headers() const {
    return security_headers_;
  }

 private:
  HttpResponse Page(const HttpRequest& request) const;
  void Api(const HttpRequest& request, Respond respond);

  Setup setup_;
  LoginRoute login_;
  std::shared_ptr<const WebFolder> web_;
  std::vector<std::pair<std::string, std::string>> security_headers_;
};

}  // namespace samlad
