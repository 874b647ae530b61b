#include "tests/simulation/sim_server.h"

#include <algorithm>
#include <utility>

#include "storage/check.h"

namespace samlad::simulation {
namespace {

constexpr int64_t kTickUs = 50'000;
// What a socket's buffers hold: more is not taken from the outbox.
constexpr size_t kLinkBytes = 16 * 1024;
constexpr uint16_t kLinkBroken = 1006;

}  // namespace

// A sync takes a while, and a crash may fall before or after the moment it took hold.
class SimServer::Disk : public Committer {
 public:
  explicit Disk(SimServer* server) : server_(server) {}

  void Start(std::vector<LogAppend> appends) override {
    World* world = server_->world_;
    const auto batch = std::make_shared<std::vector<LogAppend>>(std::move(appends));
    const int64_t sync_us = static_cast<int64_t>(world->Pick(100, server_->faults_->sync_us_max));
    const uint64_t generation = server_->generation_;
    world->After(sync_us, [this, world, batch, generation] {
      if (server_->generation_ != generation) return;
      const Status status = server_->log_->Commit(*batch);
      if (status.ok() && server_->on_durable) server_->on_durable();
      // Durable now; the server learns of it a little later, if it lives.
      SimServer* server = server_;
      world->After(static_cast<int64_t>(world->Pick(1, 500)), [server, generation, status] {
        if (server->generation_ != generation) return;
        server->rooms_->Committed(status);
        server->BroadcastSoon();
      });
    });
  }

 private:
  SimServer* server_;
};

class SimServer::Helper : public Worker {
 public:
  explicit Helper(SimServer* server) : server_(server) {}

