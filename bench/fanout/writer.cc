#include "bench/fanout/writer.h"

#include <algorithm>
#include <cstring>

#include "bench/fanout/frame_walk.h"
#include "bench/kit/clock.h"
#include "samlad/v1/frames.pb.h"
#include "storage/check.h"

namespace samlad::bench {

void Writer::Send(size_t commands) {
  for (size_t i = 0; i < commands; ++i) {
    Waiting waiting{};
    socket_.Queue(stock_->Next(&waiting.tag));
    std::memcpy(waiting.command_id.data(), stock_->last_command_id().data(),
                waiting.command_id.size());
    waiting.sent_ns = SteadyNs();
    waiting_.push_back(waiting);
  }
  socket_.Flush();
}

void Writer::Read(const OnConfirmed& on_confirmed) {
  const bool open = socket_.Receive([&](std::string_view frame) {
    Piece piece;
    while (TakePiece(&frame, &piece)) {
      CHECK(piece.kind != v1::ServerMessage::kGoodbyeFieldNumber);
      if (piece.kind != v1::ServerMessage::kResultFieldNumber) continue;
      ResultSeen result;
      CHECK(ReadResult(piece.body, &result) && !waiting_.empty());
      const Waiting& first = waiting_.front();
      CHECK(result.command_id == std::string_view(first.command_id.data(), CommandStock::kIdBytes));
      if (!result.accepted) {
        v1::CommandResult told;
        told.ParseFromString(std::string(piece.body));
        std::fprintf(stderr, "%s\n", told.rejection().ShortDebugString().c_str());
      }
      CHECK(result.accepted && result.first_seq == result.last_seq);
      stock_->OnAccepted(first.tag, result.last_seq);
      const Confirmed confirmed{result.last_seq, first.tag, first.sent_ns};
      waiting_.pop_front();
      if (on_confirmed) on_confirmed(confirmed);
    }
    CHECK(frame.empty());
  });
  CHECK(open);
  socket_.Flush();
}

uint64_t Writer::AwaitAll(const OnConfirmed& on_confirmed) {
  constexpr int kAnswerMsMax = 60'000;
  uint64_t position = 0;
  Poller poller;
  poller.Add(fd(), [&] {
    Read([&](const Confirmed& confirmed) {
      position = confirmed.position;
      if (on_confirmed) on_confirmed(confirmed);
    });
  });
  while (!waiting_.empty()) CHECK(poller.Poll(kAnswerMsMax));
  return position;
}

Flow WriteFlatOut(std::deque<Writer>* writers, size_t in_flight_each, double seconds,
                  Poller* poller, const Writer::OnConfirmed& on_confirmed) {
  constexpr int kProgressMsMax = 60'000;
  Flow flow;
  const int64_t begin = SteadyNs();
  const int64_t end = begin + static_cast<int64_t>(seconds * 1e9);
  size_t busy = writers->size();
  for (Writer& writer : *writers) {
    poller->Add(writer.fd(), [&, in_flight_each] {
      if (writer.in_flight() == 0) return;
      writer.Read([&](const Writer::Confirmed& confirmed) {
        ++flow.confirmed;
        flow.position = std::max(flow.position, confirmed.position);
        flow.latencies_us.Add(static_cast<double>(SteadyNs() - confirmed.sent_ns) / 1000);
        if (on_confirmed) on_confirmed(confirmed);
      });
      if (SteadyNs() < end) {
        writer.Send(in_flight_each - writer.in_flight());
      } else if (writer.in_flight() == 0) {
        --busy;
      }
    });
    writer.Send(in_flight_each);
  }
  while (busy > 0) CHECK(poller->Poll(kProgressMsMax));
  flow.seconds = static_cast<double>(SteadyNs() - begin) / 1e9;
  return flow;
}

}  // namespace samlad::bench
