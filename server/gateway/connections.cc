#include "server/gateway/connections.h"

#include <utility>

#include "storage/check.h"

namespace samlad {

Connections::Place::Place(Connections* table, Connection* connection, Connection::Kind kind,
                          std::string address)
    : table_(table), connection_(connection), kind_(kind), address_(std::move(address)) {
  table_->Add(connection_, kind_, address_);
}

Connections::Place::Place(Place&& other) noexcept
    : table_(std::exchange(other.table_, nullptr)),
      connection_(other.connection_),
      kind_(other.kind_),
      address_(std::move(other.address_)) {}

Connections::Place::~Place() {
  if (table_) table_->Remove(connection_, kind_, address_);
}

uint32_t Connections::CountOf(const OfKind& of_kind, const std::string& address) {
  const auto found = of_kind.by_address.find(address);
  return found == of_kind.by_address.end() ? 0 : found->second;
}

bool Connections::HasHttpPlace(const std::string& address) const {
  const OfKind& http = kinds_[Index(Connection::Kind::kHttp)];
  return http.connections.size() < limits_->http_connections_max &&
         CountOf(http, address) < limits_->http_connections_per_address_max;
}

unsigned Connections::RefuseWebSocket(const std::string& address) const {
  const OfKind& sockets = kinds_[Index(Connection::Kind::kWebSocket)];
  if (sockets.connections.size() >= limits_->connections_max) return 503;
  return CountOf(sockets, address) >= limits_->connections_per_address_max ? 429 : 0;
}

void Connections::Add(Connection* connection, Connection::Kind kind, const std::string& address) {
  OfKind& of_kind = kinds_[Index(kind)];
  CHECK(of_kind.place_of.emplace(connection, of_kind.connections.size()).second);
  of_kind.connections.push_back(connection);
  ++of_kind.by_address[address];
}

void Connections::Remove(Connection* connection, Connection::Kind kind,
                         const std::string& address) {
  OfKind& of_kind = kinds_[Index(kind)];
  const auto found = of_kind.place_of.find(connection);
  CHECK(found != of_kind.place_of.end());
  // The last one takes the free place.
  const size_t place = found->second;
  of_kind.place_of.erase(found);
  Connection* last = of_kind.connections.back();
  of_kind.connections.pop_back();
  if (last != connection) {
    of_kind.connections[place] = last;
    of_kind.place_of[last] = place;
  }
  const auto counted = of_kind.by_address.find(address);
  if (--counted->second == 0) of_kind.by_address.erase(counted);
}

}  // namespace samlad
