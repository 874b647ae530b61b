#include "server/picture/schema.h"

#include <unordered_map>

#include "samlad/v1/check.pb.h"
#include "samlad/v1/frames.pb.h"
#include "storage/check.h"

namespace samlad {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using Checks = std::unordered_map<const Descriptor*, std::vector<FieldCheck>>;

FieldCheck Read(const FieldDescriptor* field) {
  const v1::Check& option = field->options().GetExtension(v1::check);
  FieldCheck check;
  check.field = field;
  check.required = option.required();
  check.server_set = option.server_set();
  check.partial = option.partial();
  check.max_len = option.max_len();
  check.len = option.len();
  check.max_items = option.max_items();
  if (option.has_min()) check.min = option.min();
  if (option.has_max()) check.max = option.max();
  return check;
}

void Collect(const FileDescriptor* file, Checks* checks) {
  if (file->package() != "samlad.v1") return;
  for (int i = 0; i < file->message_type_count(); ++i) {
    const Descriptor* message = file->message_type(i);
    std::vector<FieldCheck>& fields = (*checks)[message];
    if (!fields.empty()) continue;  // a file is reached by more than one way
    for (int k = 0; k < message->field_count(); ++k) fields.push_back(Read(message->field(k)));
  }
  for (int i = 0; i < file->dependency_count(); ++i) Collect(file->dependency(i), checks);
}

}  // namespace

const std::vector<FieldCheck>& ChecksOf(const Descriptor* message) {
  // Read once: looking an option up costs more than checking it.
  static const Checks* const kChecks = [] {
    auto* checks = new Checks;
    Collect(v1::ClientFrame::descriptor()->file(), checks);
    return checks;
  }();
  const auto at = kChecks->find(message);
  CHECK(at != kChecks->end());
  return at->second;
}

}  // namespace samlad
