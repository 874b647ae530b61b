#include "clients/cli/kept_logins.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace samlad::cli {
namespace {

namespace json = boost::json;

std::string Text(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  const json::string* text = value ? value->if_string() : nullptr;
  return text ? std::string(text->data(), text->size()) : "";
}

KeptLogin ReadLogin(const json::object& object) {
  KeptLogin login;
  login.token = Text(object, "token");
  const json::value* until = object.if_contains("until_ms");
  if (until && until->is_int64()) login.until_ms = until->get_int64();
  login.actor_name = Text(object, "actor_name");
  login.role = Text(object, "role");
  return login;
}

// Writes a file that nobody else may read, from its first byte on.
bool WritePrivately(const std::string& path, const std::string& text) {
  unlink(path.c_str());
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  return close(file) == 0 && written;
}

}  // namespace

std::string KeptLogins::Path() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state && *state == '/') return std::string(state) + "/samla/logins.json";
  const char* home = std::getenv("HOME");
  if (!home || !*home) return "";
  return std::string(home) + "/.local/state/samla/logins.json";
}

bool KeptLogins::Load(std::string* error) {
  servers_.clear();
  const std::string path = Path();
  if (path.empty()) {
    *error = "Logins cannot be kept: set HOME or XDG_STATE_HOME.";
    return false;
  }
  std::ifstream file(path);
  if (!file) {
    if (errno == ENOENT) return true;
    *error = "'" + path + "' cannot be read: " + std::strerror(errno) + ".";
    return false;
  }
  std::stringstream text;
  text << file.rdbuf();
  boost::system::error_code failed;
  const json::value whole = json::parse(text.str(), failed);
  if (failed || !whole.is_object()) {
    *error = "'" + path + "' is damaged; delete it and log in again.";
    return false;
  }
  for (const auto& [url, value] : whole.get_object()) {
    if (!value.is_object()) continue;
    Server& server = servers_[std::string(url)];
    server.last = Text(value.get_object(), "last");
    const json::value* logins = value.get_object().if_contains("logins");
    if (!logins || !logins->is_object()) continue;
    for (const auto& [name, login] : logins->get_object()) {
      if (login.is_object()) server.logins[std::string(name)] = ReadLogin(login.get_object());
    }
  }
  return true;
}

std::optional<KeptLogin> KeptLogins::Find(const std::string& server,
                                          const std::string& login) const {
  const auto found = servers_.find(server);
  if (found == servers_.end()) return std::nullopt;
  const auto kept = found->second.logins.find(login.empty() ? found->second.last : login);
  if (kept == found->second.logins.end()) return std::nullopt;
  return kept->second;
}

bool KeptLogins::Keep(const std::string& server, const std::string& login, const KeptLogin& kept,
                      std::string* error) {
  servers_[server].last = login;
  servers_[server].logins[login] = kept;
  return Save(error);
}

bool KeptLogins::Save(std::string* error) const {
  json::object whole;
  for (const auto& [url, server] : servers_) {
    json::object logins;
    for (const auto& [name, login] : server.logins) {
      logins[name] = {{"token", login.token},
                      {"until_ms", login.until_ms},
                      {"actor_name", login.actor_name},
                      {"role", login.role}};
    }
    whole[url] = {{"last", server.last}, {"logins", std::move(logins)}};
  }
  const std::filesystem::path path = Path();
  const std::string unfinished = path.string() + ".new";
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  if (!failed && WritePrivately(unfinished, json::serialize(whole) + "\n")) {
    std::filesystem::rename(unfinished, path, failed);
    if (!failed) return true;
  }
  *error = "The login cannot be kept in '" + path.string() +
           "': " + (failed ? failed.message() : std::string(std::strerror(errno))) + ".";
  return false;
}

}  // namespace samlad::cli
