#pragma once

#include <cstdint>
#include <map>

#include "clients/cpp/outgoing.h"
#include "samlad/v1/frames.pb.h"

namespace samlad::client {

// Questions that wait for their answers: the list of incidents, an item's history. Asked again on a
// new connection; pages that came already are not given twice.
//
// Threads: one thread at a time.
class Requests {
 public:
  struct Bounds {
    size_t requests_max = 64;
  };

  explicit Requests(const Bounds& bounds) : bounds_(bounds) {}

  // The request's number; 0 if requests_max wait already.
  uint64_t Add(v1::ListIncidents list);
  uint64_t Add(v1::GetHistory get);

  void OnConnectionLost();
  void AppendTo(Outgoing* outgoing);

  // True if it answers a request that was waiting.
  bool OnIncidents(const v1::IncidentList& list);
  // The same; takes out of the page what was given before.
  bool OnHistory(v1::History* page);

 private:
  struct Request {
    v1::ClientMessage message;
    bool asked = false;
    uint64_t given_through = 0;
  };

  uint64_t Keep(v1::ClientMessage message);

  Bounds bounds_;
  std::map<uint64_t, Request> waiting_;
  uint64_t next_number_ = 1;
};

}  // namespace samlad::client
