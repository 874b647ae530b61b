#include "server/config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string_view>

#include "server/config_sources.h"

namespace samlad {
namespace {

bool Fail(std::string* error, std::string sentence) {
  *error = std::move(sentence);
  return false;
}

bool IsLoopback(const std::string& address) {
  in_addr v4;
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool ReadEnvironment(const char* const* environment, const std::vector<Setting>& settings,
                     std::string* error) {
  for (; *environment; ++environment) {
    const std::string_view entry = *environment;
    const std::string_view name = entry.substr(0, entry.find('='));
    if (!name.starts_with("SAMLAD_") || name == kConfigVariable || name == kPasswordVariable) {
      continue;
    }
    const auto setting = std::find_if(
        settings.begin(), settings.end(),
        [&](const Setting& candidate) { return EnvironmentName(candidate.name) == name; });
    if (setting == settings.end()) {
      std::string plain(name.substr(7));
      std::transform(plain.begin(), plain.end(), plain.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      });
      const std::string_view nearest = NearestName(settings, plain);
      return Fail(error, "unknown environment variable " + std::string(name) +
                             (nearest.empty() ? "" : "; nearest is " + EnvironmentName(nearest)));
    }
    if (!SetFromText(*setting, entry.substr(std::min(name.size() + 1, entry.size())), error)) {
      return Fail(error, "environment variable " + std::string(name) + ": " + *error);
    }
  }
  return true;
}

std::string Variable(const char* const* environment, std::string_view name) {
  for (; *environment; ++environment) {
    const std::string_view entry = *environment;
    if (entry.starts_with(name) && entry.substr(name.size()).starts_with('=')) {
      return std::string(entry.substr(name.size() + 1));
    }
  }
  return "";
}

// What no single setting's range can say.
bool CheckTogether(const Config& config, std::string* error) {
  const ServerSettings& server = config.server;
  const bool tls = !server.tls_certificate_file.empty();
  if (tls != !server.tls_key_file.empty()) {
    return Fail(error, "tls_certificate_file and tls_key_file go together");
  }
  if (!tls && !config.allow_plaintext_beyond_loopback && !IsLoopback(server.listen_address)) {
    return Fail(error, "listen_address " + server.listen_address +
                           " is not a loopback address: give tls_certificate_file and "
                           "tls_key_file, or say allow_plaintext_beyond_loopback = true");
  }
  if (server.room.outbox_bytes_max > server.room.outbox_bytes_limit) {
    return Fail(error, "outbox_bytes_max must not be above outbox_bytes_limit");
  }
  if (server.room.rules.item_bytes_max >= server.room.frame_bytes_max) {
    return Fail(error, "item_bytes_max must be below frame_bytes_max");
  }
  if (config.storage.folder.empty()) return Fail(error, "data_folder must not be empty");
  constexpr std::string_view kLevels[] = {"trace", "debug", "info", "warn", "error", "off"};
  if (std::find(std::begin(kLevels), std::end(kLevels), config.log_level) == std::end(kLevels)) {
    return Fail(error, "log_level must be trace, debug, info, warn, error or off");
  }
  return true;
}

}  // namespace

bool ReadInvocation(int argc, const char* const* argv, const char* const* environment,
                    Invocation* invocation, std::string* error) {
  Config* config = &invocation->config;
  const std::vector<Setting> settings = SettingsOf(config);
  std::vector<Given> flags;
  std::string file = Variable(environment, kConfigVariable);
  if (!ReadFlags(argc, argv, settings, invocation, &file, &flags, error)) return false;
  if (!invocation->help.empty()) return true;
  if (!file.empty() && !ReadConfigFile(file, settings, error)) return false;
  if (!ReadEnvironment(environment, settings, error)) return false;
  for (const Given& given : flags) {
    if (!SetFromText(*given.setting, given.text, error)) {
      return Fail(error, "flag " + FlagName(given.setting->name) + ": " + *error);
    }
  }
  if (config->server.token_key_file.empty()) {
    config->server.token_key_file = config->storage.folder + "/token.key";
  }
  return CheckTogether(*config, error);
}

}  // namespace samlad
