#pragma once

namespace samlad::cli {

// What samla tells the shell. Stable: scripts depend on them. `samla --help` prints the same table.
enum ExitCode : int {
  kExitOk = 0,
  kExitWrongUse = 1,       // an argument, a file or a setting that cannot be used
  kExitRefused = 2,        // the server refused a command, or what was asked for is not there
  kExitNotLoggedIn = 3,    // no token, or one that is no longer valid: samla login
  kExitUnreachable = 4,    // no server answers, or its certificate is not trusted
  kExitDamaged = 5,        // verify: what is stored contradicts itself or an older tree head
  kExitStorage = 6,        // a data folder that cannot be read or written, or is in use
  kExitInterrupted = 130,  // Ctrl-C
};

}  // namespace samlad::cli
