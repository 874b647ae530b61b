#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "server/access/first_administrator.h"
#include "server/config.h"
#include "server/gateway/clock.h"
#include "server/gateway/exit_code.h"

namespace samlad {
namespace {

int Fail(ExitCode code, const std::string& sentence) {
  spdlog::shutdown();
  std::fprintf(stderr, "samlad: %s\n", sentence.c_str());
  return static_cast<int>(code);
}

// Log lines go to stdout, from a thread of their own: who reads them slowly loses lines and holds
// up nobody. Stderr has the one line that says why the process ended.
void StartLogging(const std::string& level) {
  spdlog::init_thread_pool(8192, 1);
  auto logger = spdlog::create_async_nb<spdlog::sinks::stdout_sink_mt>("samlad");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_level(spdlog::level::from_str(level));
}

// Sockets are descriptors: takes as many as the system lets us have.
void RaiseDescriptorLimit(const GatewayLimits& limits) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  constexpr rlim_t kForFiles = 2000;
  const rlim_t wanted = limits.connections_max + limits.http_connections_max + kForFiles;
  if (limit.rlim_cur < wanted) {
    spdlog::warn("few_descriptors limit={} wanted={}", limit.rlim_cur, wanted);
  }
}

ExitCode CodeOf(const Status& status) {
  switch (status.code()) {
    case Status::Code::kDamaged:
      return ExitCode::kDamaged;
    case Status::Code::kInUse:
      return ExitCode::kInUse;
    default:
      return ExitCode::kDataFolder;
  }
}

bool ReadPassword(const std::string& file, std::string* password) {
  if (file.empty()) {
    const char* variable = std::getenv(kPasswordVariable);
    *password = variable ? variable : "";
  } else {
    std::ifstream in(file);
    std::getline(in, *password);
  }
  return !password->empty();
}

int InitAdmin(const Invocation& asked, EventLog* log) {
  FirstAdministrator about{asked.init_admin, "", asked.init_actor};
  if (!ReadPassword(asked.init_password_file, &about.password)) {
    return Fail(ExitCode::kAdministrator,
                std::string("--init-admin needs a password, in the environment variable ") +
                    kPasswordVariable + " or by --init-password-file");
  }
  const Status status = CreateFirstAdministrator(about, log, asked.config.server.room,
                                                 asked.config.server.access, WallMs());
  if (!status.ok()) {
    const bool storage =
        status.code() == Status::Code::kIo || status.code() == Status::Code::kDamaged;
    return Fail(storage ? CodeOf(status) : ExitCode::kAdministrator, status.message());
  }
  spdlog::info("administrator_created login={}", about.login);
  spdlog::shutdown();
  return static_cast<int>(ExitCode::kOk);
}

int Serve(const Config& config, RocksLog* log) {
  RaiseDescriptorLimit(config.server.gateway);
  Server server(config.server, log, [log] { return log->WriteHeads(); });
  const Ending started = server.Start();
  if (started.code != ExitCode::kOk) return Fail(started.code, started.message);
  server.HandleSignals();
  const Ending ended = server.Run();
  if (ended.code == ExitCode::kStorage) {
    // Threads may hang in the failed disk: nothing is destroyed under them.
    ::_exit(Fail(ended.code, ended.message));
  }
  spdlog::shutdown();
  return static_cast<int>(ended.code);
}

int Main(int argc, const char* const* argv, const char* const* environment) {
  std::signal(SIGPIPE, SIG_IGN);
  Invocation asked;
  std::string error;
  if (!ReadInvocation(argc, argv, environment, &asked, &error)) {
    return Fail(ExitCode::kUsage, error);
  }
  if (!asked.help.empty() || asked.print_config) {
    const std::string text = asked.print_config ? PrintConfig(asked.config) : asked.help;
    return std::fputs(text.c_str(), stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
  }
  StartLogging(asked.config.log_level);
  std::unique_ptr<RocksLog> log;
  const Status status = RocksLog::Open(asked.config.storage, &log);
  if (!status.ok()) return Fail(CodeOf(status), status.message());
  return asked.init_admin.empty() ? Serve(asked.config, log.get()) : InitAdmin(asked, log.get());
}

}  // namespace
}  // namespace samlad

int main(int argc, char** argv, char** environment) {
  return samlad::Main(argc, argv, environment);
}
