#include "server/gateway/ws_connection.h"

#include <utility>

namespace samlad {
namespace {

namespace http = beast::http;
namespace websocket = beast::websocket;

// Bytes asked for while no message is under way: a connection that says nothing holds no more.
constexpr size_t kIdleReadBytes = 512;
// And once one is.
constexpr size_t kReadBytes = 16 * 1024;
constexpr size_t kCacheLineBytes = 64;
// A buffer that grew beyond this is given back when its message was read.
constexpr size_t kKeepBytes = 4 * 1024;

// One WebSocket.
//
//   kAccepting -> kOpen -> kClosing -> kClosed
//
// Beast does the handshake, reading, control frames and the close. Data frames come ready from the
// room and go straight to the wire, which keeps them apart from Beast's. A live change takes the
// short way, SendNow; what has to wait lies in the session's outbox, and goes out, all that is
// there in one write, when the wire is idle again.
class WsConnection final : public Connection,
                           public Carrier,
                           public std::enable_shared_from_this<WsConnection> {
 public:
  WsConnection(Core* core, Wire wire, Codec codec, const std::string& address)
      : core_(core),
        ws_(std::move(wire)),
        codec_(codec),
        place_(core->connections, this, Kind::kWebSocket, address) {}

  void Accept(const Handshake& handshake, const http::request<http::string_body>& request) {
    SetOptions(handshake.subprotocol);
    deadline_ms_ = SteadyMs() + core_->limits->http_header_timeout_ms;
    ws_.async_accept(request,
                     [self = shared_from_this(), token = handshake.token](beast::error_code error) {
                       error ? self->Finish() : self->Open(token);
                     });
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
    if (state_ != State::kOpen) return;
    if (wire().broken()) return Finish();
    Write();
  }

  void Prefetch() const override {
    const char* wire = reinterpret_cast<const char*>(&ws_.next_layer());
    for (size_t at = 0; at < sizeof(Wire); at += kCacheLineBytes) __builtin_prefetch(wire + at);
  }

  bool SendNow(const FrameRef& frame) override {
    if (state_ != State::kOpen || peer_closes_ || !wire().idle()) return false;
    ++core_->counters->writes;
    core_->counters->bytes_written += frame->As(codec_).size();
    wire().SendShared(frame->Message(codec_), frame);
    // The session is in the middle of a call: it hears of a full socket or a lost link later.
    if (wire().broken()) {
      Wake();
    } else if (!wire().idle()) {
      AwaitWritable();
    }
    return true;
  }

  void Wake() override {
    if (std::exchange(flush_wanted_, true)) return;
    core_->turn->WantFlush(shared_from_this());
  }

  void GoAway(uint32_t retry_after_ms) override {
    // One that is still shaking hands is told in Open.
    if (state_ == State::kOpen && !ClosingWanted()) session_->GoAway(retry_after_ms);
  }

  void Cut() override { Finish(); }

 private:
  enum class State { kAccepting, kOpen, kClosing, kClosed };

  Wire& wire() { return ws_.next_layer(); }

  void SetOptions(std::string_view subprotocol) {
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
    // Pings and pongs show that the peer lives. Each ping costs us a write, so they are counted. A
    // close is answered by Beast, and no data frame may follow the answer.
    ws_.control_callback([this](websocket::frame_type type, beast::string_view) {
      ++control_frames_;
      peer_closes_ = peer_closes_ || type == websocket::frame_type::close;
      if (session_) session_->Heard(Now());
    });
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
    session_ = Session::Create(core_->session, codec_, Now(), this);
    if (!token.empty()) session_->PresentToken(token);
    if (core_->stopping) session_->GoAway(core_->limits->restart_retry_after_ms);
    Read();
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
                        [self = shared_from_this()](beast::error_code error, size_t read) {
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
    Wake();
  }

  // REQUIRES: kOpen.
  void Write() {
    // It may be a control frame that waits, which tells nobody when it has left.
    if (!wire().idle()) return AwaitWritable();
    if (close_.code != CloseCode::kNone || session_->outbox().empty()) {
      if (ClosingWanted()) BeginClose();
      return;
    }
    if (peer_closes_) return;
    std::vector<FrameRef> frames;
    const size_t bytes = session_->outbox().Take(core_->limits->write_bytes_goal, &frames);
    ++core_->counters->writes;
    core_->counters->bytes_written += bytes;
    if (frames.size() == 1) {
      wire().SendShared(frames.front()->Message(codec_), frames.front());
    } else {
      // Frames one after the other are a frame again, so together they are one message.
      const auto header = std::make_shared<const std::string>(Frame::MessageHeader(codec_, bytes));
      std::vector<Wire::Piece> pieces = {{header, *header}};
      for (const FrameRef& frame : frames) pieces.push_back({frame, frame->As(codec_)});
      wire().Send(pieces);
    }
    if (wire().broken()) return Finish();
    wire().idle() ? OnDrained() : AwaitWritable();
  }

  void OnDrained() {
    session_->Drained(Now());
    // In a turn of its own, so that one who reads fast holds up nobody.
    if (!session_->outbox().empty() || ClosingWanted()) Wake();
  }

  void AwaitWritable() {
    if (std::exchange(awaits_writable_, true)) return;
    wire().socket().async_wait(
        Socket::wait_write,
        [self = shared_from_this()](beast::error_code error) { self->OnWritable(error); });
  }

  void OnWritable(beast::error_code error) {
    awaits_writable_ = false;
    if (state_ != State::kOpen) return;
    if (!error) wire().Resume();
    if (error || wire().broken()) return Finish();
    wire().idle() ? OnDrained() : AwaitWritable();
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
    LeaveSession();
    ws_.async_close(reason, [self = shared_from_this()](beast::error_code) { self->Finish(); });
  }

  // The connection is over: its session leaves the rooms at once; the object goes with its last
  // pending operation.
  void Finish() {
    if (state_ == State::kClosed) return;
    state_ = State::kClosed;
    LeaveSession();
    wire().Close();
  }

  // It may outlive the connection by a job of a worker.
  void LeaveSession() {
    if (session_) session_->Detach();
    session_.reset();
  }

  Core* const core_;
  websocket::stream<Wire, /*deflateSupported=*/false> ws_;
  std::shared_ptr<Session> session_;
  const Codec codec_;
  State state_ = State::kAccepting;
  bool flush_wanted_ = false;
  bool peer_closes_ = false;
  bool awaits_writable_ = false;
  // SteadyMs by which the present step must be done; 0: no limit.
  int64_t deadline_ms_ = 0;
  // Pings and pongs in the second that began then.
  uint32_t control_frames_ = 0;
  int64_t control_frames_since_ms_ = 0;
  // Set when the connection itself closes; goes before the session's.
  samlad::Close close_;
  beast::flat_buffer in_;
  const Connections::Place place_;
};

}  // namespace

void StartWebSocket(Core* core, Wire wire, const Handshake& handshake, const std::string& address,
                    const http::request<http::string_body>& request) {
  std::make_shared<WsConnection>(core, std::move(wire), handshake.codec, address)
      ->Accept(handshake, request);
}

}  // namespace samlad
