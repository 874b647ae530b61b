#include "server/picture/minutes.h"

#include <chrono>
#include <cstdio>
#include <set>
#include <vector>

#include "server/picture/sight.h"
#include "server/picture/utf8.h"

namespace samlad {
namespace {

using v1::Item;
using MayTell = std::function<bool(const Item&)>;

constexpr size_t kBytesMax = 150'000;

// In RFC 3339's form, so that a client finds each and shows it in its reader's time.
std::string Time(int64_t at_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds(at_ms)};
  const year_month_day date(floor<days>(at));
  const hh_mm_ss time(at - floor<days>(at));
  char text[40];
  std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()));
  return text;
}

std::string Label(v1::DecisionState state) {
  switch (state) {
    case v1::DECISION_PROPOSED:
      return "föreslaget";
    case v1::DECISION_OPEN:
      return "öppet för ställningstagande";
    case v1::DECISION_AGREED:
      return "överenskommet";
    case v1::DECISION_PARTLY_AGREED:
      return "delvis överenskommet";
    case v1::DECISION_NOT_AGREED:
      return "inte överenskommet";
    case v1::DECISION_IN_EXECUTION:
      return "verkställs";
    case v1::DECISION_FOLLOWED_UP:
      return "uppföljt";
    case v1::DECISION_CLOSED:
      return "avslutat";
    case v1::DECISION_SUPERSEDED:
      return "ersatt";
    default:
      return "okänt";
  }
}

std::string Label(v1::Position position) {
  switch (position) {
    case v1::ACCEPTS:
      return "accepterar";
    case v1::ACCEPTS_WITH_RESERVATION:
      return "accepterar med reservation";
    case v1::DECLINES:
      return "avböjer";
    case v1::NOT_OUR_MANDATE:
      return "inte vårt mandat";
    case v1::MUST_ANCHOR_AT_HOME:
      return "måste förankras hemma";
    default:
      return "frånvarande";
  }
}

std::string Label(v1::TaskState state) {
  switch (state) {
    case v1::TASK_OFFERED:
      return "erbjudet";
    case v1::TASK_ACCEPTED:
      return "accepterat";
    case v1::TASK_DECLINED:
      return "avböjt";
    case v1::TASK_DONE:
      return "utfört";
    case v1::TASK_OVERDUE:
      return "försenat";
    default:
      return "okänt";
  }
}

// Writes the sections one after another, until the text is full.
class Writer {
 public:
  Writer(const Picture& picture, const Picture& registry, const Item& conference,
         const MayTell& may_tell)
      : picture_(picture), registry_(registry), item_(conference), may_tell_(may_tell) {}

  std::string Write() {
    Head();
    Roll();
    Agenda();
    Gather();
    Section("Beslut", decisions_, &Writer::Decision);
    Section("Uppdrag", tasks_, &Writer::Task);
    Section("Lägesrapporter", reports_, &Writer::Report);
    Section("Anteckningar", notes_, &Writer::Note);
    if (text_.size() <= kBytesMax) return std::move(text_);
    return std::string(Utf8Prefix(text_, kBytesMax)) + "\n(Förkortat: allt fick inte plats.)\n";
  }

 private:
  const v1::Conference& conference() const { return item_.conference(); }
  bool full() const { return text_.size() > kBytesMax; }

  void Line(const std::string& line) {
    if (!full()) text_ += line + "\n";
  }

  std::string NameOf(const std::string& raw) const {
    const ItemId id = ItemId::FromBytesOrNone(raw);
    const ItemRef found = registry_.Find(id);
    if (found != nullptr && found->item().has_actor()) return found->item().actor().name();
    if (found != nullptr && found->item().has_person()) return found->item().person().name();
    return ToHex(id).substr(0, 8);
  }

  void Head() {
    Line("Minnesanteckningar: " + conference().title());
    Line("Sammankallande: " + NameOf(item_.owner()));
    if (conference().opened_at_ms() == 0) {
      Line("Konferensen ställdes in.");
    } else {
      Line("Öppnad: " + Time(conference().opened_at_ms()));
    }
    if (conference().closed_at_ms() != 0) Line("Avslutad: " + Time(conference().closed_at_ms()));
  }

