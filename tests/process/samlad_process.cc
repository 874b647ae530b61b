#include "tests/process/samlad_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "storage/check.h"
#include "tests/storage/temp_folder.h"

namespace samlad {
namespace {

bool Await(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

std::vector<char*> Pointers(std::vector<std::string>* texts) {
  std::vector<char*> pointers;
  for (std::string& text : *texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

SamladProcess::SamladProcess(const std::string& folder, const Arguments& arguments,
                             const Environment& environment) {
  static std::atomic<int> count = 0;
  const std::string name = folder + "/samlad." + std::to_string(++count);
  out_file_ = name + ".out";
  err_file_ = name + ".err";
  std::vector<std::string> argv = {SAMLAD_PROGRAM};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  std::vector<std::string> env;
  for (const auto& [variable, value] : environment) env.push_back(variable + "=" + value);
  const std::vector<char*> argv_pointers = Pointers(&argv), env_pointers = Pointers(&env);
  pid_ = ::fork();
  CHECK(pid_ >= 0);
  if (pid_ == 0) {
    ::dup2(::open(out_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open(err_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    ::execve(SAMLAD_PROGRAM, argv_pointers.data(), env_pointers.data());
    ::_exit(127);
  }
}

SamladProcess::~SamladProcess() {
  if (!running()) return;
  Signal(SIGKILL);
  AwaitExit();
}

bool SamladProcess::running() {
  if (exit_ >= 0) return false;
  int status = 0;
  const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
  if (ended == 0) return true;
  exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

uint16_t SamladProcess::AwaitPort() {
  uint16_t port = 0;
  Await([&] {
    const std::string lines = running() || exit_ >= 0 ? out() : "";
    const size_t at = lines.find(" port=");
    if (at != std::string::npos && lines.find('\n', at) != std::string::npos) {
      port = static_cast<uint16_t>(std::stoi(lines.substr(at + 6)));
    }
    return port != 0 || !running();
  });
  return port;
}

void SamladProcess::Signal(int signal) {
  if (running()) ::kill(pid_, signal);
}

int SamladProcess::AwaitExit() {
  return Await([this] { return !running(); }) ? exit_ : 1000;
}

std::string SamladProcess::out() const {
  return ::access(out_file_.c_str(), R_OK) == 0 ? ReadWhole(out_file_) : "";
}

std::string SamladProcess::err() const {
  return ::access(err_file_.c_str(), R_OK) == 0 ? ReadWhole(err_file_) : "";
}

int InitAdmin(const std::string& folder, const std::string& data_folder) {
  SamladProcess process(folder,
                        {"--data-folder", data_folder, "--init-admin", "root", "--password-passes",
                         "1", "--password-memory-bytes", "8192"},
                        {{"SAMLAD_INIT_PASSWORD", "right"}});
  return process.AwaitExit();
}

SamladProcess::Arguments ServeFlags(const std::string& data_folder, uint16_t port) {
  return {"--data-folder",
          data_folder,
          "--port",
          std::to_string(port),
          "--password-passes",
          "1",
          "--password-memory-bytes",
          "8192"};
}

}  // namespace samlad
