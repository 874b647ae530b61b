#include "server/gateway/metrics.h"

#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <cstdio>
#include <vector>

namespace samlad {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Page {
 public:
  void Counter(const std::string& name, const std::string& help, uint64_t value) {
    ClientMetric metric;
    metric.counter.value = static_cast<double>(value);
    Add(name + "_total", help, MetricType::Counter, std::move(metric));
  }

  void Gauge(const std::string& name, const std::string& help, double value) {
    ClientMetric metric;
    metric.gauge.value = value;
    Add(name, help, MetricType::Gauge, std::move(metric));
  }

  template <size_t kBounds>
  void Distribution(const std::string& name, const std::string& help,
                    const Histogram<kBounds>& histogram) {
    ClientMetric metric;
    uint64_t cumulative = 0;
    for (size_t i = 0; i < kBounds; ++i) {
      cumulative += histogram.counts()[i];
      metric.histogram.bucket.push_back({cumulative, histogram.bounds()[i]});
    }
    metric.histogram.sample_count = cumulative + histogram.counts()[kBounds];
    metric.histogram.sample_sum = histogram.sum();
    Add(name, help, MetricType::Histogram, std::move(metric));
  }

  std::string Text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  void Add(const std::string& name, const std::string& help, MetricType type, ClientMetric metric) {
    families_.push_back({"samlad_" + name, help, type, {std::move(metric)}});
  }

  std::vector<MetricFamily> families_;
};

void AddRooms(const Rooms& rooms, Page* page) {
  const Rooms::Counters& counters = rooms.counters();
  page->Counter("commits", "Commits that became durable.", counters.commits);
  page->Counter("commands_accepted", "Commands accepted.", counters.commands_accepted);
  page->Counter("commands_rejected", "Commands rejected.", counters.commands_rejected);
  page->Counter("commands_repeated", "Commands known already.", counters.commands_repeated);
  page->Counter("commands_busy", "Commands told to come back.", counters.commands_busy);
  page->Counter("changes", "Changes in all logs since the start.", counters.changes);
  page->Counter("positions_beyond_log", "Clients that claimed a position beyond the log: an alarm.",
                counters.positions_beyond_log);
  const Room::Counters sum = rooms.room_counters();
  page->Counter("frames_released", "Frames that rooms gave to their watchers.", sum.frames);
  page->Counter("frame_bytes_released", "Their bytes, times receivers.", sum.frame_bytes);
  page->Counter("catch_ups", "Catch-ups completed.", sum.catch_ups);
  page->Counter("snapshots", "Pictures gathered for all who join with one sight.", sum.snapshots);
  page->Counter("live_refused", "Watchers sent to catch up by a full outbox.", sum.live_refused);
  uint64_t logs = 0, watchers = 0, items = 0;
  rooms.VisitRooms([&](const Room& room) {
    ++logs;
    watchers += room.watchers();
    items += room.picture().size();
  });
  page->Gauge("rooms", "Logs, the registry's among them.", static_cast<double>(logs));
  page->Gauge("watches", "Watches of all sessions.", static_cast<double>(watchers));
  page->Gauge("items", "Items in all pictures.", static_cast<double>(items));
}

void AddGateway(const GatewayCounters& counters, Page* page) {
  page->Counter("sockets_accepted", "Sockets accepted.", counters.sockets_accepted);
  page->Counter("sockets_refused", "Sockets closed unread, over a limit.",
                counters.sockets_refused);
  page->Counter("tls_failed", "TLS handshakes that failed.", counters.tls_failed);
  page->Counter("http_requests", "HTTP requests.", counters.requests);
  page->Counter("http_requests_timed_out", "Requests that did not come in time.",
                counters.requests_timed_out);
  page->Counter("handshakes", "WebSocket handshakes.", counters.handshakes);
  page->Counter("handshakes_refused", "WebSocket handshakes refused before the upgrade.",
                counters.handshakes_refused);
  page->Counter("messages_received", "WebSocket messages received.", counters.messages_received);
  page->Counter("bytes_received", "Their payload.", counters.bytes_received);
  page->Counter("writes", "WebSocket messages written, one write each.", counters.writes);
  page->Counter("bytes_written", "Their payload.", counters.bytes_written);
  page->Counter("closed_by_server", "Connections closed with a close code of the protocol.",
                counters.closed_by_server);
  page->Counter("cut", "Connections that did not go by themselves.", counters.cut);
  page->Counter("logins", "Logins.", counters.logins);
  page->Counter("logins_refused", "Logins refused.", counters.logins_refused);
  page->Counter("logins_throttled", "Logins refused unchecked, too many.",
                counters.logins_throttled);
  page->Distribution("commit_seconds", "How long a commit and its sync took.",
                     counters.commit_seconds);
  page->Distribution("release_seconds",
                     "From the decision of a commit's first command to its answer on the way.",
                     counters.release_seconds);
  page->Distribution("broadcast_seconds", "How long a fan-out took, of one commit or several.",
                     counters.broadcast_seconds);
  page->Distribution("commit_changes", "Changes in one commit.", counters.commit_changes);
}

double ResidentBytes() {
  unsigned long total = 0, resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu %lu", &total, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::string MetricsPage(const Rooms& rooms, const GatewayCounters& counters, const Gauges& gauges) {
  Page page;
  page.Gauge("connections", "WebSocket connections.", static_cast<double>(gauges.connections));
  page.Gauge("http_connections", "Other connections.",
             static_cast<double>(gauges.http_connections));
  page.Gauge("uptime_seconds", "Since the start.", static_cast<double>(gauges.uptime_ms) / 1000);
  page.Gauge("resident_bytes", "Memory of the process.", ResidentBytes());
  AddRooms(rooms, &page);
  AddGateway(counters, &page);
  return page.Text();
}

std::string HealthPage(const Rooms& rooms, const Gauges& gauges) {
  uint64_t head = 0, logs = 0;
  rooms.VisitRooms([&](const Room& room) {
    head += room.released();
    ++logs;
  });
  // The epoch is 64 bits, more than a JSON number is sure to keep.
  return "{\"status\":\"ok\",\"epoch\":\"" + std::to_string(rooms.epoch()) +
         "\",\"head\":" + std::to_string(head) + ",\"logs\":" + std::to_string(logs) +
         ",\"connections\":" + std::to_string(gauges.connections) +
         ",\"uptime_ms\":" + std::to_string(gauges.uptime_ms) + "}\n";
}

}  // namespace samlad