  void Roll() {
    Line("\nNärvaro");
    std::set<std::string> answered;
    for (const v1::RollEntry& entry : conference().roll()) {
      answered.insert(entry.actor());
      Line("- " + NameOf(entry.actor()) + " (" + NameOf(entry.person()) + "), " +
           (entry.present() ? "närvarande" : "inte närvarande") + " från " + Time(entry.at_ms()));
    }
    for (const std::string& actor : Called()) {
      if (!answered.contains(actor)) Line("- " + NameOf(actor) + ", har inte svarat");
    }
  }

  // The actors called; all that take part and see the conference, if none is named.
  std::vector<std::string> Called() const {
    const auto& invitees = conference().invitees();
    std::vector<std::string> called(invitees.begin(), invitees.end());
    if (!called.empty()) return called;
    for (const ItemRef& part : picture_.Participations()) {
      if (part->item().participation().state() == v1::PARTICIPATION_ENDED) continue;
      if (InAudience(item_, ItemId::FromBytesOrNone(part->item().owner()))) {
        called.push_back(part->item().owner());
      }
    }
    return called;
  }

  void Agenda() {
    Line("\nDagordning");
    int number = 0;
    for (const v1::AgendaItem& item : conference().agenda()) {
      std::string line = std::to_string(++number) + ". " + item.title();
      if (item.minutes() != 0) line += " (" + std::to_string(item.minutes()) + " min)";
      if (item.started_at_ms() != 0) line += ", påbörjad " + Time(item.started_at_ms());
      Line(line);
    }
  }

  // What has changed since the conference was opened; a decision also if a stance on it has.
  void Gather() {
    if (conference().opened_seq() == 0) return;
    std::set<std::string> known;
    picture_.VisitChangedSince(conference().opened_seq(), [&](const ItemRef& changed) {
      ItemRef state = changed;
      if (state->item().has_stance()) {
        state = picture_.Find(ItemId::FromBytesOrNone(state->item().stance().decision()));
      }
      const Item& item = state->item();
      if (!may_tell_(item)) return true;
      if (item.has_decision() && known.insert(item.id()).second) decisions_.push_back(state);
      if (item.has_task()) tasks_.push_back(state);
      if (item.has_report()) reports_.push_back(state);
      if (item.has_note()) notes_.push_back(state);
      return true;
    });
  }

  void Section(const std::string& title, const std::vector<ItemRef>& items,
               void (Writer::*write)(const Item&)) {
    if (items.empty()) return;
    Line("\n" + title);
    for (const ItemRef& item : items) {
      if (full()) return;
      (this->*write)(item->item());
    }
  }

  void Decision(const Item& item) {
    const v1::Decision& decision = item.decision();
    Line("- " + decision.issue() + ": " + Label(decision.state()));
    Line("  Förslag: " + decision.proposal());
    if (decision.basis_changed()) Line("  Underlaget har ändrats.");
    const ItemId id = ItemId::FromBytesOrNone(item.id());
    for (const ItemRef& stance : picture_.ReferringTo(id, Item::kStance)) {
      if (!may_tell_(stance->item())) continue;
      const v1::Stance& taken = stance->item().stance();
      std::string line = "  " + NameOf(stance->item().owner()) + ": " + Label(taken.position());
      if (!taken.reservation().empty()) line += " (" + taken.reservation() + ")";
      Line(line);
    }
  }

  void Task(const Item& item) {
    const v1::Task& task = item.task();
    std::string line = "- " + task.title() + ", till " + NameOf(task.assignee()) + ": ";
    line += Label(task.state());
    if (task.due_ms() != 0) line += ", senast " + Time(task.due_ms());
    Line(line);
  }

  void Report(const Item& item) {
    if (item.report().state() == v1::REPORT_DRAFT) return;
    Line("- " + NameOf(item.owner()) + ", läget " + Time(item.report().as_of_ms()));
  }

  void Note(const Item& item) {
    const v1::Note& note = item.note();
    std::string line = "- " + Time(note.action_at_ms()) + " " + NameOf(item.owner()) + ": ";
    line += note.text();
    if (note.struck()) line += " (struken: " + note.struck_reason() + ")";
    Line(line);
  }

  const Picture& picture_;
  const Picture& registry_;
  const Item& item_;
  const MayTell& may_tell_;
  std::string text_;
  std::vector<ItemRef> decisions_;
  std::vector<ItemRef> tasks_;
  std::vector<ItemRef> reports_;
  std::vector<ItemRef> notes_;
};

}  // namespace

std::string MakeMinutes(const Picture& picture, const Picture& registry, const Item& conference,
                        const MayTell& may_tell) {
  return Writer(picture, registry, conference, may_tell).Write();
}

}  // namespace samlad
