#include "clients/cli/describe.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "clients/cli/ids.h"
#include "clients/cli/table.h"
#include "clients/cli/time_text.h"
#include "clients/cpp/replica.h"

namespace samlad::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kNamesMax = 4;

// The item's body; null if it has none.
const Message* BodyOf(const v1::Item& item) {
  if (item.body_case() == v1::Item::BODY_NOT_SET) return nullptr;
  const FieldDescriptor* field = v1::Item::descriptor()->FindFieldByNumber(item.body_case());
  return &v1::Item::GetReflection()->GetMessage(item, field);
}

// The part that all names of the enum share, up to an underscore: "FEATURE_". Its zero is left out,
// since it carries the whole name of the type.
size_t SharedPrefix(const EnumDescriptor* type) {
  std::string shared;
  for (int i = 0; i < type->value_count(); ++i) {
    const std::string& name = type->value(i)->name();
    if (type->value(i)->number() == 0) continue;
    if (shared.empty()) shared = name;
    const auto differ = std::mismatch(shared.begin(), shared.end(), name.begin(), name.end());
    shared.erase(differ.first, shared.end());
  }
  const size_t underscore = shared.rfind('_');
  return underscore == std::string::npos ? 0 : underscore + 1;
}

std::string ActorList(const google::protobuf::RepeatedPtrField<std::string>& actors,
                      const Directory& directory) {
  std::string names;
  for (int i = 0; i < actors.size() && i < static_cast<int>(kNamesMax); ++i) {
    if (i > 0) names += ", ";
    names += directory.ActorName(actors.Get(i));
  }
  const int more = actors.size() - static_cast<int>(kNamesMax);
  if (more > 0) names += " and " + std::to_string(more) + " more";
  return names;
}

std::string ReportTitle(const v1::Report& report) {
  const std::string& text = !report.event().empty() ? report.event() : report.consequences();
  return "as of " + TimeText(report.as_of_ms()) + ": " + text;
}

std::string TaskTitle(const v1::Task& task, const Directory& directory) {
  return directory.ActorName(task.assignee()) + ": " + task.title();
}

std::string StanceTitle(const v1::Item& item, const Directory& directory) {
  const v1::Stance& stance = item.stance();
  std::string title = directory.ActorName(item.owner()) + " on " + ShortHex(stance.decision());
  if (!stance.reservation().empty()) title += ": " + stance.reservation();
  return title;
}

std::string RoleTitle(const v1::RoleAssignment& assignment, const Directory& directory) {
  return directory.PersonName(assignment.person()) + " as " + RoleWords(assignment.role()) +
         " for " + directory.ActorName(assignment.actor()) + (assignment.ended() ? " (ended)" : "");
}

}  // namespace

std::string EnumWords(const EnumDescriptor* type, int value) {
  const auto* found = type->FindValueByNumber(value);
  if (!found || value == 0) return "";
  std::string words = found->name().substr(SharedPrefix(type));
  std::transform(words.begin(), words.end(), words.begin(), [](unsigned char c) {
    return c == '_' ? ' ' : static_cast<char>(std::tolower(c));
  });
  return words;
}

std::string RoleWords(v1::Role role) { return EnumWords(v1::Role_descriptor(), role); }

std::string KindWords(const v1::Item& item) {
  std::string words(client::KindOf(item));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string StateWords(const v1::Item& item) {
  if (item.has_note()) return item.note().struck() ? "struck" : "";
  if (item.has_annotation()) return item.annotation().struck() ? "struck" : "";
  const Message* body = BodyOf(item);
  if (!body) return "";
  for (const char* name : {"state", "position"}) {
    const FieldDescriptor* field = body->GetDescriptor()->FindFieldByName(name);
    if (field && field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      return EnumWords(field->enum_type(), body->GetReflection()->GetEnumValue(*body, field));
    }
  }
  return "";
}

std::string Title(const v1::Item& item, const Directory& directory) {
  switch (item.body_case()) {
    case v1::Item::kIncident:
      return OneLine(item.incident().title());
    case v1::Item::kParticipation:
      return OneLine(directory.ActorName(item.participation().actor()));
    case v1::Item::kReport:
      return OneLine(ReportTitle(item.report()));
    case v1::Item::kFeature:
      return OneLine(item.feature().title());
    case v1::Item::kNote:
      return OneLine(item.note().text());
    case v1::Item::kContradiction:
      return OneLine(item.contradiction().question());
    case v1::Item::kPictureVersion:
      return OneLine(item.picture_version().name());
    case v1::Item::kDecision:
      return OneLine(item.decision().issue() +
                     (item.decision().basis_changed() ? " [BASIS CHANGED]" : ""));
    case v1::Item::kStance:
      return OneLine(StanceTitle(item, directory));
    case v1::Item::kTask:
      return OneLine(TaskTitle(item.task(), directory));
    case v1::Item::kConference:
      return OneLine(item.conference().title());
    case v1::Item::kAnnotation:
      return OneLine("#" + std::to_string(item.annotation().seq()) + " " +
                     item.annotation().title());
    case v1::Item::kActor:
      return OneLine(item.actor().name());
    case v1::Item::kPerson:
      return OneLine(item.person().name());
    case v1::Item::kAccount:
      return OneLine(item.account().login());
    case v1::Item::kRoleAssignment:
      return OneLine(RoleTitle(item.role_assignment(), directory));
    case v1::Item::BODY_NOT_SET:
      return "(a kind that this client does not know)";
  }
  return "";
}

std::string AudienceWords(const v1::Item& item, const Directory& directory) {
  switch (item.audience().kind()) {
    case v1::ALL_PARTICIPANTS:
      return "all";
    case v1::OWN_ACTOR:
      return "own";
    case v1::NAMED_ACTORS:
      return OneLine(ActorList(item.audience().actors(), directory));
    default:
      return "";
  }
}

int64_t DomainTime(const v1::Change& change) {
  return change.scenario_at_ms() != 0 ? change.scenario_at_ms() : change.recorded_at_ms();
}

std::string FieldsWords(const v1::Change& change) {
  if (change.fields().empty()) return change.item().created_seq() == change.seq() ? "new" : "";
  std::string words;
  for (const std::string& field : change.fields()) {
    if (!words.empty()) words += ", ";
    // The kind stands beside it already.
    const std::string kind = std::string(client::KindOf(change.item())) + ".";
    words += field.starts_with(kind) ? field.substr(kind.size()) : field;
  }
  return OneLine(words);
}

}  // namespace samlad::cli
