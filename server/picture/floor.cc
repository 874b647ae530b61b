// Roll call and speak queue of a conference.
#include <algorithm>

#include "server/picture/kinds.h"
#include "server/picture/minutes.h"
#include "server/picture/rights.h"
#include "server/picture/rules.h"

namespace samlad {
namespace {

using v1::Item;

// The conference of that id, if it can be seen and is one.
Refusal FindConference(const Draft& draft, const std::string& raw, const std::string& field,
                       const Item** item) {
  *item = draft.FindVisible(ItemId::FromBytesOrNone(raw));
  if (*item == nullptr) return Reject("item.not-found", field);
  if (!(*item)->has_conference()) return Reject("item.wrong-kind", field);
  return std::nullopt;
}

bool IsInvited(const v1::Conference& conference, const std::string& actor, bool owner) {
  const auto& invitees = conference.invitees();
  return owner || invitees.empty() ||
         std::find(invitees.begin(), invitees.end(), actor) != invitees.end();
}

const v1::RollEntry* FindOnRoll(const v1::Conference& conference, std::string_view actor) {
  for (const v1::RollEntry& entry : conference.roll()) {
    if (entry.actor() == actor) return &entry;
  }
  return nullptr;
}

bool IsPresent(const v1::Conference& conference, std::string_view actor) {
  const v1::RollEntry* entry = FindOnRoll(conference, actor);
  return entry != nullptr && entry->present();
}

// Whoever leaves neither waits nor speaks.
void LeaveQueue(const std::string& actor, v1::Conference* conference) {
  auto* queue = conference->mutable_speak_queue();
  queue->erase(std::remove(queue->begin(), queue->end(), actor), queue->end());
}

bool IsChair(const Draft& draft, const Item& item) {
  return item.owner() == draft.actor().view() &&
         (draft.role() == v1::CHAIR || draft.role() == v1::DUTY_OFFICER);
}

void AnswerRoll(const Draft& draft, bool present, v1::Conference* conference) {
  const std::string actor = draft.actor().str();
  const std::string person = draft.context().who.person.str();
  const v1::RollEntry* known = FindOnRoll(*conference, actor);
  if (known != nullptr && known->present() == present && known->person() == person) return;
  v1::RollEntry entry;
  entry.set_actor(actor);
  entry.set_person(person);
  entry.set_present(present);
  entry.set_at_ms(draft.domain_time_ms());
  if (known == nullptr) {
    *conference->add_roll() = entry;
  } else {
    *conference->mutable_roll(static_cast<int>(known - &conference->roll(0))) = entry;
  }
}

Refusal Give(const Draft& draft, const v1::Speak& speak, Item* item) {
  v1::Conference* conference = item->mutable_conference();
  if (!IsChair(draft, *item)) return Reject("conference.owner-gives-floor", "speak.action");
  std::string actor = speak.actor();
  if (actor.empty()) {
    if (conference->speak_queue().empty()) {
      return Reject("conference.nobody-waiting", "speak.actor");
    }
    actor = conference->speak_queue(0);
  }
  if (!IsPresent(*conference, actor)) return Reject("conference.not-present", "speak.actor");
  LeaveQueue(actor, conference);
  conference->set_floor(actor);
  return std::nullopt;
}

Refusal Return(const Draft& draft, Item* item) {
  const bool holds = item->conference().floor() == draft.actor().view();
  if (!holds && !IsChair(draft, *item)) {
    return Reject("conference.floor-holder-only", "speak.action");
  }
  item->mutable_conference()->clear_floor();
  return std::nullopt;
}

Refusal AskOrWithdraw(const Draft& draft, const v1::Speak& speak, Item* item) {
  v1::Conference* conference = item->mutable_conference();
  const std::string actor = draft.actor().str();
  if (!speak.actor().empty() && speak.actor() != actor) {
    return Reject("conference.own-actor-only", "speak.actor");
  }
  if (speak.action() == v1::WITHDRAW) {
    LeaveQueue(actor, conference);
    return std::nullopt;
  }
  if (!IsPresent(*conference, actor)) return Reject("conference.not-present", "speak.action");
  const auto& queue = conference->speak_queue();
  const bool waits = std::find(queue.begin(), queue.end(), actor) != queue.end();
  if (!waits && conference->floor() != actor) conference->add_speak_queue(actor);
  return std::nullopt;
}

}  // namespace

Refusal DecideAttend(Draft& draft, const v1::Attend& attend, std::optional<v1::Summary>* so_far) {
  if (Refusal refusal = CheckRole(draft, MayUse(v1::Command::kAttend), false, "attend")) {
    return refusal;
  }
  const Item* found = nullptr;
  if (Refusal refusal = FindConference(draft, attend.conference(), "attend.conference", &found)) {
    return refusal;
  }
  const bool open = found->conference().state() == v1::CONFERENCE_OPEN;
  if (!open && found->conference().state() != v1::CONFERENCE_CALLED) {
    return Reject("conference.not-open", "attend.conference");
  }
  const std::string actor = draft.actor().str();
  if (!IsInvited(found->conference(), actor, found->owner() == actor)) {
    return Reject("conference.not-invited", "attend.conference");
  }
  Item* item = draft.Edit(ItemId::FromBytesOrNone(attend.conference()), Draft::Why::kAsked);
  v1::Conference* conference = item->mutable_conference();
  AnswerRoll(draft, attend.present(), conference);
  if (!attend.present()) {
    LeaveQueue(actor, conference);
    if (conference->floor() == actor) conference->clear_floor();
    return std::nullopt;
  }
  if (!open) return std::nullopt;
  const auto may_tell = [&draft](const Item& other) { return InAudience(other, draft.actor()); };
  v1::Summary& summary = so_far->emplace();
  summary.set_conference(attend.conference());
  summary.set_through(draft.picture().head());
  summary.set_text(MakeMinutes(draft.picture(), *draft.context().registry, *item, may_tell));
  return std::nullopt;
}

Refusal DecideSpeak(Draft& draft, const v1::Speak& speak) {
  if (Refusal refusal = CheckRole(draft, MayUse(v1::Command::kSpeak), false, "speak")) {
    return refusal;
  }
  const Item* found = nullptr;
  if (Refusal refusal = FindConference(draft, speak.conference(), "speak.conference", &found)) {
    return refusal;
  }
  if (found->conference().state() != v1::CONFERENCE_OPEN) {
    return Reject("conference.not-open", "speak.conference");
  }
  Item* item = draft.Edit(ItemId::FromBytesOrNone(speak.conference()), Draft::Why::kAsked);
  if (speak.action() == v1::GIVE) return Give(draft, speak, item);
  if (speak.action() == v1::RETURN) return Return(draft, item);
  return AskOrWithdraw(draft, speak, item);
}

}  // namespace samlad
