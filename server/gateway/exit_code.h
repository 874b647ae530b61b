#pragma once

namespace samlad {

// What the process `samlad` ends with. Each but kOk comes with one line on stderr that says what
// was wrong.
enum class ExitCode : int {
  kOk = 0,
  kUsage = 2,          // a flag, setting or environment variable is unknown or out of its range
  kDataFolder = 3,     // the data folder cannot be made, read or written
  kDamaged = 4,        // what is stored contradicts itself, or is shorter than was promised
  kInUse = 5,          // another server works on the data folder
  kListen = 6,         // the address or port cannot be listened on: in use, or not ours
  kCertificate = 7,    // certificate or key unreadable, or they do not belong together
  kStorage = 8,        // a commit failed while running; all that was confirmed is on the disk
  kAdministrator = 9,  // --init-admin: there is an administrator already, or no password was given
};

}  // namespace samlad
