#include "server/picture/references.h"

#include <string>

namespace samlad {
namespace {

using v1::Item;
using Target = Reference::Target;

// Calls `visit` for one field; the overload takes a repeated one.
struct FieldVisitor {
  const std::function<void(const Reference&)>& visit;

  void operator()(Target target, std::string_view field, const std::string& raw,
                  Item::BodyCase kind = Item::BODY_NOT_SET) const {
    if (!raw.empty()) visit(Reference{target, field, ItemId::FromBytesOrNone(raw), kind});
  }

  void operator()(Target target, std::string_view field,
                  const google::protobuf::RepeatedPtrField<std::string>& many) const {
    for (const std::string& raw : many) (*this)(target, field, raw);
  }
};

}  // namespace

void VisitReferences(const Item& item, const std::function<void(const Reference&)>& visit) {
  const FieldVisitor field{visit};
  switch (item.body_case()) {
    case Item::kIncident:
      field(Target::kActor, "incident.lead", item.incident().lead());
      break;  // an evaluation tells of the incident that it evaluates no more than its id
    case Item::kParticipation:
      break;  // its actor is its owner; the one who invited may have left
    case Item::kReport:
      field(Target::kItem, "report.superseded_by", item.report().superseded_by(), Item::kReport);
      break;
    case Item::kFeature:
      field(Target::kItem, "feature.superseded_by", item.feature().superseded_by());
      break;
    case Item::kNote:
      field(Target::kItem, "note.corrects", item.note().corrects(), Item::kNote);
      field(Target::kItem, "note.about", item.note().about());
      break;
    case Item::kContradiction:
      field(Target::kItem, "contradiction.items", item.contradiction().items());
      field(Target::kItem, "contradiction.chosen", item.contradiction().chosen());
      break;
    case Item::kPictureVersion:
      for (const v1::ItemAt& at : item.picture_version().items()) {
        field(Target::kItem, "picture_version.items", at.item());
      }
      break;
    case Item::kDecision:
      field(Target::kItem, "decision.picture_version", item.decision().picture_version(),
            Item::kPictureVersion);
      field(Target::kItem, "decision.basis", item.decision().basis());
      field(Target::kItem, "decision.superseded_by", item.decision().superseded_by(),
            Item::kDecision);
      break;
    case Item::kStance:
      field(Target::kItem, "stance.decision", item.stance().decision(), Item::kDecision);
      break;
    case Item::kTask:
      field(Target::kActor, "task.assignee", item.task().assignee());
      field(Target::kItem, "task.decision", item.task().decision(), Item::kDecision);
      break;
    case Item::kConference:
      field(Target::kActor, "conference.invitees", item.conference().invitees());
      break;
    case Item::kAnnotation:
      break;  // what it names stands in the evaluated incident, which is not looked at
    case Item::kAccount:
      field(Target::kRegistry, "account.person", item.account().person(), Item::kPerson);
      break;
    case Item::kRoleAssignment:
      field(Target::kRegistry, "role_assignment.person", item.role_assignment().person(),
            Item::kPerson);
      field(Target::kRegistry, "role_assignment.actor", item.role_assignment().actor(),
            Item::kActor);
      break;
    case Item::kActor:
    case Item::kPerson:
    case Item::BODY_NOT_SET:
      break;
  }
}

}  // namespace samlad
