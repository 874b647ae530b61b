// F8: what a connection costs that says nothing.
#include <unistd.h>

#include <vector>

#include "bench/fanout/figures.h"
#include "bench/kit/machine.h"

namespace samlad::bench {
namespace {

// What the first connections alone make the server hold is no cost of each.
constexpr size_t kFirst = 100;

struct Idle {
  double bytes_each = 0;
  double server_share = 0;
};

Idle IdleOf(const Arena& arena, size_t connections, const TlsIdentity* tls) {
  constexpr useconds_t kSettleUs = 500'000;
  constexpr useconds_t kWatchedUs = 1'000'000;
  FilledFolder folder(arena.folder, 2, {.items = 100, .changes = 100});
  SamladStage stage(arena, &folder, tls);
  std::vector<WebSocket> sockets;
  int64_t before = 0;
  for (size_t i = 0; i < kFirst + connections; ++i) {
    if (i == kFirst) before = stage.child().ResidentBytes();
    uint64_t through = 0;
    sockets.push_back(stage.Watch(0, i, &through));
  }
  usleep(kSettleUs);
  Idle idle;
  idle.bytes_each = static_cast<double>(stage.child().ResidentBytes() - before) /
                    static_cast<double>(connections);
  const int64_t cpu = stage.child().CpuNs();
  usleep(kWatchedUs);
  idle.server_share = static_cast<double>(stage.child().CpuNs() - cpu) / (kWatchedUs * 1e3);
  return idle;
}

void MeasureOne(const Run& run, const std::string& what, double aim_kb, const TlsIdentity* tls,
                Report* report) {
  const size_t connections = run.quick ? 2000 : 10'000;
  // Those of the server and the generator itself come on top.
  constexpr size_t kOtherDescriptors = 200;
  const std::string row = "F8: resident memory of an idle, watching connection, " + what + " (" +
                          Count(connections) + " of them)";
  const std::string aim = "≤ " + Digits(aim_kb) + " kB";
  const size_t descriptors = RaiseDescriptorLimit();
  if (descriptors < connections + kFirst + kOtherDescriptors) {
    report->Add(
        {row,
         "not measured: the system allows a process " + Count(descriptors) + " descriptors only",
         aim, false, run.CommandFor("f8")});
    return;
  }
  const Idle idle = IdleOf(run.arena, connections, tls);
  report->Add({row,
               Digits(idle.bytes_each / 1024) + " kB; the server takes " +
                   Digits(100 * idle.server_share) + " % of its core",
               aim, idle.bytes_each <= aim_kb * 1024, run.CommandFor("f8")});
}

}  // namespace

void MeasureIdle(const Run& run, Report* report) {
  constexpr double kPlainKb = 6;
  constexpr double kTlsKb = 40;
  const TempFolder temp(run.arena.folder);
  const TlsIdentity tls(temp.path());
  MeasureOne(run, "plain", kPlainKb, nullptr, report);
  MeasureOne(run, "TLS", kTlsKb, &tls, report);
  report->Note("F8: the kernel's own memory for sockets is not counted.");
}

}  // namespace samlad::bench
