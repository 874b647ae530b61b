#include "clients/cpp/requests.h"

#include <utility>

namespace samlad::client {

uint64_t Requests::Add(v1::ListIncidents list) {
  v1::ClientMessage message;
  list.set_request(next_number_);
  *message.mutable_list_incidents() = std::move(list);
  return Keep(std::move(message));
}

uint64_t Requests::Add(v1::GetHistory get) {
  v1::ClientMessage message;
  get.set_request(next_number_);
  *message.mutable_get_history() = std::move(get);
  return Keep(std::move(message));
}

uint64_t Requests::Keep(v1::ClientMessage message) {
  if (waiting_.size() >= bounds_.requests_max) return 0;
  waiting_[next_number_].message = std::move(message);
  return next_number_++;
}

void Requests::OnConnectionLost() {
  for (auto& [number, request] : waiting_) request.asked = false;
}

void Requests::AppendTo(Outgoing* outgoing) {
  for (auto& [number, request] : waiting_) {
    if (request.asked) continue;
    outgoing->Add(request.message);
    request.asked = true;
  }
}

bool Requests::OnIncidents(const v1::IncidentList& list) {
  return waiting_.erase(list.request()) > 0;
}

bool Requests::OnHistory(v1::History* page) {
  const auto found = waiting_.find(page->request());
  if (found == waiting_.end()) return false;
  uint64_t& given_through = found->second.given_through;
  auto* changes = page->mutable_changes();
  // Pages are in order of seq, so what was given before a reconnect is at the front.
  int known = 0;
  while (known < changes->size() && changes->Get(known).seq() <= given_through) ++known;
  changes->DeleteSubrange(0, known);
  if (!changes->empty()) given_through = changes->rbegin()->seq();
  if (!page->more()) waiting_.erase(found);
  return true;
}

}  // namespace samlad::client
