#include "server/gateway/server.h"

#include <csignal>
#include <future>
#include <optional>
#include <utility>

#include "server/access/access.h"
#include "server/access/first_administrator.h"
#include "server/gateway/acceptor.h"
#include "server/gateway/commit_thread.h"
#include "server/gateway/core.h"
#include "server/gateway/tls.h"
#include "server/gateway/worker_pool.h"

namespace samlad {
namespace {

constexpr int64_t kRoomsTickIntervalMs = 1000;

ExitCode CodeOf(const Status& status) {
  switch (status.code()) {
    case Status::Code::kOk:
      return ExitCode::kOk;
    case Status::Code::kDamaged:
      return ExitCode::kDamaged;
    case Status::Code::kInUse:
      return ExitCode::kInUse;
    case Status::Code::kNotFound:
    case Status::Code::kIo:
      return ExitCode::kDataFolder;
  }
  return ExitCode::kDataFolder;
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerSettings& settings, EventLog* log, std::function<Status()> write_heads);
  ~Impl();

  Ending Start();
  Ending Run();
  void BeginStop();
  void Reload();
  void HandleSignals();

  asio::io_context& io() { return io_; }
  uint16_t port() const { return acceptor_->port(); }
  size_t CountConnections() const {
    return connections_.count(Connection::Kind::kHttp) +
           connections_.count(Connection::Kind::kWebSocket);
  }

 private:
  std::function<void(std::function<void()>)> Poster();
  CommitThread::Setup CommitSetup(EventLog* log, std::function<Status()> write_heads);
  Routes::Setup RoutesSetup();
  Status LoadFiles();
  Gauges NowGauges() const;
  void AwaitSignal();
  void ScheduleTick();
  void Tick();
  void StopWhenQuiet(int64_t steady_ms);
  void OnCommitted(const CommitThread::Done& done);
  void Broadcast();
  void OnStorageError(const Status& status);

