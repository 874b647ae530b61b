#include "server/picture/geometry.h"
#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

Refusal CheckPlace(const Item& item, const std::string& prefix) {
  const std::optional<GeometryFault> fault = CheckGeometry(item.feature().geometry());
  if (!fault) return std::nullopt;
  v1::Rejection rejection = Reject("feature.geometry", prefix + "feature.geometry." + fault->field);
  rejection.mutable_message()->append(" " + fault->sentence);
  return rejection;
}

}  // namespace

Refusal CreateFeature(Draft&, Item* item) { return CheckPlace(*item, InCreate("")); }

Refusal ReviseFeature(Draft&, const Item&, Item* after) { return CheckPlace(*after, InRevise("")); }

}  // namespace samlad
