#include <algorithm>

#include "server/picture/field_rules.h"
#include "server/picture/kinds.h"
#include "server/picture/paths.h"
#include "server/picture/rules.h"
#include "server/picture/schema.h"
#include "server/picture/states.h"

namespace samlad {
namespace {

using v1::Item;
using Paths = std::vector<std::string>;

const FieldCheck& CheckOf(const google::protobuf::FieldDescriptor* field) {
  return ChecksOf(field->containing_type())[static_cast<size_t>(field->index())];
}

// Every path names a field that a person can set.
Refusal CheckPaths(Item::BodyCase kind, const Item& to, const Paths& paths) {
  for (size_t i = 0; i < paths.size(); ++i) {
    const std::string at = "revise.fields[" + std::to_string(i) + "]";
    const google::protobuf::FieldDescriptor* field = FindField(kind, paths[i]);
    if (field == nullptr || paths[i] == "owner") return Reject("field.unknown", at);
    if (CheckOf(field).server_set) return Reject("check.server-set", at);
    if (paths[i] == "audience" && RulesOf(kind).fixed_audience) {
      return Reject("audience.fixed", InRevise("audience"));
    }
    const bool of_body = field->containing_type() != Item::descriptor();
    if (of_body && to.body_case() != kind) return Reject("item.wrong-kind", "revise.to");
    if (CheckOf(field).required && !HasField(to, paths[i])) {
      return Reject("check.required", InRevise(paths[i]));
    }
  }
  return std::nullopt;
}

// Nobody has written one of the fields since the version that the author had in front of them.
Refusal CheckStale(const Draft& draft, const Item& item, const v1::Revise& revise) {
  const Paths paths(revise.fields().begin(), revise.fields().end());
  for (const v1::FieldVersion& version : item.field_versions()) {
    if (version.seq() <= revise.base_seq()) continue;
    if (std::find(paths.begin(), paths.end(), version.field()) == paths.end()) continue;
    v1::Rejection rejection = Reject("revise.stale", InRevise(version.field()));
    // An account is shown to nobody, not even to who may alter it.
    if (!item.has_account()) {
      *rejection.mutable_current() =
          draft.picture().Find(ItemId::FromBytesOrNone(item.id()))->change;
    }
    return rejection;
  }
  return std::nullopt;
}

Refusal CheckFieldRules(const Draft& draft, const Item& before, const Item& after,
                        const Paths& paths) {
  for (const std::string& path : paths) {
    if (Refusal refusal = CheckFieldRule(draft, before, after, path, InRevise(path))) {
      return refusal;
    }
  }
  const int from = StateOf(before);
  const int to = StateOf(after);
  if (from == to) return std::nullopt;
  return CheckStep(draft, before, from, to, InRevise(StatePath(after.body_case())));
}

// The audience, if it is revised, or if the item may now call others to act.
Refusal CheckNewAudience(const Draft& draft, Item* after, const Paths& paths) {
  const bool named = std::find(paths.begin(), paths.end(), "audience") != paths.end();
  if (named && !after->has_audience()) return Reject("check.required", InRevise("audience"));
  const bool calls_others = after->has_task() || after->has_conference();
  return named || calls_others ? CheckAudience(draft, after, InRevise("")) : std::nullopt;
}

}  // namespace

Refusal DecideRevise(Draft& draft, const v1::Revise& revise) {
  const ItemId id = ItemId::FromBytesOrNone(revise.item());
  const Item* before = draft.FindVisible(id);
  if (before == nullptr) return Reject("item.not-found", "revise.item");
  if (revise.base_seq() < before->created_seq() || revise.base_seq() > draft.picture().head()) {
    return Reject("revise.base-seq", "revise.base_seq");
  }
  const Paths paths(revise.fields().begin(), revise.fields().end());
  if (Refusal refusal = CheckPaths(before->body_case(), revise.to(), paths)) return refusal;
  Item after = *before;
  CopyFields(revise.to(), paths, &after);
  if (Refusal refusal = CheckStale(draft, *before, revise)) return refusal;
  if (Refusal refusal = CheckFieldRules(draft, *before, after, paths)) return refusal;
  if (Refusal refusal = CheckFictional(draft, after, InRevise(""))) return refusal;
  if (Refusal refusal = CheckSupersededBy(before, after, InRevise(""))) return refusal;
  if (Refusal refusal = CheckNewAudience(draft, &after, paths)) return refusal;
  if (Refusal refusal = CheckReferences(draft, after, &paths, InRevise(""))) return refusal;
  const KindRules& kind = RulesOf(after.body_case());
  if (kind.revise != nullptr) {
    if (Refusal refusal = kind.revise(draft, *before, &after)) return refusal;
  }
  *draft.Edit(id, Draft::Why::kAsked) = std::move(after);
  return std::nullopt;
}

}  // namespace samlad
