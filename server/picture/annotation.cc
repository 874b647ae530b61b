#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

// Whether the evaluated incident has come so far is not looked up.
Refusal CheckSpan(const v1::Annotation& annotation, const std::string& field) {
  const bool is_moment = annotation.until_seq() == 0;
  if (is_moment || annotation.until_seq() > annotation.seq()) return std::nullopt;
  return Reject("annotation.span", field);
}

}  // namespace

Refusal CreateAnnotation(Draft&, Item* item) {
  const v1::Annotation& annotation = item->annotation();
  if (annotation.struck()) return Reject("state.no-such-step", InCreate("annotation.struck"));
  return CheckSpan(annotation, InCreate("annotation.until_seq"));
}

Refusal ReviseAnnotation(Draft&, const Item& before, Item* after) {
  const v1::Annotation& annotation = after->annotation();
  if (before.annotation().struck()) return Reject("annotation.struck", "revise.item");
  if (annotation.struck() && annotation.struck_reason().empty()) {
    return Reject("annotation.strike-reason", InRevise("annotation.struck_reason"));
  }
  return CheckSpan(annotation, InRevise("annotation.until_seq"));
}

}  // namespace samlad
