#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/room/session.h"
#include "storage/memory_log.h"
#include "tests/simulation/world.h"

namespace samlad::simulation {

// The fault model: what may go wrong, and how often. A 0 never does.
struct Faults {
  uint64_t drop_link_one_in = 0;    // per message: the link breaks
  uint64_t slow_reader_one_in = 0;  // per message: the client stops reading for a while
  uint64_t slow_reader_ms_max = 3000;
  uint64_t crash_every_ms = 0;     // about: the server dies, with or without its last commit
  uint64_t clock_jump_one_in = 0;  // per tick: the wall clock jumps up to an hour either way
  uint64_t sync_us_max = 20'000;
  uint64_t delay_us_max = 30'000;  // of a message on its way
};

// The real Rooms and Sessions, on a disk that keeps what it confirmed, on links that break.
class SimServer {
 public:
  SimServer(World* world, MemoryLog* log, RoomLimits limits, const Faults* faults);
  ~SimServer();

  // The client's end of a link.
  struct Client {
    std::function<void()> connected;
    // A message from the server. False: not reading now; it is offered again.
    std::function<bool(const std::string&)> received;
    std::function<void(uint16_t code, std::string text)> closed;
  };
  using LinkId = uint64_t;

  // `connected` or `closed` follows.
  LinkId Connect(Codec codec, Client client);
  void FromClient(LinkId link, std::string bytes);
  // Breaks it from the client's side; `closed` is not called.
  void Cut(LinkId link);

  // Whoever says "token" is this.
  void Admit(const std::string& token, const Principal& who) { admitted_[token] = who; }
  void Withdraw(const std::string& token) { admitted_.erase(token); }

  void Crash();
  void Start();
  bool up() const { return rooms_ != nullptr; }
  Rooms& rooms() { return *rooms_; }
  uint64_t crashes() const { return crashes_; }
  // The most that ever waited in one outbox.
  size_t outbox_bytes_seen() const { return outbox_bytes_seen_; }
  // Called after each commit that became durable.
  std::function<void()> on_durable;

 private:
  class Disk;
  class Helper;
  class Doorman;
  class LinkCarrier;
  struct Link {
    Client client;
    std::unique_ptr<LinkCarrier> carrier;
    std::shared_ptr<Session> session;
    Codec codec = Codec::kProto;
    bool open = true;
    bool flushing = false;
    size_t on_the_way = 0;            // bytes sent and not yet read
    std::deque<std::string> arrived;  // the last part of their way
    int64_t arrives_up_us = 0;        // order of messages to the server
    int64_t arrives_down_us = 0;
  };

  int64_t Arrival(int64_t* last);
  void Flush(LinkId id);
  void FlushSoon(LinkId id);
  bool SendNow(LinkId id, const FrameRef& frame);
  void Carry(LinkId id, Link* link, std::string bytes);
  void BroadcastSoon();
  void Arrive(LinkId id, std::string bytes);
  void Offer(LinkId id);
  void Break(LinkId id, uint16_t code, std::string text);
  void Tick();

  World* world_;
  MemoryLog* log_;
  RoomLimits limits_;
  const Faults* faults_;
  std::map<std::string, Principal> admitted_;
  uint64_t generation_ = 0;
  uint64_t crashes_ = 0;
  size_t outbox_bytes_seen_ = 0;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<Helper> helper_;
  std::unique_ptr<Doorman> doorman_;
  std::unique_ptr<Rooms> rooms_;
  Session::Surroundings around_;
  std::map<LinkId, Link> links_;
  LinkId next_link_ = 1;
};

}  // namespace samlad::simulation
