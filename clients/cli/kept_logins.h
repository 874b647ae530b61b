#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace samlad::cli {

// A login that succeeded, kept so that the next call of samla need not ask again.
struct KeptLogin {
  std::string token;
  int64_t until_ms = 0;
  // For people.
  std::string actor_name;
  std::string role;
};

// The file of kept logins: $XDG_STATE_HOME/samla/logins.json (~/.local/state if that is not set),
// for its owner's eyes alone (0600). Written whole to another name first, so that it is never half
// there.
//
// Threads: one at a time. Two processes that log in at once keep the later one's login.
class KeptLogins {
 public:
  // A file that is not there is empty. False, with a sentence, if it cannot be read or is not ours.
  bool Load(std::string* error);

  // The login of that name at that server, or the last one if the name is empty.
  std::optional<KeptLogin> Find(const std::string& server, const std::string& login) const;
  // Keeps it, makes it the last, and saves the file.
  bool Keep(const std::string& server, const std::string& login, const KeptLogin& kept,
            std::string* error);

  // Where the file is; empty if neither XDG_STATE_HOME nor HOME is set.
  static std::string Path();

 private:
  struct Server {
    std::string last;
    std::map<std::string, KeptLogin> logins;
  };

  bool Save(std::string* error) const;

  std::map<std::string, Server> servers_;
};

}  // namespace samlad::cli
