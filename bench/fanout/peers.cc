// What others cost that fan out over WebSockets, with messages as large as samlad's short changes.
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "bench/fanout/figures.h"

namespace samlad::bench {
namespace {

// One who takes part, and what it does beside fanning out.
struct Entrant {
  const char* name;
  const char* durable;
  const char* filtered;
  const char* resumable;
  std::unique_ptr<Contender> (*start)(const Arena&, std::string* error);
};

std::unique_ptr<Contender> StartShortSamlad(const Arena& arena, std::string*) {
  return StartSamlad(arena, Changes::kShort);
}

constexpr Entrant kEntrants[] = {
    {"the floor", "no", "no", "no", StartNumberedFloor},
    {"samlad", "yes, before it is sent", "by each one's sight", "from any position",
     StartShortSamlad},
    {"NATS (core)", "no", "by subject", "no", StartNats},
    {"nchan in nginx", "no", "by channel", "from a buffer", StartNchan},
    {"mosquitto (QoS 0)", "no", "by topic", "no", StartMosquitto},
    {"ws on Node.js", "no", "no", "no", StartWs},
};
constexpr size_t kEntrantCount = std::size(kEntrants);

// What is measured of each, in this order, on one and the same server.
struct Column {
  const char* name;
  size_t subscribers;
  size_t batch;
  bool in_quick;
};
constexpr Column kColumns[] = {
    {"100, one by one", 100, 1, true},
    {"1,000, one by one", 1000, 1, true},
    {"1,000, 16 at a time", 1000, 16, true},
    {"5,000, one by one", 5000, 1, false},
};
constexpr size_t kColumnCount = std::size(kColumns);

// How it went, over the rounds.
struct Record {
  std::array<Samples, kColumnCount> us, ratio, share;
  Samples bytes_per_connection;
  Samples bytes_per_message;
  std::string failure;  // of the last round that failed
};

struct Round {
  std::array<std::optional<Cost>, kColumnCount> costs;
  std::optional<double> bytes_per_connection;
  std::string failure;
};

// Lets the subscribers come, and reads what each more of them made the server hold.
bool Grow(size_t count, Contender* contender, Subscribers* subscribers, Round* round) {
  const size_t before = subscribers->size();
  if (before == count) return true;
  const int64_t resident = contender->child().ResidentBytes();
  if (!contender->AddSubscribers(count - before, subscribers, &round->failure)) return false;
  // The first ones also make it hold what is there once.
  if (before > 0) {
    round->bytes_per_connection =
        static_cast<double>(contender->child().ResidentBytes() - resident) /
        static_cast<double>(count - before);
  }
  return true;
}

Round RoundOf(const Entrant& entrant, const Run& run) {
  constexpr size_t kWarming = 5;
  constexpr size_t kTimesMin = 10;
  Round round;
  const std::unique_ptr<Contender> contender = entrant.start(run.arena, &round.failure);
  if (!contender) return round;
  round.failure.clear();
  Poller poller;
  Subscribers subscribers(&poller);
  for (size_t i = 0; i < kColumnCount; ++i) {
    const Column& column = kColumns[i];
    if (run.quick && !column.in_quick) continue;
    if (!Grow(column.subscribers, contender.get(), &subscribers, &round)) break;
    const size_t deliveries = run.quick ? 50'000 : 400'000;
    const size_t times = std::max(kTimesMin, deliveries / column.subscribers / column.batch);
    for (size_t n = 0; n < kWarming && !subscribers.failed(); ++n) {
      subscribers.Await(contender->Send(column.batch));
    }
    const Meter meter(contender->child(), subscribers);
    for (size_t n = 0; n < times && !subscribers.failed(); ++n) {
      subscribers.Await(contender->Send(column.batch));
    }
    round.failure = subscribers.error();
    if (subscribers.failed()) break;
    round.costs[i] = meter.Read();
  }
  return round;
}

// `floor`: of the same round.
void Keep(const Round& round, const Round& floor, Record* record) {
  for (size_t i = 0; i < kColumnCount; ++i) {
    if (!round.costs[i]) continue;
    record->us[i].Add(round.costs[i]->us_per_delivery);
    record->share[i].Add(round.costs[i]->generator_share);
    if (kColumns[i].batch == 1) record->bytes_per_message.Add(round.costs[i]->bytes_per_change);
    if (floor.costs[i]) {
      record->ratio[i].Add(round.costs[i]->us_per_delivery / floor.costs[i]->us_per_delivery);
    }
  }
  if (round.bytes_per_connection) record->bytes_per_connection.Add(*round.bytes_per_connection);
  if (!round.failure.empty()) record->failure = round.failure;
}

std::string RowOf(const Entrant& entrant, const Record& record, const Run& run) {
  constexpr double kShareMax = 0.95;
  std::string row = std::string("| ") + entrant.name + " | " + entrant.durable + " | " +
                    entrant.filtered + " | " + entrant.resumable + " |";
  for (size_t i = 0; i < kColumnCount; ++i) {
    if (run.quick && !kColumns[i].in_quick) continue;
    if (record.us[i].count() == 0) {
      row += " not measured |";
      continue;
    }
    row += " " + Digits(record.us[i].Median()) + " µs (" + Digits(record.ratio[i].Median()) + " ×)";
    if (record.share[i].Median() > kShareMax) row += " THE GENERATOR IS THE BOTTLENECK";
    row += " |";
  }
  const Samples& memory = record.bytes_per_connection;
  row += memory.count() == 0 ? " not measured |" : " " + Digits(memory.Median() / 1024) + " kB |";
  const Samples& bytes = record.bytes_per_message;
  row += bytes.count() == 0 ? " not measured |" : " " + Digits(bytes.Median()) + " |";
  return row;
}

}  // namespace

void MeasurePeers(const Run& run, Report* report) {
  std::array<Record, kEntrantCount> records;
  for (int i = 0; i < (run.quick ? 1 : 5); ++i) {
    const Round floor = RoundOf(kEntrants[0], run);
    Keep(floor, floor, &records[0]);
    for (size_t n = 1; n < kEntrantCount; ++n) {
      Keep(RoundOf(kEntrants[n], run), floor, &records[n]);
    }
  }
  std::string head = "| server | durable | filtered | resumable |";
  std::string line = "|---|---|---|---|";
  for (const Column& column : kColumns) {
    if (run.quick && !column.in_quick) continue;
    head += std::string(" ") + column.name + " |";
    line += "---|";
  }
  std::string table = "Server CPU per delivery (× the floor), by how many subscribe.\n\n" + head +
                      " memory of a connection | bytes of a message |\n" + line + "---|---|\n";
  for (size_t n = 0; n < kEntrantCount; ++n) table += RowOf(kEntrants[n], records[n], run) + "\n";
  for (size_t n = 0; n < kEntrantCount; ++n) {
    if (records[n].failure.empty()) continue;
    table += std::string("\n- ") + kEntrants[n].name + ": " + records[n].failure + ".";
  }
  table += "\n- all rows: `" + run.CommandFor("peers") + "`\n";
  report->AddTable("Beside others", table);
}

}  // namespace samlad::bench
