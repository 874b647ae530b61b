// A conference: its agenda, and its way from the call to the minutes.
#include <vector>

#include "server/picture/kinds.h"
#include "server/picture/minutes.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;
using Agenda = google::protobuf::RepeatedPtrField<v1::AgendaItem>;

// A new agenda comes without the times at which its items were begun: an item of the same title has
// the time of the one before.
void KeepTimes(const Agenda& before, Agenda* after) {
  std::vector<bool> taken(static_cast<size_t>(before.size()));
  for (v1::AgendaItem& item : *after) {
    for (int i = 0; i < before.size(); ++i) {
      if (taken[static_cast<size_t>(i)] || before[i].title() != item.title()) continue;
      taken[static_cast<size_t>(i)] = true;
      item.set_started_at_ms(before[i].started_at_ms());
      break;
    }
  }
}

void Open(const Draft& draft, v1::Conference* conference) {
  conference->set_opened_seq(draft.next_seq());
  conference->set_opened_at_ms(draft.domain_time_ms());
}

void Close(const Draft& draft, Item* item) {
  v1::Conference* conference = item->mutable_conference();
  conference->set_closed_seq(draft.next_seq());
  conference->set_closed_at_ms(draft.domain_time_ms());
  conference->clear_speak_queue();
  conference->clear_floor();
  // The minutes are read by everybody who sees the conference, so they tell of what all of those
  // see.
  const auto may_tell = [item](const Item& other) { return AudienceWithin(*item, other); };
  conference->set_minutes(MakeMinutes(draft.picture(), *draft.context().registry, *item, may_tell));
}

}  // namespace

Refusal CreateConference(Draft&, Item* item) {
  if (item->conference().current_item() == 0) return std::nullopt;
  return Reject("conference.current-item", InCreate("conference.current_item"));
}

Refusal ReviseConference(Draft& draft, const Item& before, Item* after) {
  v1::Conference* conference = after->mutable_conference();
  for (const std::string& path : draft.command().revise().fields()) {
    if (path == "conference.agenda") {
      KeepTimes(before.conference().agenda(), conference->mutable_agenda());
    }
  }
  const int current = static_cast<int>(conference->current_item());
  if (current >= conference->agenda_size()) {
    return Reject("conference.current-item", InRevise("conference.current_item"));
  }
  const bool moves = conference->state() != before.conference().state();
  if (moves && conference->state() == v1::CONFERENCE_OPEN) Open(draft, conference);
  if (conference->state() == v1::CONFERENCE_OPEN) {
    v1::AgendaItem* item = conference->mutable_agenda(current);
    if (item->started_at_ms() == 0) item->set_started_at_ms(draft.domain_time_ms());
  }
  if (moves && conference->state() == v1::CONFERENCE_CLOSED) Close(draft, after);
  return std::nullopt;
}

}  // namespace samlad
