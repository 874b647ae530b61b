#pragma once

#include <cstdint>
#include <string>

#include "clients/cpp/address.h"
#include "samlad/v1/registry.pb.h"

namespace samlad::client {

struct Credentials {
  std::string login;
  std::string password;
  // For which actor (its item's id in hex) and in which role to act; needed only if the person has
  // several assignments.
  std::string actor;
  std::string role;
};

struct Session {
  std::string token;
  // The server's clock.
  int64_t until_ms = 0;
  // Ids in hex.
  std::string person;
  std::string actor;
  std::string role;
};

enum class LoginOutcome {
  kOk,
  kRefused,      // wrong login or password, or no such assignment
  kTooFast,      // too many attempts: wait
  kUnreachable,  // no server answers there, or its certificate is not trusted
  kNoSamlad,     // something answers that is no Samlad server
};

// Asks a server for a token by password (POST /api/v1/login). Blocks for at most timeout_ms.
// If not kOk, `error` is a sentence that a person can act on.
LoginOutcome Login(const Address& address, const Credentials& credentials, Session* session,
                   std::string* error, int64_t timeout_ms = 15'000);

}  // namespace samlad::client
