#include "tests/simulation/oracle.h"

#include <algorithm>

#include "storage/check.h"

namespace samlad::simulation {
namespace {

bool Addressed(const v1::Item& item, const std::string& actor) {
  if (item.has_account()) return false;
  if (item.owner() == actor) return true;
  switch (item.audience().kind()) {
    case v1::ALL_PARTICIPANTS:
      return true;
    case v1::NAMED_ACTORS:
      for (const std::string& named : item.audience().actors()) {
        if (named == actor) return true;
      }
      return false;
    default:
      return false;
  }
}

}  // namespace

void Oracle::Follow(const EventLog& log) {
  const Status status =
      log.Read(log_, head() + 1, UINT64_MAX, [&](uint64_t seq, std::string_view bytes) {
        CHECK(seq == head() + 1);
        v1::Change change;
        CHECK(change.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
        CHECK(change.seq() == seq);
        if (change.item().has_participation()) {
          participations_.emplace_back(seq, change.item().participation());
        }
        versions_[change.item().id()].push_back(seq);
        if (!change.command_id().empty()) {
          auto [range, is_new] = ranges_.emplace(change.command_id(), std::pair(seq, seq));
          // P3: the changes of a command stand together, so it took effect once.
          if (!is_new) CHECK(range->second.second + 1 == seq);
          range->second.second = seq;
        }
        changes_.push_back(std::move(change));
        bytes_.emplace_back(bytes);
        return true;
      });
  CHECK(status.ok() || status.code() == Status::Code::kNotFound);
}

bool Oracle::TakesPart(uint64_t seq, const std::string& actor) const {
  bool takes_part = false;
  for (const auto& [at, item] : participations_) {
    if (at <= seq && item.actor() == actor) takes_part = item.state() != v1::PARTICIPATION_ENDED;
  }
  return takes_part;
}

std::map<std::string, uint64_t> Oracle::PictureAt(uint64_t seq, const std::string& actor) const {
  std::map<std::string, uint64_t> picture;
  if (!TakesPart(seq, actor)) return picture;
  for (uint64_t at = 1; at <= seq; ++at) {
    const v1::Item& item = change(at).item();
    picture.erase(item.id());
    if (Addressed(item, actor)) picture[item.id()] = at;
  }
  return picture;
}

bool Oracle::MaySee(uint64_t seq, const std::string& actor) const {
  if (seq == 0 || seq > head()) return false;
  const v1::Item& item = change(seq).item();
  if (!Addressed(item, actor)) return false;
  // The end of one's own participation is the last thing one sees.
  const bool own = item.has_participation() && item.participation().actor() == actor;
  if (own && TakesPart(seq - 1, actor)) return true;
  // Else they took part at some time while the item was as this change left it.
  if (TakesPart(seq, actor)) return true;
  const auto& versions = versions_.at(item.id());
  const auto next = std::upper_bound(versions.begin(), versions.end(), seq);
  const uint64_t end = next == versions.end() ? head() + 1 : *next;
  for (const auto& [at, participation] : participations_) {
    if (at > seq && at < end && TakesPart(at, actor)) return true;
  }
  return false;
}

bool Oracle::EverSaw(const std::string& item, uint64_t seq, const std::string& actor) const {
  auto found = versions_.find(item);
  if (found == versions_.end()) return false;
  for (const uint64_t at : found->second) {
    if (at <= seq && Addressed(change(at).item(), actor)) return true;
  }
  return false;
}

std::pair<uint64_t, uint64_t> Oracle::RangeOf(const std::string& command_id) const {
  auto found = ranges_.find(command_id);
  return found == ranges_.end() ? std::pair<uint64_t, uint64_t>{0, 0} : found->second;
}

}  // namespace samlad::simulation
