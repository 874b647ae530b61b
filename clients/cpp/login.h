#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clients/cpp/address.h"

namespace samlad::client {

struct Credentials {
  std::string login;
  std::string password;
  // For which actor (its name, short name, or id in hex) and in which role (as in the schema, such
  // as DUTY_OFFICER) to act; empty leaves the choice to the server.
  std::string actor;
  std::string role;
};

// One of the roles that a person may act in.
struct RoleChoice {
  std::string actor;  // id in hex
  std::string actor_name;
  std::string role;
};

struct LoginAnswer {
  std::string token;
  // On the server's clock.
  int64_t until_ms = 0;
  std::string person;  // id in hex
  RoleChoice chosen;
  std::vector<RoleChoice> choices;
};

enum class LoginOutcome {
  kOk,
  kRefused,      // wrong login or password, or no such role
  kTooFast,      // too many attempts: wait
  kUnreachable,  // no server answers there, or its certificate is not trusted
  kNoSamlad,     // something answers that is no Samlad server
};

// Asks a server for a token by password (POST /api/v1/login). Blocks for at most timeout_ms.
// If not kOk, `error` is a sentence that a person can act on.
LoginOutcome Login(const Address& address, const Credentials& credentials, LoginAnswer* answer,
                   std::string* error, int64_t timeout_ms = 15'000);

}  // namespace samlad::client
