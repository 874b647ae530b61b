#include "server/picture/kinds.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

// Entered at first opportunity; a delay is explained.
Refusal CheckDelay(const Draft& draft, const v1::Note& note) {
  const int64_t delay_ms = note.entered_at_ms() - note.action_at_ms();
  const int64_t delay_max_ms = draft.limits().note_delay_max_ms;
  if (delay_ms < -delay_max_ms) return Reject("note.future", InCreate("note.action_at_ms"));
  if (delay_ms > delay_max_ms && note.delay_reason().empty()) {
    return Reject("note.delay-reason", InCreate("note.delay_reason"));
  }
  return std::nullopt;
}

}  // namespace

Refusal CreateNote(Draft& draft, Item* item) {
  v1::Note* note = item->mutable_note();
  if (note->struck()) return Reject("state.no-such-step", InCreate("note.struck"));
  note->set_entered_at_ms(draft.domain_time_ms());
  if (!note->corrects().empty()) {
    const Item* corrected = draft.Find(ItemId::FromBytesOrNone(note->corrects()));
    if (!corrected->note().struck()) {
      return Reject("note.corrects-struck", InCreate("note.corrects"));
    }
  }
  return CheckDelay(draft, *note);
}

Refusal ReviseNote(Draft&, const Item& before, Item* after) {
  const v1::Note& note = after->note();
  if (before.note().struck() && !note.struck()) {
    return Reject("note.strike-final", InRevise("note.struck"));
  }
  if (note.struck() && note.struck_reason().empty()) {
    return Reject("note.strike-reason", InRevise("note.struck_reason"));
  }
  return std::nullopt;
}

}  // namespace samlad
