#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace samlad {

// The real program, with an environment of its own: nothing of ours but what is given.
//
// Its output goes to files in `folder`, so that it never waits for us to read it.
class SamladProcess {
 public:
  using Arguments = std::vector<std::string>;
  using Environment = std::map<std::string, std::string>;

  SamladProcess(const std::string& folder, const Arguments& arguments,
                const Environment& environment = {});
  // Kills it if it still runs.
  ~SamladProcess();
  SamladProcess(const SamladProcess&) = delete;
  SamladProcess& operator=(const SamladProcess&) = delete;

  // The port it listens on, once it does; 0 if it ended instead, or did not get there in 60 s.
  uint16_t AwaitPort();
  void Signal(int signal);
  // Its exit code, or 128 and the signal that ended it; 1000 if it does not end within 60 s.
  int AwaitExit();
  bool running();

  std::string out() const;
  std::string err() const;

 private:
  pid_t pid_ = -1;
  int exit_ = -1;
  std::string out_file_;
  std::string err_file_;
};

// What makes the data folder's first administrator, "root" with the password "right"; its exit
// code. Password hashing is made cheap.
int InitAdmin(const std::string& folder, const std::string& data_folder);

// Flags for a server on `data_folder` at a free port, or `port`.
SamladProcess::Arguments ServeFlags(const std::string& data_folder, uint16_t port = 0);

}  // namespace samlad
