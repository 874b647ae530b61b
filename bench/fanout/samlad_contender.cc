#include <poll.h>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "bench/fanout/contender.h"
#include "bench/kit/clock.h"
#include "bench/kit/commands.h"
#include "bench/kit/samlad_process.h"
#include "bench/kit/temp_folder.h"
#include "server/gateway/clock.h"
#include "storage/check.h"
#include "storage/rocks_log.h"

namespace samlad::bench {
namespace {

constexpr size_t kSubscribersPerAddress = 5000;

std::string Founded(const Cast& cast, const std::string& folder) {
  RocksLogOptions options;
  options.folder = folder;
  std::unique_ptr<RocksLog> log;
  CHECK(RocksLog::Open(options, &log).ok());
  CHECK(cast.Found(log.get()).ok());
  return folder;
}

// Somebody who sends commands one at a time.
class Writer {
 public:
  Writer(WebSocket socket, const LogId& incident, Ids* ids)
      : socket_(std::move(socket)), incident_(incident), ids_(ids) {}

  int fd() const { return socket_.fd(); }
  bool waiting() const { return waiting_; }
  uint64_t confirmed() const { return confirmed_; }
  uint64_t position() const { return position_; }

  void Send() {
    waiting_ = true;
    socket_.Send(EncodeCommand(CreateSomething(incident_, WallMs(), ids_)));
  }
  void Read() {
    CHECK(socket_.Receive([this](std::string_view bytes) {
      v1::ServerFrame frame;
      CHECK(frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
      for (const v1::ServerMessage& message : frame.messages()) {
        if (!message.has_result()) continue;
        CHECK(message.result().has_accepted());
        position_ = message.result().accepted().last_seq();
        ++confirmed_;
        waiting_ = false;
      }
    }));
  }

 private:
  WebSocket socket_;
  const LogId incident_;
  Ids* const ids_;
  bool waiting_ = false;
  uint64_t confirmed_ = 0;
  uint64_t position_ = 0;
};

class SamladContender final : public Contender {
 public:
  explicit SamladContender(const Arena& arena)
      : temp_(arena.folder),
        cast_(2, WallMs() - 60'000),
        data_(Founded(cast_, temp_.path() + "/data")),
        token_(Cast::TokenFor(cast_.players().front(), KeyOf(data_), WallMs())),
        samlad_({arena.samlad, data_, kServerCore}),
        writer_(NewWriter()) {}

  uint64_t Send(size_t changes) override {
    for (size_t i = 0; i < changes; ++i) {
      writer_.Send();
      while (writer_.waiting()) {
        pollfd readable{writer_.fd(), POLLIN, 0};
        CHECK(poll(&readable, 1, 60'000) == 1);
        writer_.Read();
      }
    }
    return writer_.position();
  }

  void AddSubscriber(Subscribers* subscribers) override {
    const std::string from =
        "127.0.1." + std::to_string(1 + subscribers->size() / kSubscribersPerAddress);
    uint64_t through = 0;
    WebSocket socket = samlad_.Watch(token_, cast_.incident(), from, &through);
    subscribers->Add(std::move(socket), through);
  }

  Child& child() override { return samlad_.child(); }

  Writer NewWriter() { return Writer(samlad_.Connect(token_), cast_.incident(), &cast_.ids); }

 private:
  TempFolder temp_;
  Cast cast_;
  const std::string data_;
  const std::string token_;
  SamladProcess samlad_;
  Writer writer_;
};

}  // namespace

std::unique_ptr<Contender> StartSamlad(const Arena& arena) {
  return std::make_unique<SamladContender>(arena);
}

Storm WriteAsFastAsConfirmed(Contender* samlad, Poller* poller, size_t writers, double seconds) {
  auto* server = static_cast<SamladContender*>(samlad);
  std::deque<Writer> all;
  const int64_t begin = SteadyNs();
  const int64_t end = begin + static_cast<int64_t>(seconds * 1e9);
  size_t waiting = writers;
  for (size_t i = 0; i < writers; ++i) {
    Writer* writer = &all.emplace_back(server->NewWriter());
    poller->Add(writer->fd(), [&, writer] {
      writer->Read();
      if (writer->waiting()) return;
      SteadyNs() < end ? writer->Send() : static_cast<void>(--waiting);
    });
  }
  for (Writer& writer : all) writer.Send();
  while (waiting > 0) CHECK(poller->Poll(60'000));
  Storm storm;
  storm.seconds = static_cast<double>(SteadyNs() - begin) / 1e9;
  for (const Writer& writer : all) {
    storm.confirmed += writer.confirmed();
    storm.position = std::max(storm.position, writer.position());
  }
  return storm;
}

}  // namespace samlad::bench
