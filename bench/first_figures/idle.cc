#include <unistd.h>

#include <string>
#include <vector>

#include "bench/first_figures/figures.h"
#include "bench/kit/samlad_process.h"
#include "server/gateway/clock.h"

namespace samlad::bench {
namespace {

constexpr double kAimBytes = 16 * 1024;
// Fewer than there are ports of one address that calls.
constexpr size_t kConnectionsPerAddress = 5000;

}  // namespace

void MeasureIdle(Setup* in, Report* report) {
  const Setup& setup = *in;
  const size_t connections = setup.quick ? 2000 : 9000;
  FilledFolder folder(setup.folder, 2, {.items = 100, .changes = 100});
  const std::string token =
      Cast::TokenFor(folder.cast.players().front(), KeyOf(folder.path), WallMs());
  SamladProcess samlad({setup.program, folder.path});
  // What the first connections alone make the server hold is no cost of each.
  std::vector<WebSocket> sockets;
  constexpr size_t kFirst = 100;
  int64_t before = 0;
  for (size_t i = 0; i < kFirst + connections; ++i) {
    if (i == kFirst) before = samlad.child().ResidentBytes();
    const std::string from = "127.0.1." + std::to_string(1 + i / kConnectionsPerAddress);
    sockets.push_back(samlad.Watch(token, folder.cast.incident(), from));
  }
  usleep(1'000'000);
  const double each = static_cast<double>(samlad.child().ResidentBytes() - before) /
                      static_cast<double>(connections);
  const int64_t cpu = samlad.child().CpuNs();
  usleep(3'000'000);
  const double share = static_cast<double>(samlad.child().CpuNs() - cpu) / 3e9;
  report->Add({"resident memory of an idle, watching connection (" +
                   Digits(static_cast<double>(connections)) + " of them)",
               Digits(each / 1024) + " kB", "≤ 16 kB", each <= kAimBytes,
               setup.CommandFor("idle")});
  report->Note("the server with " + Digits(static_cast<double>(kFirst + connections)) +
               " idle connections takes " + Digits(100 * share) +
               " % of a core; the kernel's own memory for sockets is not counted.");
}

}  // namespace samlad::bench
