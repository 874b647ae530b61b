#include "server/picture/sight.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace samlad {
namespace {

using Actors = std::vector<std::string_view>;

// Everybody in the audience of an item that is not for all participants: its owner and those named.
// Sorted, each once. The rules store the named actors in order, so sorting is rarely any work.
Actors ActorsOf(const v1::Item& item) {
  Actors actors;
  if (item.audience().kind() == v1::NAMED_ACTORS) {
    actors.assign(item.audience().actors().begin(), item.audience().actors().end());
  }
  if (!std::is_sorted(actors.begin(), actors.end())) std::sort(actors.begin(), actors.end());
  const std::string_view owner = item.owner();
  actors.insert(std::lower_bound(actors.begin(), actors.end(), owner), owner);
  actors.erase(std::unique(actors.begin(), actors.end()), actors.end());
  return actors;
}

bool IsForAll(const v1::Item& item) { return item.audience().kind() == v1::ALL_PARTICIPANTS; }

}  // namespace

bool Participates(const Picture& picture, const ItemId& actor) {
  if (picture.is_registry()) return true;
  const ItemRef participation = picture.ParticipationOf(actor);
  if (participation == nullptr) return false;
  const v1::ParticipationState state = participation->item().participation().state();
  return state == v1::PARTICIPATION_INVITED || state == v1::PARTICIPATION_ACTIVE;
}

bool InAudience(const v1::Item& item, const ItemId& actor) {
  if (item.has_account()) return false;
  if (IsForAll(item) || item.owner() == actor.view()) return true;
  if (item.audience().kind() != v1::NAMED_ACTORS) return false;
  const auto& named = item.audience().actors();
  return std::find(named.begin(), named.end(), actor.view()) != named.end();
}

bool Visible(const Sight& sight, const Picture& picture, const v1::Item& item) {
  return InAudience(item, sight.actor) && Participates(picture, sight.actor);
}

bool InSight(const Sight& sight, const v1::Item& item, bool registry) {
  return registry ? !item.has_account() : InAudience(item, sight.actor);
}

bool AudienceWithin(const v1::Item& inner, const v1::Item& outer) {
  if (inner.has_account()) return true;
  if (outer.has_account()) return false;
  if (IsForAll(outer)) return true;
  if (IsForAll(inner)) return false;
  const Actors inside = ActorsOf(inner);
  const Actors outside = ActorsOf(outer);
  return std::includes(outside.begin(), outside.end(), inside.begin(), inside.end());
}

}  // namespace samlad
