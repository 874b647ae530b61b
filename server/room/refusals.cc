#include "server/room/refusals.h"

#include "storage/check.h"

namespace samlad {
namespace {

struct Refusal {
  std::string_view name;
  v1::RejectionCode code;
  std::string_view sentence;
};

constexpr Refusal kRefusals[] = {
    {"password.too-short", v1::MALFORMED, "Choose a password of at least eight characters."},
    {"replay.limit", v1::TOO_LARGE, "You have as many replays open as allowed; close one first."},
    {"replay.not-open-to-evaluators", v1::NOT_ALLOWED,
     "That actor has not opened its sight to evaluators; ask it to, or replay as your own actor."},
    {"replay.taken", v1::CONFLICT, "This connection has a replay of that number; choose another."},
    {"replay.unknown", v1::NOT_FOUND,
     "This connection has no replay of that number; open it first."},
    {"room.busy", v1::BUSY, "The server has too much waiting; send it again in a moment."},
    {"server.busy", v1::BUSY, "The server has too much waiting; send it again in a moment."},
    {"session.too-fast", v1::TOO_FAST,
     "You send faster than the server allows; send it again in a moment."},
    {"session.too-many-in-flight", v1::BUSY,
     "Too many of your commands wait for an answer; send it again when some have come."},
    {"storage.unreadable", v1::BUSY,
     "The server could not read its log; tell the person who runs it."},
    {"watch.beyond-log", v1::NOT_FOUND,
     "Your position lies beyond the log of this server; tell the person who runs it, then join "
     "anew."},
    {"watch.ended", v1::NOT_FOUND, "Your organisation takes part in this incident no longer."},
    {"watch.limit", v1::TOO_LARGE, "You watch as many incidents as allowed; leave one first."},
    {"watch.unwatched", v1::NOT_FOUND, "You have left this incident."},
};

}  // namespace

v1::Rejection Refuse(std::string_view name, std::string field) {
  for (const Refusal& refusal : kRefusals) {
    if (refusal.name != name) continue;
    v1::Rejection rejection;
    rejection.set_code(refusal.code);
    rejection.set_rule(std::string(refusal.name));
    rejection.set_message(std::string(refusal.sentence));
    rejection.set_field(std::move(field));
    return rejection;
  }
  CHECK(!"a refusal by this name");
  return {};
}

}  // namespace samlad
