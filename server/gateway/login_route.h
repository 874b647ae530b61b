#pragma once

#include "server/access/access.h"
#include "server/gateway/counters.h"
#include "server/gateway/http_message.h"
#include "server/room/ports.h"

namespace samlad {

// POST /api/v1/login and /api/v1/logout.
//
//   {"login": "anna", "password": "...", "actor": "Sala", "role": "CHAIR"}     the last two
//   optional
//   -> 200 {"token", "until_ms", "person", "actor", "role", "choices": [{"actor", "actor_name",
//   "role"}]}
//      400 not such JSON   401 wrong   403 may act for nobody   429 too many   503 too many at once
//
// The token comes as a cookie too, for browsers. Ids are 32 hexadecimal digits.
//
// Threads: the loop's.
class LoginRoute {
 public:
  struct Setup {
    Access* access = nullptr;
    Worker* worker = nullptr;
    GatewayCounters* counters = nullptr;
    bool tls = false;
  };
  // All pointers outlive the route.
  explicit LoginRoute(const Setup& setup) : setup_(setup) {}

  void Login(const HttpRequest& request, Respond respond);
  // Takes the cookie away. The token itself is good until it ends, or its account is disabled.
  HttpResponse Logout() const;

 private:
  HttpResponse Conclude(const LoginRequest& login, const std::string& address,
                        const LoginAnswer& answer);

  Setup setup_;
};

}  // namespace samlad
