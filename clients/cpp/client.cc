#include "clients/cpp/client.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <random>
#include <utility>

#include "clients/cpp/link.h"

namespace samlad::client {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

uint64_t RandomSeed() {
  std::random_device random;
  return (uint64_t{random()} << 32) | random();
}

}  // namespace

// Carries between the conversation and one link after the other. After whatever happens, Pump does
// what the conversation now wants.
class Client::Impl : public std::enable_shared_from_this<Client::Impl> {
 public:
  Impl(Loop* loop, ClientOptions options, Observer* observer)
      : loop_(loop),
        options_(std::move(options)),
        timer_(loop->io()),
        talk_(options_.conversation, observer) {}

  void Start() { PumpSoon(); }

  void End() {
    ended_ = true;
    timer_.cancel();
    if (link_) link_->Forget();
    link_.reset();
  }

  Conversation& talk() { return talk_; }
  bool ended() const { return ended_; }
  Loop* loop() const { return loop_; }

  void Pump() {
    if (ended_) return;
    const int64_t now_ms = loop_->now_ms();
    if (link_ && talk_.wants_close()) {
      Close();
    } else if (!link_ && !connecting_ && !offline_) {
      const auto at_ms = talk_.wants_connection_at_ms();
      if (at_ms && *at_ms <= now_ms) Connect();
    }
    WriteNext(now_ms);
    if (!ended_) WaitForTick(now_ms);
  }

  // Pump later, from the loop: the caller may be in the middle of the conversation.
  void PumpSoon() {
    if (pump_posted_) return;
    pump_posted_ = true;
    asio::post(loop_->io(), [self = shared_from_this()] {
      self->pump_posted_ = false;
      self->Pump();
    });
  }

  void Drop() {
    if (link_) link_->Drop();
  }

  void SetOffline(bool offline) {
    offline_ = offline;
    if (offline) Drop();
    PumpSoon();
  }

 private:
  void Connect() {
    LinkOptions options;
    options.address = options_.address;
    options.codec = options_.conversation.codec;
    options.user_agent = options_.conversation.client_name;
    options.frame_bytes_max = options_.frame_bytes_max;
    options.connect_timeout_ms = options_.connect_timeout_ms;
    LinkHandlers handlers;
    // The link may outlive this client for a moment, and is forgotten then.
    const std::weak_ptr<Impl> weak = shared_from_this();
    const auto with_self = [weak](auto call) {
      if (const std::shared_ptr<Impl> self = weak.lock(); self && !self->ended_) call(*self);
    };
    handlers.connected = [with_self] {
      with_self([](Impl& self) {
        self.connected_ = true;
        self.talk_.OnConnected(self.loop_->now_ms());
        self.Pump();
      });
    };
    handlers.received = [with_self](std::string_view bytes) {
      with_self([bytes](Impl& self) {
        self.talk_.OnFrame(bytes, self.loop_->now_ms());
        self.Pump();
      });
    };
    handlers.written = [with_self] {
      with_self([](Impl& self) {
        self.writing_ = false;
        self.Pump();
      });
    };
    handlers.closed = [with_self](uint16_t code, const std::string& why) {
      with_self([code, &why](Impl& self) { self.OnClosed(code, why); });
    };
    connecting_ = true;
    link_ = MakeLink(&loop_->io(), std::move(options), std::move(handlers));
    if (link_) link_->Connect();
  }

  void Close() {
    if (closing_) return;
    closing_ = true;
    // A connection of which nothing is heard gets no goodbye: it would not be heard either.
    link_->Close();
  }

  void OnClosed(uint16_t code, const std::string& why) {
    link_.reset();
    outgoing_.clear();
    connecting_ = connected_ = writing_ = closing_ = false;
    talk_.OnClosed(code, why, loop_->now_ms());
    Pump();
  }

  void WriteNext(int64_t now_ms) {
    if (!link_ || !connected_ || writing_ || closing_) return;
    if (outgoing_.empty()) {
      for (std::string& frame : talk_.TakeOutgoing(now_ms)) outgoing_.push_back(std::move(frame));
    }
    if (outgoing_.empty()) return;
    writing_ = true;
    link_->Write(std::move(outgoing_.front()));
    outgoing_.pop_front();
  }

  void WaitForTick(int64_t now_ms) {
    // Never later than this, whatever the conversation says; it costs next to nothing.
    constexpr int64_t kTickIntervalMaxMs = 1'000;
    int64_t at_ms = std::min(talk_.tick_at_ms(), now_ms + kTickIntervalMaxMs);
    if (const auto connect_at_ms = talk_.wants_connection_at_ms();
        connect_at_ms && !connecting_ && !offline_) {
      at_ms = std::min(at_ms, *connect_at_ms);
    }
    timer_.expires_after(std::chrono::milliseconds(std::max<int64_t>(at_ms - now_ms, 1)));
    timer_.async_wait([weak = weak_from_this()](error_code error) {
      const std::shared_ptr<Impl> self = weak.lock();
      if (error || !self || self->ended_) return;
      self->talk_.Tick(self->loop_->now_ms());
      self->Pump();
    });
  }

  Loop* loop_;
  ClientOptions options_;
  asio::steady_timer timer_;
  Conversation talk_;
  std::shared_ptr<Link> link_;
  // Taken from the conversation and not yet written.
  std::deque<std::string> outgoing_;
  bool connecting_ = false;  // from Connect until closed
  bool connected_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool pump_posted_ = false;
  bool offline_ = false;
  bool ended_ = false;
};

Client::Client(Loop* loop, ClientOptions options, Observer* observer) {
  if (options.conversation.seed == 0) options.conversation.seed = RandomSeed();
  impl_ = std::make_shared<Impl>(loop, std::move(options), observer);
  impl_->Start();
}

Client::~Client() { impl_->End(); }

void Client::Do(std::function<void(Conversation&)> call) {
  asio::post(impl_->loop()->io(), [impl = impl_, call = std::move(call)] {
    if (impl->ended()) return;
    call(impl->talk());
    impl->Pump();
  });
}

Conversation& Client::talk() {
  impl_->PumpSoon();
  return impl_->talk();
}

void Client::DropConnection() { impl_->Drop(); }

void Client::SetOffline(bool offline) { impl_->SetOffline(offline); }

}  // namespace samlad::client
