#include <unistd.h>

#include <utility>
#include <vector>

#include "bench/fanout/batch_follower.h"
#include "bench/fanout/contender.h"
#include "bench/kit/commands.h"
#include "server/room/frame.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr int64_t kNowMs = 1'407'153'600'000;
constexpr uint16_t kPort = 18'471;

// A change as samlad would send it.
std::string OneChange(Cast* cast) {
  const v1::Command command = CreateFeature(cast->incident(), kNowMs, &cast->ids);
  Verdict verdict =
      Decide(cast->picture, command, cast->ContextOf(cast->players().front(), kNowMs));
  CHECK(!verdict.rejection);
  return verdict.changes.front().SerializeAsString();
}

class FloorContender final : public Contender {
 public:
  explicit FloorContender(const Arena& arena)
      : cast_(2, kNowMs),
        change_(OneChange(&cast_)),
        child_({arena.floor, std::to_string(kPort)}, arena.folder + "/floor.out", kServerCore) {
    WebSocket::Target target;
    target.port = kPort;
    target.path = "/pub";
    std::string error;
    for (int tries = 0; !publisher_.Connect(target, &error); ++tries) {
      CHECK(tries < 1000 && child_.Running());
      publisher_.Close();
      usleep(10'000);
    }
  }

  uint64_t Send(size_t changes) override {
    const std::vector<std::string_view> bytes(changes, change_);
    const FrameRef frame =
        MakeBatchFrame({cast_.incident(), position_, position_ + changes}, bytes, {});
    publisher_.Send(frame->proto());
    while (publisher_.sending()) publisher_.Flush();
    return position_ += changes;
  }

  bool AddSubscriber(Subscribers* subscribers, std::string* error) override {
    WebSocket::Target target;
    target.port = kPort;
    target.path = "/sub";
    target.from = CallingAddress(subscribers->size());
    WebSocket socket;
    if (!socket.Connect(target, error)) return false;
    subscribers->Add(std::move(socket), std::make_unique<WholeFollower>(position_));
    return true;
  }

  Child& child() override { return child_; }

 private:
  Cast cast_;
  const std::string change_;
  Child child_;
  WebSocket publisher_;
  uint64_t position_ = 0;
};

}  // namespace

std::string CallingAddress(size_t index) {
  constexpr size_t kPerAddress = 5000;
  return "127.0.1." + std::to_string(1 + index / kPerAddress);
}

std::unique_ptr<Contender> StartFloor(const Arena& arena) {
  return std::make_unique<FloorContender>(arena);
}

}  // namespace samlad::bench
