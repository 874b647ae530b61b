#include "clients/cpp/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace samlad::client {

namespace asio = boost::asio;

struct Loop::Impl {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  std::optional<asio::signal_set> signals;
  std::thread thread;
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}

Loop::~Loop() {
  Stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

void Loop::Run() {
  impl_->io.restart();
  impl_->io.run();
}

void Loop::RunOnThread() {
  impl_->thread = std::thread([this] { Run(); });
}

void Loop::Stop() { impl_->io.stop(); }

void Loop::Post(std::function<void()> work) { asio::post(impl_->io, std::move(work)); }

void Loop::After(int64_t delay_ms, std::function<void()> work) {
  auto timer = std::make_shared<asio::steady_timer>(impl_->io, std::chrono::milliseconds(delay_ms));
  timer->async_wait([timer, work = std::move(work)](const boost::system::error_code& error) {
    if (!error) work();
  });
}

void Loop::OnInterrupt(std::function<void()> interrupted) {
  impl_->signals.emplace(impl_->io, SIGINT, SIGTERM);
  impl_->signals->async_wait(
      [interrupted = std::move(interrupted)](const boost::system::error_code& error, int) {
        if (!error) interrupted();
      });
}

int64_t Loop::now_ms() const {
  using std::chrono::steady_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             steady_clock::now().time_since_epoch())
      .count();
}

boost::asio::io_context& Loop::io() { return impl_->io; }

}  // namespace samlad::client
