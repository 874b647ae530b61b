// Drives every target without libFuzzer: a seeded mutator over a corpus of real inputs. How many
// runs of each comes from SAMLAD_FUZZ_RUNS; a crash names the run, and SAMLAD_FUZZ_ONLY=n repeats
// it alone.

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <set>

#include "tests/fuzz/mutator.h"
#include "tests/fuzz/targets.h"

namespace samlad::fuzz {
namespace {

constexpr uint64_t kSeed = 1;
// Far more than any input may take, on a machine that does other things too.
constexpr unsigned kSecondsMax = 30;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// What runs, for whoever has to find it again.
char g_story[200];

void Tell(int signal) {
  const ssize_t written = write(STDERR_FILENO, g_story, std::strlen(g_story));
  (void)written;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Drive(const char* name, int (*target)(const uint8_t*, size_t),
           const std::vector<std::string>& corpus, uint64_t runs_by_default) {
  const Mutator mutator(kSeed, corpus);
  const uint64_t only = FromEnvironment("SAMLAD_FUZZ_ONLY", UINT64_MAX);
  const uint64_t runs = FromEnvironment("SAMLAD_FUZZ_RUNS", runs_by_default);
  for (const int signal : {SIGABRT, SIGSEGV, SIGALRM}) std::signal(signal, Tell);
  for (uint64_t run = 0; run < runs; ++run) {
    if (only != UINT64_MAX && run != only) continue;
    std::snprintf(g_story, sizeof(g_story),
                  "\n%s failed in run %llu: repeat with SAMLAD_FUZZ_ONLY=%llu\n", name,
                  static_cast<unsigned long long>(run), static_cast<unsigned long long>(run));
    const std::string input = mutator.Input(run);
    alarm(kSecondsMax);
    EXPECT_EQ(target(reinterpret_cast<const uint8_t*>(input.data()), input.size()), 0);
  }
  alarm(0);
}

TEST(Fuzz, ClientFrames) { Drive("ClientFrames", FuzzClientFrames, ClientFramesCorpus(), 20'000); }
TEST(Fuzz, Session) { Drive("Session", FuzzSession, SessionCorpus(), 1'000); }
TEST(Fuzz, StoredChanges) {
  Drive("StoredChanges", FuzzStoredChanges, StoredChangesCorpus(), 20'000);
}
TEST(Fuzz, StoredForms) { Drive("StoredForms", FuzzStoredForms, StoredFormsCorpus(), 20'000); }

TEST(Fuzz, TheMutatorRepeatsItself) {
  const Mutator once(kSeed, ClientFramesCorpus());
  const Mutator again(kSeed, ClientFramesCorpus());
  std::set<std::string> different;
  for (uint64_t run = 0; run < 1000; ++run) {
    EXPECT_EQ(once.Input(run), again.Input(run));
    different.insert(once.Input(run));
  }
  EXPECT_GT(different.size(), 900u);
}

}  // namespace
}  // namespace samlad::fuzz
