#include <unistd.h>

#include <utility>
#include <vector>

#include "bench/fanout/batch_follower.h"
#include "bench/fanout/contender.h"
#include "bench/fanout/numbered.h"
#include "bench/kit/commands.h"
#include "server/room/frame.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr int64_t kNowMs = 1'407'153'600'000;

// The floor's process, and the socket that it passes on from.
class FloorContender : public Contender {
 public:
  Child& child() override { return child_; }

  bool AddSubscribers(size_t count, Subscribers* subscribers, std::string* error) override {
    WebSocket::Target target;
    target.port = port_;
    target.path = "/sub";
    for (size_t i = 0; i < count; ++i) {
      target.from = CallingAddress(subscribers->size());
      WebSocket socket;
      if (!socket.Connect(target, error)) return false;
      subscribers->Add(std::move(socket), NewFollower());
    }
    return true;
  }

 protected:
  explicit FloorContender(const Arena& arena)
      : port_(FreePort()),
        child_({arena.floor, std::to_string(port_)}, arena.folder + "/floor.out", kServerCore) {
    constexpr int kTries = 1000;
    constexpr useconds_t kPauseUs = 10'000;
    WebSocket::Target target;
    target.port = port_;
    target.path = "/pub";
    std::string error;
    for (int tries = 0; !publisher_.Connect(target, &error); ++tries) {
      CHECK(tries < kTries && child_.Running());
      publisher_.Close();
      usleep(kPauseUs);
    }
  }

  void Publish(std::string_view bytes) {
    publisher_.Send(bytes);
    while (publisher_.sending()) publisher_.Flush();
  }

  virtual std::unique_ptr<Follower> NewFollower() const = 0;

  uint64_t position_ = 0;

 private:
  const uint16_t port_;
  Child child_;
  WebSocket publisher_;
};

// A change as samlad would send it.
std::string OneChange(Cast* cast) {
  const v1::Command command = CreateFeature(cast->incident(), kNowMs, &cast->ids);
  Verdict verdict =
      Decide(cast->picture, command, cast->ContextOf(cast->players().front(), kNowMs));
  CHECK(!verdict.rejection);
  return verdict.changes.front().SerializeAsString();
}

class FloorOfBatches final : public FloorContender {
 public:
  explicit FloorOfBatches(const Arena& arena)
      : FloorContender(arena), cast_(2, kNowMs), change_(OneChange(&cast_)) {}

  uint64_t Send(size_t changes) override {
    const std::vector<std::string_view> bytes(changes, change_);
    Publish(MakeBatchFrame({cast_.incident(), position_, position_ + changes}, bytes, {})->proto());
    return position_ += changes;
  }

 protected:
  std::unique_ptr<Follower> NewFollower() const override {
    return std::make_unique<WholeFollower>(position_);
  }

 private:
  Cast cast_;
  const std::string change_;
};

class FloorOfMessages final : public FloorContender {
 public:
  explicit FloorOfMessages(const Arena& arena) : FloorContender(arena) {}

  uint64_t Send(size_t messages) override {
    std::string bytes;
    for (size_t i = 0; i < messages; ++i) bytes += Numbered(++position_);
    Publish(bytes);
    return position_;
  }

 protected:
  std::unique_ptr<Follower> NewFollower() const override {
    return std::make_unique<NumberedFollower>(position_);
  }
};

}  // namespace

std::string CallingAddress(size_t index) {
  constexpr size_t kPerAddress = 5000;
  return "127.0.1." + std::to_string(1 + index / kPerAddress);
}

std::unique_ptr<Contender> StartFloor(const Arena& arena) {
  return std::make_unique<FloorOfBatches>(arena);
}

std::unique_ptr<Contender> StartNumberedFloor(const Arena& arena, std::string*) {
  return std::make_unique<FloorOfMessages>(arena);
}

}  // namespace samlad::bench
