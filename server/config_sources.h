#pragma once

#include <string>
#include <vector>

#include "server/config.h"
#include "server/settings.h"

// Where settings come from, one file for each library that reads one.
namespace samlad {

// A setting as somebody wrote it.
struct Given {
  const Setting* setting;
  std::string text;
};

// Reads the command line. Flags for settings are gathered, not yet applied. `*file` is set if
// --config names one.
bool ReadFlags(int argc, const char* const* argv, const std::vector<Setting>& settings,
               Invocation* invocation, std::string* file, std::vector<Given>* flags,
               std::string* error);

// Reads and applies a TOML file.
bool ReadConfigFile(const std::string& path, const std::vector<Setting>& settings,
                    std::string* error);

}  // namespace samlad
