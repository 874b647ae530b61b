#pragma once

#include "server/access/access.h"
#include "server/gateway/http_message.h"

namespace samlad {

// POST /api/v1/accounts: the logins, for who administers them. An account is in nobody's sight
// (R33), so no session is sent one; this says which there are, and nothing that proves who somebody
// is.
//
//   -> 200 {"accounts": [{"account", "person", "login", "disabled", "has_password"}]}
//      401 no valid token   403 not an administrator
//
// The token comes as a bearer token or, from a page of an allowed origin, as the cookie. Ids are 32
// hexadecimal digits.
//
// Threads: the loop's.
HttpResponse ListAccounts(const HttpRequest& request, Access* access, int64_t now_ms);

}  // namespace samlad
