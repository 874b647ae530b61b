#pragma once

#include <string>

namespace samlad::cli {

// A password from `file` (its first line; "-" is stdin) if that is not empty, else from
// SAMLA_PASSWORD, else asked for on the terminal without echo. Never from the command line, which
// others can see. False, with a sentence, if there is none.
bool ReadPassword(const std::string& file, const std::string& prompt, std::string* password,
                  std::string* error);

// Asks twice on a terminal, so that a typing error locks nobody out; else as ReadPassword.
bool ReadNewPassword(const std::string& file, std::string* password, std::string* error);

}  // namespace samlad::cli