  bool Run(std::function<void()> work, std::function<void()> done) override {
    World* world = server_->world_;
    if (world->OneIn(50)) return false;
    const uint64_t generation = server_->generation_;
    SimServer* server = server_;
    const int64_t takes_us = static_cast<int64_t>(world->Pick(1, 10'000));
    world->After(takes_us, [server, generation, work = std::move(work), done = std::move(done)] {
      if (server->generation_ != generation) return;
      work();
      done();
    });
    return true;
  }

 private:
  SimServer* server_;
};

class SimServer::Doorman : public Authenticator {
 public:
  explicit Doorman(SimServer* server) : server_(server) {}

  std::optional<Authenticated> Check(std::string_view token, int64_t now_ms) override {
    auto found = server_->admitted_.find(std::string(token));
    if (found == server_->admitted_.end()) return std::nullopt;
    return Authenticated{found->second, now_ms + 3'600'000};
  }
  std::string HashPassword(const std::string& password) const override {
    return "hash of " + password;
  }

 private:
  SimServer* server_;
};

// What the socket has space for goes at once; now and then it has none though it could.
class SimServer::LinkCarrier : public Carrier {
 public:
  LinkCarrier(SimServer* server, LinkId id) : server_(server), id_(id) {}
  bool SendNow(const FrameRef& frame) override { return server_->SendNow(id_, frame); }
  void Wake() override { server_->FlushSoon(id_); }

 private:
  SimServer* server_;
  LinkId id_;
};

SimServer::SimServer(World* world, MemoryLog* log, RoomLimits limits, const Faults* faults)
    : world_(world),
      log_(log),
      limits_(limits),
      faults_(faults),
      disk_(std::make_unique<Disk>(this)),
      helper_(std::make_unique<Helper>(this)),
      doorman_(std::make_unique<Doorman>(this)) {
  Start();
  world_->After(kTickUs, [this] { Tick(); });
}

SimServer::~SimServer() {
  links_.clear();
  rooms_.reset();
}

void SimServer::Start() {
  CHECK(!rooms_);
  ++generation_;
  const uint64_t generation = generation_;
  const auto gather_soon = [this, generation] {
    world_->After(1, [this, generation] {
      if (generation_ == generation) rooms_->Gather();
    });
  };
  rooms_ = std::make_unique<Rooms>(
      log_, disk_.get(), &limits_,
      Rooms::Hooks{gather_soon, [](const Status&) { CHECK(!"a commit failed"); },
                   [](const LogId&, uint64_t) { CHECK(!"a client knows more than the log"); }});
  around_ = {rooms_.get(), doorman_.get(), helper_.get(), &limits_, "simulated"};
  CHECK(rooms_->Load().ok());
}

void SimServer::Crash() {
  CHECK(rooms_);
  world_->Note("crash");
  ++crashes_;
  ++generation_;
  std::vector<LinkId> ids;
  for (const auto& [id, link] : links_) ids.push_back(id);
  for (LinkId id : ids) Break(id, kLinkBroken, "The connection was lost.");
  links_.clear();
  rooms_.reset();
}

int64_t SimServer::Arrival(int64_t* last) {
  const int64_t at =
      world_->now_us() + static_cast<int64_t>(world_->Pick(50, faults_->delay_us_max));
  *last = std::max(at, *last + 1);
  return *last - world_->now_us();
}

SimServer::LinkId SimServer::Connect(Codec codec, Client client) {
  const LinkId id = next_link_++;
  if (!rooms_) {
    world_->After(1000, [client = std::move(client)] { client.closed(kLinkBroken, "Refused."); });
    return 0;
  }
  Link& link = links_[id];
  link.client = std::move(client);
  link.codec = codec;
  link.carrier = std::make_unique<LinkCarrier>(this, id);
  link.session = Session::Create(around_, codec, world_->now(), link.carrier.get());
  world_->After(Arrival(&link.arrives_down_us), [this, id] {
    auto found = links_.find(id);
    if (found != links_.end() && found->second.open) found->second.client.connected();
  });
  return id;
}

void SimServer::FromClient(LinkId id, std::string bytes) {
  auto found = links_.find(id);
  if (found == links_.end() || !found->second.open) return;
  if (faults_->drop_link_one_in && world_->OneIn(faults_->drop_link_one_in)) {
    return Break(id, kLinkBroken, "The connection was lost.");
  }
  world_->After(Arrival(&found->second.arrives_up_us), [this, id, bytes = std::move(bytes)] {
    auto again = links_.find(id);
    // The server still reads what was sent before a link broke.
    if (again != links_.end() && again->second.session) {
      again->second.session->Receive(bytes, world_->now());
      Flush(id);
    }
  });
}

// The changes of one commit go out at once, or together with those of the next.
void SimServer::BroadcastSoon() {
  if (world_->OneIn(2)) return rooms_->Broadcast();
  const uint64_t generation = generation_;
  world_->After(static_cast<int64_t>(world_->Pick(1, 5'000)), [this, generation] {
    if (generation_ == generation) rooms_->Broadcast();
  });
}

// A wake may come from deep within a room: writing is arranged, not done.
void SimServer::FlushSoon(LinkId id) {
  auto found = links_.find(id);
  if (found == links_.end() || found->second.flushing) return;
  found->second.flushing = true;
  world_->After(1, [this, id] {
    auto again = links_.find(id);
    if (again == links_.end()) return;
    again->second.flushing = false;
    Flush(id);
  });
}

bool SimServer::SendNow(LinkId id, const FrameRef& frame) {
  auto found = links_.find(id);
  if (found == links_.end()) return true;
  if (found->second.on_the_way >= kLinkBytes || world_->OneIn(4)) return false;
  Carry(id, &found->second, std::string(frame->As(found->second.codec)));
  return true;
}

void SimServer::Carry(LinkId id, Link* link, std::string bytes) {
  link->on_the_way += bytes.size();
  world_->After(Arrival(&link->arrives_down_us),
                [this, id, bytes = std::move(bytes)] { Arrive(id, bytes); });
}

void SimServer::Flush(LinkId id) {
  auto found = links_.find(id);
  if (found == links_.end() || !found->second.session) return;
  Link& link = found->second;
  outbox_bytes_seen_ = std::max(outbox_bytes_seen_, link.session->outbox().bytes());
  while (!link.session->outbox().empty() && link.on_the_way < kLinkBytes) {
    std::vector<FrameRef> frames;
    link.session->outbox().Take(kLinkBytes, &frames);
    std::string bytes;
    for (const FrameRef& frame : frames) bytes += frame->As(link.codec);
    Carry(id, &link, std::move(bytes));
    link.session->Drained(world_->now());
    outbox_bytes_seen_ = std::max(outbox_bytes_seen_, link.session->outbox().bytes());
  }
  if (link.session->close().code != CloseCode::kNone && link.session->outbox().empty()) {
    const Close close = link.session->close();
    link.session.reset();
    world_->After(Arrival(&link.arrives_down_us),
                  [this, id, close] { Break(id, static_cast<uint16_t>(close.code), close.text); });
  }
}

// Messages arrive in order, and one that the client does not read yet holds up those behind it.
void SimServer::Arrive(LinkId id, std::string bytes) {
  auto found = links_.find(id);
  if (found == links_.end() || !found->second.open) return;
  if (faults_->drop_link_one_in && world_->OneIn(faults_->drop_link_one_in)) {
    return Break(id, kLinkBroken, "The connection was lost.");
  }
  found->second.arrived.push_back(std::move(bytes));
  if (found->second.arrived.size() == 1) Offer(id);
}

void SimServer::Offer(LinkId id) {
  for (;;) {
    auto found = links_.find(id);
    if (found == links_.end() || !found->second.open || found->second.arrived.empty()) return;
    if (!found->second.client.received(found->second.arrived.front())) {
      world_->After(10'000, [this, id] { Offer(id); });
      return;
    }
    found = links_.find(id);
    if (found == links_.end()) return;
    found->second.on_the_way -= found->second.arrived.front().size();
    found->second.arrived.pop_front();
    Flush(id);
  }
}

// The client learns of it at once; the server may believe in the link for a while yet.
void SimServer::Break(LinkId id, uint16_t code, std::string text) {
  auto found = links_.find(id);
  if (found == links_.end() || !found->second.open) return;
  found->second.open = false;
  world_->Note("break");
  world_->After(1, [client = found->second.client, code, text = std::move(text)] {
    client.closed(code, text);
  });
  world_->After(static_cast<int64_t>(world_->Pick(1, 2'000'000)), [this, id] { links_.erase(id); });
}

void SimServer::Cut(LinkId id) {
  auto found = links_.find(id);
  if (found != links_.end()) found->second.open = false;
  world_->After(static_cast<int64_t>(world_->Pick(1, 2'000'000)), [this, id] { links_.erase(id); });
}

void SimServer::Tick() {
  world_->After(kTickUs, [this] { Tick(); });
  if (faults_->clock_jump_one_in && world_->OneIn(faults_->clock_jump_one_in)) {
    const auto by_ms = static_cast<int64_t>(world_->Pick(0, 7'200'000)) - 3'600'000;
    world_->JumpClock(by_ms);
  }
  if (!rooms_) return;
  if (faults_->crash_every_ms && world_->OneIn(faults_->crash_every_ms * 1000 / kTickUs)) {
    Crash();
    world_->After(static_cast<int64_t>(world_->Pick(1000, 1'000'000)), [this] {
      if (!rooms_) Start();
    });
    return;
  }
  rooms_->Tick(world_->now_ms());
  std::vector<LinkId> ids;
  for (const auto& [id, link] : links_) ids.push_back(id);
  for (LinkId id : ids) {
    auto found = links_.find(id);
    if (found == links_.end() || !found->second.session) continue;
    found->second.session->Tick(world_->now());
    Flush(id);
  }
}

}  // namespace samlad::simulation
