#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace samlad::bench {

// A program started by the benchmark, ended with it at the latest.
//
// Threads: one at a time.
class Child {
 public:
  // Runs `arguments[0]` with the rest, its standard output and errors in the file `output`. `core`:
  // the processor it is held to; -1 for any.
  Child(const std::vector<std::string>& arguments, const std::string& output, int core = -1);
  // Kills it if it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  bool Running();
  // SIGTERM, and waits.
  void Stop() { End(15); }
  // SIGKILL, and waits: as a crash would end it.
  void Kill() { End(9); }

  // What it has spent on a processor so far, all threads, user and system.
  int64_t CpuNs() const;
  // Its resident memory now: all of it, and what of that is its own rather than mapped files.
  int64_t ResidentBytes() const { return StatusBytes("VmRSS:"); }
  int64_t AnonymousBytes() const { return StatusBytes("RssAnon:"); }

 private:
  void End(int signal);
  int64_t StatusBytes(const std::string& field) const;

  pid_t pid_ = -1;
};

// A port of loopback that is free now, and that nobody else here hurries to take.
uint16_t FreePort();

// The last line of a file, such as what a child said before it ended; empty if there is none.
std::string LastLine(const std::string& file);

// The path of a program, searched for where a system keeps its programs and its servers; empty if
// it is not installed.
std::string FindProgram(const std::string& name);

// Holds the calling thread, and those it starts from now on, to one processor.
void HoldToCore(int core);

}  // namespace samlad::bench
