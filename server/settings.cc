#include "server/settings.h"

#include <algorithm>
#include <charconv>

#include "server/config.h"

namespace samlad {
namespace {

constexpr uint64_t kKib = 1024;
constexpr uint64_t kMib = 1024 * kKib;
constexpr uint64_t kGib = 1024 * kMib;
constexpr uint64_t kMinute = 60'000;
constexpr uint64_t kHour = 60 * kMinute;
constexpr uint64_t kDay = 24 * kHour;

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

bool OutOfRange(const Setting& setting, std::string* error) {
  *error = std::string(setting.name) + " must be between " + std::to_string(setting.min) + " and " +
           std::to_string(setting.max);
  return false;
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    if (end != 0) entries.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return entries;
}

}  // namespace

std::vector<Setting> SettingsOf(Config* config) {
  ServerSettings& s = config->server;
  RoomLimits& r = s.room;
  RuleLimits& rules = r.rules;
  AccessLimits& a = s.access;
  GatewayLimits& g = s.gateway;
  RocksLogOptions& d = config->storage;
  return {
      {"data_folder", &d.folder, 0, 0, "Where the logs are kept; made if it is missing."},
      {"listen_address", &s.listen_address, 0, 0, "IP address to listen on."},
      {"port", &s.port, 0, 65535, "TCP port to listen on; 0 takes any that is free."},
      {"tls_certificate_file", &s.tls_certificate_file, 0, 0,
       "Certificate chain, PEM. Without it there is no TLS, and only loopback is listened on."},
      {"tls_key_file", &s.tls_key_file, 0, 0, "The certificate's private key, PEM."},
      {"allow_plaintext_beyond_loopback", &config->allow_plaintext_beyond_loopback, 0, 0,
       "Listen on any address without TLS; for use behind a proxy that does TLS."},
      {"allowed_origins", &s.allowed_origins, 0, 0,
       "Web origins that may connect, as https://host:port; empty means this server's own."},
      {"web_folder", &s.web_folder, 0, 0, "Web pages served at /; empty serves none."},
      {"map_origins", &s.map_origins, 0, 0,
       "Web origins that the pages may load map images and data from."},
      {"token_key_file", &s.token_key_file, 0, 0,
       "Key that signs tokens, made at the first start; empty means token.key in data_folder."},
      {"log_level", &config->log_level, 0, 0, "trace, debug, info, warn, error or off."},

      {"frame_bytes_max", &r.frame_bytes_max, 4 * kKib, 64 * kMib, "A message from a client."},
      {"hello_timeout_ms", &r.hello_timeout_ms, 100, 10 * kMinute,
       "A connection logs in within this, or is closed."},
      {"heartbeat_interval_ms", &r.heartbeat_interval_ms, 100, 10 * kMinute,
       "Between heartbeats; a client silent for three of them is closed."},
      {"commands_in_flight_max", &r.commands_in_flight_max, 1, 1'000'000,
       "Commands of one session that wait for their answer."},
      {"commands_per_second_max", &r.commands_per_second_max, 1, 1'000'000,
       "Commands of one session, in the long run."},
      {"commands_burst_max", &r.commands_burst_max, 1, 1'000'000, "And at once."},
      {"messages_per_second_max", &r.messages_per_second_max, 1, 1'000'000,
       "Messages of one session, in the long run."},
      {"messages_burst_max", &r.messages_burst_max, 1, 1'000'000, "And at once."},
      {"watches_max", &r.watches_max, 1, 10'000, "Incidents that one session watches."},
      {"replays_max", &r.replays_max, 1, 1000, "Replays that one session holds."},
      {"outbox_bytes_max", &r.outbox_bytes_max, 16 * kKib, kGib,
       "What waits for one connection before its live changes are held back."},
      {"outbox_bytes_limit", &r.outbox_bytes_limit, 64 * kKib, 2 * kGib,
       "What waits for one connection before it is closed."},
      {"chunk_bytes", &r.chunk_bytes, kKib, 16 * kMib,
       "About how much of a catch-up or replay goes into one frame."},
      {"snapshot_tail_changes_max", &r.snapshot_tail_changes_max, 0, 1'000'000,
       "Changes after which those who join get a new snapshot."},
      {"snapshot_items_max", &r.snapshot_items_max, 0, 100'000'000,
       "A larger picture is composed for each who joins."},
      {"snapshot_keep_ms", &r.snapshot_keep_ms, 0, kHour,
       "For how long a snapshot that nobody asks for is kept."},
      {"snapshot_bytes_max", &r.snapshot_bytes_max, 0, 16 * kGib,
       "Encoded snapshots that one room keeps."},
      {"replay_step_changes_max", &r.replay_step_changes_max, 1, 1'000'000,
       "Changes that a replay reads in one step."},
      {"seen_interval_ms", &r.seen_interval_ms, 10, kHour,
       "Between two entries of one session in the seen journal."},
      {"staged_commands_max", &r.staged_commands_max, 1, 10'000'000,
       "Commands of one room that wait for the disk."},
      {"staged_bytes_max", &r.staged_bytes_max, kMib, 16 * kGib, "And their bytes."},
      {"recent_answers_max", &r.recent_answers_max, 1, 10'000'000,
       "Answers that one room keeps in memory."},
      {"note_delay_max_ms", &rules.note_delay_max_ms, 0, 30 * kDay,
       "Between an action and its note, without a reason."},
      {"items_max", &rules.items_max, 1, 100'000'000, "Items of one incident."},
      {"participants_max", &rules.participants_max, 1, 100'000, "Participants of one incident."},
      {"changes_per_command_max", &rules.changes_per_command_max, 1, 1'000'000,
       "Changes that one command becomes."},
      {"item_bytes_max", &rules.item_bytes_max, kKib, 64 * kMib, "One item, encoded."},

      {"token_lifetime_ms", &a.token_lifetime_ms, kMinute, 365 * kDay,
       "A login is good for this long."},
      {"password_passes", &a.password_passes, 1, 100, "argon2id: passes over the memory."},
      {"password_memory_bytes", &a.password_memory_bytes, 8 * kKib, 4 * kGib,
       "argon2id: memory of one hash."},
      {"login_burst_max", &a.login_burst_max, 1, 100'000, "Attempts to log in under one name."},
      {"login_refill_ms", &a.login_refill_ms, 1, kDay, "And one more after each of these."},
      {"login_address_burst_max", &a.login_address_burst_max, 1, 1'000'000,
       "Attempts to log in from one address."},
      {"login_address_refill_ms", &a.login_address_refill_ms, 1, kDay,
       "And one more after each of these."},
      {"login_throttle_entries_max", &a.login_throttle_entries_max, 100, 10'000'000,
       "Names and addresses remembered for that."},

      {"connections_max", &g.connections_max, 1, 1'000'000, "WebSocket connections."},
      {"connections_per_address_max", &g.connections_per_address_max, 1, 1'000'000,
       "WebSocket connections of one address."},
      {"http_connections_max", &g.http_connections_max, 1, 1'000'000, "Other connections."},
      {"http_connections_per_address_max", &g.http_connections_per_address_max, 1, 1'000'000,
       "Other connections of one address."},
      {"http_header_bytes_max", &g.http_header_bytes_max, kKib, kMib, "The head of a request."},
      {"http_header_timeout_ms", &g.http_header_timeout_ms, 100, 10 * kMinute,
       "TLS handshake and the head of the first request."},
      {"http_body_bytes_max", &g.http_body_bytes_max, kKib, 16 * kMib, "The body of a request."},
      {"http_body_timeout_ms", &g.http_body_timeout_ms, 100, 10 * kMinute, "Its arrival."},
      {"http_response_timeout_ms", &g.http_response_timeout_ms, 100, kHour,
       "Making and sending a response."},
      {"http_idle_timeout_ms", &g.http_idle_timeout_ms, 100, kHour, "Between two requests."},
      {"close_timeout_ms", &g.close_timeout_ms, 10, 10 * kMinute,
       "A connection being closed is cut after this."},
      {"shutdown_timeout_ms", &g.shutdown_timeout_ms, 10, 10 * kMinute,
       "SIGTERM: connections left by then are cut."},
      {"restart_retry_after_ms", &g.restart_retry_after_ms, 0, kHour,
       "SIGTERM: clients are told to come back no sooner."},
      {"tick_interval_ms", &g.tick_interval_ms, 5, 1000,
       "How often each connection's timeouts are looked at."},
      {"socket_unsent_bytes_max", &g.socket_unsent_bytes_max, 4 * kKib, kGib,
       "Bytes that the system takes for a socket before they can be sent."},
      {"broadcast_pause_percent", &g.broadcast_pause_percent, 0, 1000,
       "Between two fan-outs, as a part of the time that the first took."},
      {"write_bytes_goal", &g.write_bytes_goal, kKib, 64 * kMib,
       "About how much goes into one write."},
      {"worker_threads", &g.worker_threads, 1, 256, "Threads for replays and password changes."},
      {"worker_queue_max", &g.worker_queue_max, 1, 1'000'000, "What may wait for them."},
      {"login_threads", &g.login_threads, 1, 256, "Threads for logins."},
      {"login_queue_max", &g.login_queue_max, 1, 1'000'000, "Logins that may wait for them."},
      {"web_folder_bytes_max", &g.web_folder_bytes_max, 0, 4 * kGib,
       "All files of web_folder; they are held in memory."},
      {"heads_interval_ms", &g.heads_interval_ms, 10, kHour,
       "Between two writings of the HEAD file."},

      {"block_cache_bytes", &d.block_cache_bytes, kMib, 1024 * kGib,
       "Stored changes held in memory."},
      {"write_buffer_bytes", &d.write_buffer_bytes, kMib, 64 * kGib,
       "Changes in memory that are not yet in sorted files."},
      {"wal_bytes_max", &d.wal_bytes_max, kMib, 1024 * kGib, "The storage's journal."},
  };
}

bool SetNumber(const Setting& setting, int64_t number, std::string* error) {
  if (number < 0 || static_cast<uint64_t>(number) < setting.min ||
      static_cast<uint64_t>(number) > setting.max) {
    return OutOfRange(setting, error);
  }
  return std::visit(
      [&](auto* place) {
        using Place = std::remove_pointer_t<decltype(place)>;
        if constexpr (std::is_integral_v<Place> && !std::is_same_v<Place, bool>) {
          *place = static_cast<Place>(number);
          return true;
        } else {
          *error = std::string(setting.name) + " is no number";
          return false;
        }
      },
      setting.value);
}

bool SetFromText(const Setting& setting, std::string_view text, std::string* error) {
  if (auto* place = std::get_if<std::string*>(&setting.value)) {
    **place = text;
    return true;
  }
  if (auto* place = std::get_if<std::vector<std::string>*>(&setting.value)) {
    **place = SplitList(text);
    return true;
  }
  if (auto* place = std::get_if<bool*>(&setting.value)) {
    **place = text == "true";
    if (text == "true" || text == "false") return true;
    *error = std::string(setting.name) + " must be true or false";
    return false;
  }
  int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return OutOfRange(setting, error);
  return SetNumber(setting, number, error);
}

std::string_view NearestName(const std::vector<Setting>& settings, std::string_view name) {
  std::string_view nearest;
  size_t distance = name.size() / 2 + 1;
  for (const Setting& setting : settings) {
    const size_t away = EditDistance(setting.name, name);
    if (away < distance) {
      distance = away;
      nearest = setting.name;
    }
  }
  return nearest;
}

std::string EnvironmentName(std::string_view name) {
  std::string text = "SAMLAD_";
  for (char c : name) text.push_back(static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
  return text;
}

std::string FlagName(std::string_view name) {
  std::string text = "--" + std::string(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

}  // namespace samlad
