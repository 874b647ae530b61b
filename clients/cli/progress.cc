#include "clients/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace samlad::cli {
namespace {

constexpr int64_t kQuietMs = 500;
constexpr int64_t kRedrawMs = 100;
constexpr uint64_t kBarColumns = 30;

int64_t NowMs() {
  using std::chrono::steady_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Progress::Progress(std::string what)
    : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) == 1), started_ms_(NowMs()) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::Show(uint64_t done, uint64_t total) {
  if (!terminal_) return;
  const int64_t now_ms = NowMs();
  if (now_ms - started_ms_ < kQuietMs || now_ms - drawn_ms_ < kRedrawMs) return;
  drawn_ms_ = now_ms;
  shown_ = true;
  std::string bar;
  if (total > 0) {
    const uint64_t filled = std::min(kBarColumns, done * kBarColumns / total);
    bar = "[" + std::string(filled, '#') + std::string(kBarColumns - filled, ' ') + "] " +
          std::to_string(std::min<uint64_t>(100, done * 100 / total)) + " %  ";
  }
  std::fprintf(stderr, "\r\033[K%s %s%llu", what_.c_str(), bar.c_str(),
               static_cast<unsigned long long>(done));
  std::fflush(stderr);
}

}  // namespace samlad::cli
