#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/gateway/limits.h"
#include "server/room/ports.h"

namespace samlad {

// A socket and what is said over it. Kept alive by its own pending operations.
//
// Threads: the loop's.
class Connection {
 public:
  enum class Kind { kHttp, kWebSocket };

  virtual ~Connection() = default;
  // Looks at its time limits, and lets the session look at its own.
  virtual void Tick(Moment now) = 0;
  // Something waits to be written.
  virtual void Flush() = 0;
  // The server goes down.
  virtual void GoAway(uint32_t retry_after_ms) = 0;
  // Closes the socket, whatever is under way.
  virtual void Cut() = 0;
};

// All connections of the server: counted, by address too, and looked at by one ticker instead of a
// timer for each.
//
// Threads: the loop's.
class Connections {
 public:
  // A place in the table, given back when it goes.
  class Place {
   public:
    Place() = default;
    Place(Connections* table, Connection* connection, Connection::Kind kind, std::string address);
    Place(Place&& other) noexcept;
    Place& operator=(Place&&) = delete;
    ~Place();
    const std::string& address() const { return address_; }

   private:
    Connections* table_ = nullptr;
    Connection* connection_ = nullptr;
    Connection::Kind kind_ = Connection::Kind::kHttp;
    std::string address_;
  };

  explicit Connections(const GatewayLimits* limits) : limits_(limits) {}

  // Is there a place for one more socket from this address?
  bool HasHttpPlace(const std::string& address) const;
  // 0, or the HTTP status that refuses the upgrade: 503 if all places are taken, 429 if the address
  // has taken its share.
  unsigned RefuseWebSocket(const std::string& address) const;

  size_t count(Connection::Kind kind) const { return kinds_[Index(kind)].connections.size(); }
  bool empty() const {
    return count(Connection::Kind::kHttp) + count(Connection::Kind::kWebSocket) == 0;
  }

  // REQUIRES: visit takes away no connection while it runs; sockets that it closes go later.
  template <typename Visitor>
  void Visit(Visitor visit) const {
    for (const OfKind& of_kind : kinds_) {
      for (Connection* connection : of_kind.connections) visit(connection);
    }
  }

 private:
  struct OfKind {
    std::vector<Connection*> connections;
    std::unordered_map<Connection*, size_t> place_of;
    std::unordered_map<std::string, uint32_t> by_address;
  };
  static size_t Index(Connection::Kind kind) { return static_cast<size_t>(kind); }
  static uint32_t CountOf(const OfKind& of_kind, const std::string& address);
  void Add(Connection* connection, Connection::Kind kind, const std::string& address);
  void Remove(Connection* connection, Connection::Kind kind, const std::string& address);

  const GatewayLimits* limits_;
  OfKind kinds_[2];
};

}  // namespace samlad
