#include "clients/cli/printing.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include "clients/cli/describe.h"
#include "clients/cli/ids.h"
#include "clients/cli/table.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

// Order of the kinds in a picture: what it is about first, what is decided then.
int KindRank(const v1::Item& item) { return item.body_case(); }

}  // namespace

void PrintJson(std::ostream& out, std::string_view name, const google::protobuf::Message& message) {
  std::string text;
  (void)google::protobuf::util::MessageToJsonString(message, &text);
  if (name.empty())
    out << text << '\n';
  else
    out << "{\"" << name << "\":" << text << "}\n";
}

void PrintBatchJson(std::ostream& out, const v1::Batch& batch) {
  for (const v1::Change& change : batch.changes()) PrintJson(out, "change", change);
  v1::Batch rest = batch;
  rest.clear_changes();
  PrintJson(out, "batch", rest);
  out.flush();
}

void PrintExerciseMark(std::ostream& out, bool exercise) {
  if (exercise) out << "*** ÖVNING / EXERCISE *** nothing here is real *** ÖVNING / EXERCISE ***\n";
}

ChangeRows::ChangeRows(std::ostream* out, const Directory* directory)
    : out_(out), directory_(directory), width_(TerminalWidth()) {}

void ChangeRows::Heading() { Row("TIME", "SEQ", "ACTOR", "WHO", "WHAT", "TITLE"); }

void ChangeRows::Row(const std::string& time, const std::string& seq, const std::string& actor,
                     const std::string& who, const std::string& what, const std::string& title) {
  constexpr size_t kActor = 18, kWho = 20, kWhat = 26;
  std::string line = Pad(time, 8) + "  " + Pad(seq, 6) + "  ";
  // Rows come one by one, so the columns cannot wait for the widest cell.
  line += Pad(actor, kActor) + "  " + Pad(who, kWho) + "  " + Pad(what, kWhat) + "  ";
  const size_t used = 8 + 2 + 6 + 2 + kActor + 2 + kWho + 2 + kWhat + 2;
  line += width_ == 0 ? OneLine(title) : Fit(title, std::max<size_t>(width_, used + 20) - used);
  line.erase(line.find_last_not_of(' ') + 1);
  *out_ << line << '\n';
}

void ChangeRows::Print(const v1::Change& change) {
  const int64_t time_ms = DomainTime(change);
  // The date stands once for all rows of a day.
  const std::string date = TimeText(time_ms).substr(0, 10);
  if (last_time_ms_ == 0 || date != TimeText(last_time_ms_).substr(0, 10)) {
    *out_ << "-- " << date << (change.scenario_at_ms() != 0 ? " (exercise clock)" : "") << '\n';
  }
  last_time_ms_ = time_ms;
  const std::string who =
      change.role() == v1::SYSTEM ? "the server" : directory_->PersonName(change.person());
  std::string what = KindWords(change.item());
  const std::string state = StateWords(change.item());
  if (!state.empty()) what += " " + state;
  std::string title = Title(change.item(), *directory_);
  const std::string fields = FieldsWords(change);
  if (!fields.empty() && fields != "new") title += " (" + fields + ")";
  if (!change.reason().empty()) title += " because: " + OneLine(change.reason());
  Row(ClockText(time_ms), std::to_string(change.seq()), directory_->ActorName(change.actor()), who,
      what, title);
}

void ChangeRows::PrintRemoved(std::string_view item_id_bytes) {
  Row("", "", "", "", "out of your sight", ShortHex(item_id_bytes));
}

void PrintPicture(std::ostream& out, const client::Replica& picture, const Directory& directory) {
  std::vector<client::Replica::ChangeRef> changes;
  for (const auto& [id, change] : picture.items()) changes.push_back(change);
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
    const int rank_a = KindRank(a->item());
    const int rank_b = KindRank(b->item());
    return rank_a != rank_b ? rank_a < rank_b : a->item().created_seq() < b->item().created_seq();
  });
  // A narrow terminal has space for the title or for the time.
  constexpr size_t kWithTime = 110;
  const size_t width = TerminalWidth();
  const bool with_time = width == 0 || width >= kWithTime;
  std::vector<std::string> heading = {"KIND", "STATE", "OWNER", "SEEN BY", "SEQ", "ID", "TITLE"};
  if (with_time) heading.insert(heading.begin() + 4, "CHANGED");
  Table table(std::move(heading));
  for (const auto& change : changes) {
    const v1::Item& item = change->item();
    std::vector<std::string> row = {KindWords(item),
                                    StateWords(item),
                                    directory.ActorName(item.owner()),
                                    AudienceWords(item, directory),
                                    std::to_string(change->seq()),
                                    ShortHex(item.id()),
                                    Title(item, directory)};
    if (with_time) row.insert(row.begin() + 4, DayClockText(DomainTime(*change)));
    table.Add(std::move(row));
  }
  table.Print(out, width);
}

}  // namespace samlad::cli
