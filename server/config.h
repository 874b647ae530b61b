#pragma once

#include <string>
#include <vector>

#include "server/gateway/server.h"
#include "storage/rocks_log.h"

namespace samlad {

// Everything that can be set; settings.h lists it.
struct Config {
  Config() { storage.folder = "samlad-data"; }

  RocksLogOptions storage;
  ServerSettings server;
  bool allow_plaintext_beyond_loopback = false;
  std::string log_level = "info";
};

// What the command line asks for.
struct Invocation {
  Config config;
  bool print_config = false;
  // Not empty: make the first administrator, and end.
  std::string init_admin;
  std::string init_password_file;
  std::string init_actor = "Samlad";
  // Not empty: print this, and end.
  std::string help;
};

// Reads the settings, each source over the one before: the defaults, the TOML file that --config or
// SAMLAD_CONFIG names, the environment, the flags. False, with one line that names what is wrong
// and where, if something is unknown, out of range, or does not fit together.
bool ReadInvocation(int argc, const char* const* argv, const char* const* environment,
                    Invocation* invocation, std::string* error);

// The settings in force, as a TOML file with comments.
std::string PrintConfig(Config config);

// Variables that start with SAMLAD_ and are no settings.
inline constexpr char kConfigVariable[] = "SAMLAD_CONFIG";
// The first administrator's password, when there is no --init-password-file.
inline constexpr char kPasswordVariable[] = "SAMLAD_INIT_PASSWORD";

}  // namespace samlad
