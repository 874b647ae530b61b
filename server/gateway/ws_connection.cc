#include "server/gateway/ws_connection.h"

#include <deque>
#include <utility>

namespace samlad {
namespace {

namespace http = beast::http;
namespace websocket = beast::websocket;

// Bytes asked for while no message is under way: a connection that says nothing holds no more.
constexpr size_t kIdleReadBytes = 512;
// And once one is.
constexpr size_t kReadBytes = 16 * 1024;
// A buffer that grew beyond this is given back when its message was read.
constexpr size_t kKeepBytes = 4 * 1024;

// Buffers that lie in somebody else's vector, so that a write copies two pointers.
struct BufferSpan {
  using value_type = asio::const_buffer;
  using const_iterator = const asio::const_buffer*;
  const_iterator first;
  const_iterator last;
  const_iterator begin() const { return first; }
  const_iterator end() const { return last; }
};

// One WebSocket.
//
//   kAccepting -> kOpen -> kClosing -> kClosed
//
// One read is pending while it is open, and at most one write: whatever the session has put into
// its outbox by the time the write before is done goes out as one message, by one write.
template <typename Stream>
class WsConnection final : public Connection,
                           public std::enable_shared_from_this<WsConnection<Stream>> {
 public:
  WsConnection(Core* core, Stream stream, Codec codec, const std::string& address)
      : core_(core),
        ws_(std::move(stream)),
        codec_(codec),
        place_(core->connections, this, Kind::kWebSocket, address) {}

  void Accept(const Handshake& handshake, const http::request<http::string_body>& request) {
    SetOptions(handshake.subprotocol);
    deadline_ms_ = SteadyMs() + core_->limits->http_header_timeout_ms;
    ws_.async_accept(request,
                     [self = this->shared_from_this(), token = handshake.token](
                         beast::error_code error) { error ? self->Finish() : self->Open(token); });
  }

  void Tick(Moment now) override {
    if (state_ == State::kOpen && !ClosingWanted()) {
      session_->Tick(now);
      CheckControlFrames(now.steady_ms);
    }
    // A peer that does not read what is left before the close is not waited for.
    if (state_ == State::kOpen && ClosingWanted() && deadline_ms_ == 0) SetCloseDeadline();
    if (deadline_ms_ != 0 && now.steady_ms >= deadline_ms_ && state_ != State::kClosed) {
      ++core_->counters->cut;
      Cut();
    }
  }

  void Flush() override {
    flush_wanted_ = false;
    Write();
  }

  void GoAway(uint32_t retry_after_ms) override {
    // One that is still shaking hands is told in Open.
    if (state_ == State::kOpen && !ClosingWanted()) session_->GoAway(retry_after_ms);
  }

  void Cut() override {
    CloseSocket(SocketOf(ws_.next_layer()));
    Finish();
  }

 private:
  enum class State { kAccepting, kOpen, kClosing, kClosed };

  void SetOptions(std::string_view subprotocol) {
    // Its frames are as large as what is written: frames of ours are made once and never cut up.
    ws_.auto_fragment(false);
    // Fragments on their way in are counted by us, to close with a code that says what was wrong.
    ws_.read_message_max(0);
    // The ticker watches the time of all connections.
    ws_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                   websocket::stream_base::none(), false});
    ws_.set_option(websocket::stream_base::decorator(
        [subprotocol = std::string(subprotocol)](websocket::response_type& response) {
          response.set(http::field::sec_websocket_protocol, subprotocol);
          response.set(http::field::server, "samlad");
        }));
    // Pings and pongs show that the peer lives. Each ping costs us a write, so they are counted.
    ws_.control_callback([this](websocket::frame_type, beast::string_view) {
      ++control_frames_;
      if (session_) session_->Heard(Now());
    });
    codec_ == Codec::kJson ? ws_.text(true) : ws_.binary(true);
  }

  void CheckControlFrames(int64_t steady_ms) {
    if (control_frames_ > core_->session.limits->messages_per_second_max) {
      return Fail(CloseCode::kTooFast, "More pings than messages_per_second_max.");
    }
    if (steady_ms - control_frames_since_ms_ < 1000) return;
    control_frames_since_ms_ = steady_ms;
    control_frames_ = 0;
  }

  void Open(const std::string& token) {
    if (state_ != State::kAccepting) return;
    state_ = State::kOpen;
    deadline_ms_ = 0;
    // The session may outlive the connection by a job of a worker.
    std::weak_ptr<WsConnection> weak = this->weak_from_this();
    session_ = Session::Create(core_->session, codec_, Now(), [weak] {
      if (const std::shared_ptr<WsConnection> self = weak.lock()) self->WantFlush();
    });
    if (!token.empty()) session_->PresentToken(token);
    if (core_->stopping) session_->GoAway(core_->limits->restart_retry_after_ms);
    Read();
  }

  void WantFlush() {
    if (std::exchange(flush_wanted_, true)) return;
    core_->writes->Add(this->shared_from_this());
  }

  // The session or the connection itself has decided to close.
  bool ClosingWanted() const {
    return close_.code != CloseCode::kNone ||
           (session_ && session_->close().code != CloseCode::kNone);
  }

