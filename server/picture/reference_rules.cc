#include <algorithm>

#include "server/picture/kinds.h"
#include "server/picture/references.h"
#include "server/picture/rules.h"
#include "server/picture/states.h"

namespace samlad {
namespace {

using v1::Item;

// The item named is there for the author to name, and nobody who sees `item` learns of one that
// they may not see.
Refusal CheckItem(const Draft& draft, const Item& item, const Reference& reference, bool is_new,
                  const std::string& field) {
  const Item* named = is_new ? draft.FindVisible(reference.id) : draft.Find(reference.id);
  if (named == nullptr) return Reject("item.not-found", field);
  const bool any_kind = reference.kind == Item::BODY_NOT_SET;
  if (!any_kind && named->body_case() != reference.kind) return Reject("item.wrong-kind", field);
  if (!AudienceWithin(item, *named)) return Reject("audience.wider-than-reference", field);
  return std::nullopt;
}

Refusal CheckActor(const Draft& draft, const Reference& reference, const std::string& field) {
  if (Participates(draft.picture(), reference.id)) return std::nullopt;
  return Reject("actor.not-participant", field);
}

Refusal CheckRegistered(const Draft& draft, const Reference& reference, const std::string& field) {
  const Item* named = draft.Find(reference.id);
  if (named != nullptr && named->body_case() == reference.kind) return std::nullopt;
  return Reject("registry.not-found", field);
}

bool IsSuperseded(const Item& item) {
  return item.report().state() == v1::REPORT_SUPERSEDED ||
         item.feature().state() == v1::FEATURE_SUPERSEDED ||
         item.decision().state() == v1::DECISION_SUPERSEDED;
}

// Of those that have such a field; the other kinds' bodies are empty here.
const std::string& SupersededBy(const Item& item) {
  if (item.has_report()) return item.report().superseded_by();
  if (item.has_feature()) return item.feature().superseded_by();
  return item.decision().superseded_by();
}

}  // namespace

Refusal CheckReferences(const Draft& draft, const Item& item,
                        const std::vector<std::string>* fields, const std::string& prefix) {
  const auto is_among = [&](std::string_view path) {
    return fields == nullptr || std::find(fields->begin(), fields->end(), path) != fields->end();
  };
  const bool audience_is_new = is_among("audience");
  Refusal refusal;
  VisitReferences(item, [&](const Reference& reference) {
    const bool is_new = is_among(reference.field);
    if (refusal || (!is_new && !audience_is_new)) return;
    const std::string field = prefix + std::string(reference.field);
    switch (reference.target) {
      case Reference::Target::kItem:
        refusal = CheckItem(draft, item, reference, is_new, field);
        break;
      case Reference::Target::kActor:
        if (is_new) refusal = CheckActor(draft, reference, field);
        break;
      case Reference::Target::kRegistry:
        refusal = CheckRegistered(draft, reference, field);
        break;
    }
  });
  return refusal;
}

Refusal CheckSupersededBy(const Item* before, const Item& after, const std::string& prefix) {
  const std::string field = prefix + StatePath(after.body_case());
  const std::string& by = SupersededBy(after);
  if (before != nullptr && SupersededBy(*before) == by &&
      IsSuperseded(*before) == IsSuperseded(after)) {
    return std::nullopt;
  }
  if (IsSuperseded(after) == by.empty() || by == after.id()) {
    return Reject("state.superseded-by", field);
  }
  if (before != nullptr && IsSuperseded(*before)) return Reject("field.fixed", field);
  return std::nullopt;
}

}  // namespace samlad