  const ServerSettings settings_;
  GatewayCounters counters_;
  Connections connections_{&settings_.gateway};
  TurnEnd turn_{&io_, [this] { rooms_.Gather(); }};
  CommitThread committer_;
  WorkerPool workers_;
  WorkerPool login_workers_;
  Rooms rooms_;
  std::optional<Access> access_;
  std::optional<OriginList> origins_;
  std::optional<Routes> routes_;
  Core core_;
  // Made after, so gone before, all that its pending handlers refer to.
  asio::io_context io_{1};
  std::optional<Acceptor> acceptor_;
  asio::steady_timer ticker_{io_};
  asio::steady_timer broadcaster_{io_};
  std::chrono::steady_clock::time_point broadcast_not_before_;
  bool broadcast_waits_ = false;
  asio::signal_set signals_{io_};
  const int64_t started_ms_ = SteadyMs();
  int64_t rooms_tick_ms_ = 0;
  int64_t stop_by_ms_ = 0;  // 0: not stopping
  Ending ending_;
};

Server::Impl::Impl(const ServerSettings& settings, EventLog* log,
                   std::function<Status()> write_heads)
    : settings_(settings),
      committer_(CommitSetup(log, std::move(write_heads))),
      workers_(settings.gateway.worker_threads, settings.gateway.worker_queue_max, Poster()),
      login_workers_(settings.gateway.login_threads, settings.gateway.login_queue_max, Poster()),
      rooms_(log, &committer_, &settings_.room,
             {.staged =
                  [this] {
                    committer_.NoteStaged();
                    turn_.WantCommit();
                  },
              .failed = [this](const Status& status) { OnStorageError(status); },
              .position_beyond_log =
                  [](const LogId& lost, uint64_t position) {
                    spdlog::critical("position_beyond_log log={} position={}", ToHex(lost),
                                     position);
                  }}) {}

// Ends the threads that post to io_, then the sessions, while the rooms that they leave are there.
Server::Impl::~Impl() {
  workers_.Stop();
  login_workers_.Stop();
  (void)committer_.Stop();
  connections_.Visit([](Connection* connection) { connection->Cut(); });
  turn_.Close();
}

std::function<void(std::function<void()>)> Server::Impl::Poster() {
  return [this](std::function<void()> function) { asio::post(io_, std::move(function)); };
}

CommitThread::Setup Server::Impl::CommitSetup(EventLog* log, std::function<Status()> write_heads) {
  CommitThread::Setup setup;
  setup.log = log;
  setup.write_heads = std::move(write_heads);
  setup.heads_interval_ms = settings_.gateway.heads_interval_ms;
  setup.post = Poster();
  setup.done = [this](const CommitThread::Done& done) { OnCommitted(done); };
  setup.heads_failed = [this](const Status& status) { OnStorageError(status); };
  return setup;
}

Routes::Setup Server::Impl::RoutesSetup() {
  Routes::Setup setup;
  setup.rooms = &rooms_;
  setup.counters = &counters_;
  setup.origins = &*origins_;
  setup.gauges = [this] { return NowGauges(); };
  setup.login = {&*access_, &login_workers_, &counters_, !settings_.tls_certificate_file.empty()};
  setup.map_origins = settings_.map_origins;
  return setup;
}

Gauges Server::Impl::NowGauges() const {
  return {connections_.count(Connection::Kind::kWebSocket),
          connections_.count(Connection::Kind::kHttp), SteadyMs() - started_ms_};
}

Ending Server::Impl::Start() {
  TokenKey key;
  Status status = LoadOrCreateTokenKey(settings_.token_key_file, &key);
  if (!status.ok()) return {CodeOf(status), status.message()};
  status = rooms_.Load();
  if (!status.ok()) return {CodeOf(status), status.message()};
  access_.emplace(&rooms_.registry().picture(), key, settings_.access);

  // Writing through TLS to a socket that the peer has closed raises it.
  std::signal(SIGPIPE, SIG_IGN);
  core_.io = &io_;
  acceptor_.emplace(&core_);
  status = acceptor_->Listen(settings_.listen_address, settings_.port);
  if (!status.ok()) return {ExitCode::kListen, status.message()};
  const bool tls = !settings_.tls_certificate_file.empty();
  origins_.emplace(settings_.allowed_origins.empty()
                       ? OwnOrigins(tls, settings_.listen_address, acceptor_->port())
                       : settings_.allowed_origins);
  routes_.emplace(RoutesSetup());
  status = LoadFiles();
  if (!status.ok()) {
    return {status.code() == Status::Code::kNotFound ? ExitCode::kUsage : ExitCode::kCertificate,
            status.message()};
  }
  core_.limits = &settings_.gateway;
  core_.session.rooms = &rooms_;
  core_.session.authenticator = &*access_;
  core_.session.worker = &workers_;
  core_.session.limits = &settings_.room;
  core_.connections = &connections_;
  core_.counters = &counters_;
  core_.routes = &*routes_;
  core_.origins = &*origins_;
  core_.turn = &turn_;
  acceptor_->Accept();
  ScheduleTick();
  spdlog::info("listening address={} port={} tls={} epoch={:016x}", settings_.listen_address,
               acceptor_->port(), tls, rooms_.epoch());
  if (!HasAdministrator(rooms_.registry().picture())) {
    spdlog::warn(
        "nobody can log in yet: stop the server, then run samlad --init-admin LOGIN with "
        "the same settings and the password in SAMLAD_INIT_PASSWORD");
  }
  return {};
}

// kNotFound: the web folder; else certificate or key.
Status Server::Impl::LoadFiles() {
  auto web = std::make_shared<WebFolder>();
  Status status =
      WebFolder::Load(settings_.web_folder, settings_.gateway.web_folder_bytes_max, web.get());
  if (!status.ok()) return Status(Status::Code::kNotFound, status.message());
  std::shared_ptr<asio::ssl::context> tls;
  if (!settings_.tls_certificate_file.empty()) {
    status = LoadTls(settings_.tls_certificate_file, settings_.tls_key_file, &tls);
    if (!status.ok()) return status;
  }
  routes_->SetWebFolder(std::move(web));
  acceptor_->UseTls(std::move(tls));
  return Status();
}

Ending Server::Impl::Run() {
  io_.run();
  if (ending_.code != ExitCode::kOk) return ending_;
  acceptor_->Close();
  workers_.Stop();
  login_workers_.Stop();
  const Status heads = committer_.Stop();
  if (!heads.ok()) return {ExitCode::kStorage, heads.message()};
  spdlog::info("stopped");
  return {};
}

void Server::Impl::OnCommitted(const CommitThread::Done& done) {
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;
  rooms_.Committed(done.status);
  if (!done.status.ok()) return;
  // The answers go first: a confirmation does not wait behind the fan-out.
  turn_.Flush();
  const Clock::time_point answered = Clock::now();
  counters_.commit_seconds.Observe(done.seconds);
  counters_.commit_changes.Observe(static_cast<double>(done.changes));
  counters_.release_seconds.Observe(Seconds(answered - done.staged_at).count());
  // The one that is waited for takes this commit along.
  if (broadcast_waits_) return;
  if (answered >= broadcast_not_before_) return Broadcast();
  broadcast_waits_ = true;
  broadcaster_.expires_at(broadcast_not_before_);
  broadcaster_.async_wait([this](beast::error_code error) {
    if (!error) Broadcast();
  });
}

// What a fan-out of a commit costs depends on the receivers and not on the changes in it. So when
// it takes long, the next one is let wait a part of that time, and goes out for several commits.
void Server::Impl::Broadcast() {
  using Clock = std::chrono::steady_clock;
  broadcast_waits_ = false;
  const Clock::time_point begin = Clock::now();
  rooms_.Broadcast();
  const Clock::time_point end = Clock::now();
  counters_.broadcast_seconds.Observe(std::chrono::duration<double>(end - begin).count());
  const Clock::duration pause = (end - begin) * settings_.gateway.broadcast_pause_percent / 100;
  broadcast_not_before_ = end + pause;
}

void Server::Impl::OnStorageError(const Status& status) {
  if (ending_.code != ExitCode::kOk) return;
  ending_ = {ExitCode::kStorage, "storage error, stopping: " + status.message()};
  // Ends the loop before anything else of it runs: nothing more leaves.
  io_.stop();
}

void Server::Impl::BeginStop() {
  if (stop_by_ms_ != 0) return;
  spdlog::info("stopping connections={}", CountConnections());
  core_.stopping = true;
  stop_by_ms_ = SteadyMs() + settings_.gateway.shutdown_timeout_ms;
  acceptor_->Close();
  connections_.Visit([this](Connection* connection) {
    connection->GoAway(settings_.gateway.restart_retry_after_ms);
  });
}

void Server::Impl::Reload() {
  const Status status = LoadFiles();
  if (status.ok()) {
    spdlog::info("reloaded");
  } else {
    spdlog::error("reload_failed reason=\"{}\"", status.message());
  }
}

void Server::Impl::HandleSignals() {
  for (int signal : {SIGTERM, SIGINT, SIGHUP}) signals_.add(signal);
  AwaitSignal();
}

void Server::Impl::AwaitSignal() {
  signals_.async_wait([this](beast::error_code error, int signal) {
    if (error) return;
    signal == SIGHUP ? Reload() : BeginStop();
    AwaitSignal();
  });
}

void Server::Impl::ScheduleTick() {
  ticker_.expires_after(std::chrono::milliseconds(settings_.gateway.tick_interval_ms));
  ticker_.async_wait([this](beast::error_code error) {
    if (!error) Tick();
  });
}

void Server::Impl::Tick() {
  const Moment now = Now();
  if (now.steady_ms - rooms_tick_ms_ >= kRoomsTickIntervalMs) {
    rooms_tick_ms_ = now.steady_ms;
    rooms_.Tick(now.wall_ms);
  }
  connections_.Visit([=](Connection* connection) { connection->Tick(now); });
  if (stop_by_ms_ != 0) StopWhenQuiet(now.steady_ms);
  ScheduleTick();
}

void Server::Impl::StopWhenQuiet(int64_t steady_ms) {
  const bool late = steady_ms >= stop_by_ms_;
  if (late) connections_.Visit([](Connection* connection) { connection->Cut(); });
  if (rooms_.idle() && (connections_.empty() || late)) io_.stop();
}

Server::Server(const ServerSettings& settings, EventLog* log, std::function<Status()> write_heads)
    : impl_(std::make_unique<Impl>(settings, log, std::move(write_heads))) {}

Server::~Server() = default;

Ending Server::Start() { return impl_->Start(); }
uint16_t Server::port() const { return impl_->port(); }
Ending Server::Run() { return impl_->Run(); }
void Server::HandleSignals() { impl_->HandleSignals(); }

void Server::Stop() {
  asio::post(impl_->io(), [impl = impl_.get()] { impl->BeginStop(); });
}

void Server::Reload() {
  asio::post(impl_->io(), [impl = impl_.get()] { impl->Reload(); });
}

size_t Server::CountConnections() {
  std::promise<size_t> promise;
  asio::post(impl_->io(), [&] { promise.set_value(impl_->CountConnections()); });
  return promise.get_future().get();
}

}  // namespace samlad