  void SetCloseDeadline() { deadline_ms_ = SteadyMs() + core_->limits->close_timeout_ms; }

  void Read() {
    const size_t bytes = in_.size() == 0 ? kIdleReadBytes : kReadBytes;
    ws_.async_read_some(in_.prepare(bytes),
                        [self = this->shared_from_this()](beast::error_code error, size_t read) {
                          self->OnRead(error, read);
                        });
  }

  void OnRead(beast::error_code error, size_t read) {
    // A read that ends because we close is not the end: the close is still under way.
    if (state_ != State::kOpen) return;
    if (error) return Finish();
    in_.commit(read);
    if (in_.size() > core_->session.limits->frame_bytes_max) {
      return Fail(CloseCode::kTooLarge, "A message is larger than frame_bytes_max.");
    }
    if (!ws_.is_message_done()) return Read();
    if (ws_.got_text() != (codec_ == Codec::kJson)) {
      return Fail(CloseCode::kMalformed, codec_ == Codec::kJson
                                             ? "samlad.v1.json is spoken in text messages."
                                             : "samlad.v1.proto is spoken in binary messages.");
    }
    ++core_->counters->messages_received;
    core_->counters->bytes_received += in_.size();
    session_->Receive({static_cast<const char*>(in_.data().data()), in_.size()}, Now());
    in_.consume(in_.size());
    if (in_.capacity() > kKeepBytes) in_.shrink_to_fit();
    // Once the session wants to close, the next thing read is the peer's close frame.
    if (!ClosingWanted()) Read();
  }

  // Closes without waiting for what lies in the outbox.
  void Fail(CloseCode code, std::string text) {
    close_ = {code, std::move(text)};
    SetCloseDeadline();
    WantFlush();
  }

  void Write() {
    if (state_ != State::kOpen || writing_) return;
    if (close_.code != CloseCode::kNone || session_->outbox().empty()) {
      if (ClosingWanted()) BeginClose();
      return;
    }
    const size_t bytes = session_->outbox().Take(core_->limits->write_bytes_goal, &sending_);
    buffers_.clear();
    for (const FrameRef& frame : sending_) {
      const std::string& text = frame->As(codec_);
      buffers_.emplace_back(text.data(), text.size());
    }
    ++core_->counters->writes;
    core_->counters->bytes_written += bytes;
    writing_ = true;
    ws_.async_write(BufferSpan{buffers_.data(), buffers_.data() + buffers_.size()},
                    [self = this->shared_from_this()](beast::error_code error, size_t) {
                      self->OnWritten(error);
                    });
  }

  void OnWritten(beast::error_code error) {
    writing_ = false;
    sending_.clear();
    if (state_ != State::kOpen) return;
    if (error) return Finish();
    session_->Drained(Now());
    Write();
  }

  void BeginClose() {
    const samlad::Close& why = close_.code != CloseCode::kNone ? close_ : session_->close();
    // Without the text: it may quote what the peer said, and that may be a token.
    spdlog::info("closing address={} code={}", place_.address(), static_cast<uint16_t>(why.code));
    ++core_->counters->closed_by_server;
    state_ = State::kClosing;
    if (deadline_ms_ == 0) SetCloseDeadline();
    const websocket::close_reason reason(static_cast<websocket::close_code>(why.code),
                                         beast::string_view(why.text.data(), why.text.size()));
    session_.reset();
    ws_.async_close(reason, [self = this->shared_from_this()](beast::error_code) {
      CloseSocket(SocketOf(self->ws_.next_layer()));
      self->Finish();
    });
  }

  // The connection is over: its session leaves the rooms at once; the object goes with its last
  // pending operation.
  void Finish() {
    if (state_ == State::kClosed) return;
    state_ = State::kClosed;
    session_.reset();
    CloseSocket(SocketOf(ws_.next_layer()));
  }

  Core* const core_;
  websocket::stream<Stream, /*deflateSupported=*/false> ws_;
  const Codec codec_;
  State state_ = State::kAccepting;
  bool writing_ = false;
  bool flush_wanted_ = false;
  // SteadyMs by which the present step must be done; 0: no limit.
  int64_t deadline_ms_ = 0;
  // Pings and pongs in the second that began then.
  uint32_t control_frames_ = 0;
  int64_t control_frames_since_ms_ = 0;
  std::shared_ptr<Session> session_;
  // Set when the connection itself closes; goes before the session's.
  samlad::Close close_;
  beast::flat_buffer in_;
  // What the write under way sends.
  std::deque<FrameRef> sending_;
  std::vector<asio::const_buffer> buffers_;
  const Connections::Place place_;
};

}  // namespace

template <typename Stream>
void StartWebSocket(Core* core, Stream stream, const Handshake& handshake,
                    const std::string& address, const http::request<http::string_body>& request) {
  std::make_shared<WsConnection<Stream>>(core, std::move(stream), handshake.codec, address)
      ->Accept(handshake, request);
}

template void StartWebSocket<Socket>(Core*, Socket, const Handshake&, const std::string&,
                                     const http::request<http::string_body>&);
template void StartWebSocket<TlsStream>(Core*, TlsStream, const Handshake&, const std::string&,
                                        const http::request<http::string_body>&);

}  // namespace samlad
