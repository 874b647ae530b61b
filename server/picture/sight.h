#pragma once

#include "server/picture/picture.h"

namespace samlad {

// What a principal may see. Sessions of equal sight get equal bytes.
struct Sight {
  ItemId actor;

  friend auto operator<=>(const Sight&, const Sight&) = default;
};

// The actor has an invited or active participation in the picture. In the registry everybody has.
bool Participates(const Picture& picture, const ItemId& actor);

// The item's audience holds the actor. Depends on nothing but the item's owner, audience and kind.
bool InAudience(const v1::Item& item, const ItemId& actor);

// The one answer to "may they see it?" (P5, P6): the actor takes part and is in the audience. An
// account is in nobody's sight.
bool Visible(const Sight& sight, const Picture& picture, const v1::Item& item);

// The same for whoever is known to take part; in the registry everybody sees all but accounts.
bool InSight(const Sight& sight, const v1::Item& item, bool registry);

// Everybody who may see `inner` may see `outer`: what is written for `inner` may name `outer`.
bool AudienceWithin(const v1::Item& inner, const v1::Item& outer);

}  // namespace samlad
