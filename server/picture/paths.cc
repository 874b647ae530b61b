#include "server/picture/paths.h"

#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/field_mask_util.h"
#include "storage/check.h"

namespace samlad {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The fields of the item itself that a path may name.
constexpr std::string_view kItemFields[] = {"owner", "audience", "fictional"};

const FieldDescriptor* BodyField(v1::Item::BodyCase kind) {
  return v1::Item::descriptor()->FindFieldByNumber(kind);
}

bool SameMessage(const Message& a, const Message& b) {
  return a.SerializePartialAsString() == b.SerializePartialAsString();
}

bool SameEntry(const Message& a, const Message& b, const FieldDescriptor* field, int i) {
  const Reflection* access = a.GetReflection();
  std::string scratch_a;
  std::string scratch_b;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return access->GetRepeatedStringReference(a, field, i, &scratch_a) ==
             access->GetRepeatedStringReference(b, field, i, &scratch_b);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SameMessage(access->GetRepeatedMessage(a, field, i),
                         access->GetRepeatedMessage(b, field, i));
    case FieldDescriptor::CPPTYPE_ENUM:
      return access->GetRepeatedEnumValue(a, field, i) == access->GetRepeatedEnumValue(b, field, i);
    default:
      break;
  }
  CHECK(false);  // no body has lists of numbers of its own; a geometry's lie inside a message
  return false;
}

bool SameSingle(const Message& a, const Message& b, const FieldDescriptor* field) {
  const Reflection* access = a.GetReflection();
  std::string scratch_a;
  std::string scratch_b;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return access->GetStringReference(a, field, &scratch_a) ==
             access->GetStringReference(b, field, &scratch_b);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return access->HasField(a, field) == access->HasField(b, field) &&
             SameMessage(access->GetMessage(a, field), access->GetMessage(b, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return access->GetEnumValue(a, field) == access->GetEnumValue(b, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return access->GetBool(a, field) == access->GetBool(b, field);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return access->GetDouble(a, field) == access->GetDouble(b, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return access->GetInt64(a, field) == access->GetInt64(b, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return access->GetUInt64(a, field) == access->GetUInt64(b, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return access->GetUInt32(a, field) == access->GetUInt32(b, field);
    default:
      break;
  }
  CHECK(false);  // the schema uses no other types
  return false;
}

bool SameField(const Message& a, const Message& b, const FieldDescriptor* field) {
  if (!field->is_repeated()) return SameSingle(a, b, field);
  const int size = a.GetReflection()->FieldSize(a, field);
  if (size != b.GetReflection()->FieldSize(b, field)) return false;
  for (int i = 0; i < size; ++i) {
    if (!SameEntry(a, b, field, i)) return false;
  }
  return true;
}

}  // namespace

std::string_view KindName(v1::Item::BodyCase kind) {
  return kind == v1::Item::BODY_NOT_SET ? std::string_view() : BodyField(kind)->name();
}

const FieldDescriptor* FindField(v1::Item::BodyCase kind, std::string_view path) {
  for (std::string_view name : kItemFields) {
    if (path == name) return v1::Item::descriptor()->FindFieldByName(std::string(name));
  }
  const std::string_view kind_name = KindName(kind);
  if (kind_name.empty() || !path.starts_with(kind_name)) return nullptr;
  path.remove_prefix(kind_name.size());
  if (!path.starts_with('.')) return nullptr;
  path.remove_prefix(1);
  return BodyField(kind)->message_type()->FindFieldByName(std::string(path));
}

void CopyFields(const v1::Item& from, const std::vector<std::string>& paths, v1::Item* to) {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(from, mask, options, to);
}

bool HasField(const v1::Item& item, std::string_view path) {
  const FieldDescriptor* field = FindField(item.body_case(), path);
  CHECK(field != nullptr);
  const Message* holder = &item;
  if (field->containing_type() != v1::Item::descriptor()) {
    holder = &item.GetReflection()->GetMessage(item, BodyField(item.body_case()));
  }
  const Reflection* access = holder->GetReflection();
  return field->is_repeated() ? access->FieldSize(*holder, field) > 0
                              : access->HasField(*holder, field);
}

std::vector<std::string> DifferingFields(const v1::Item& before, const v1::Item& after) {
  CHECK(before.body_case() == after.body_case());
  std::vector<std::string> paths;
  for (std::string_view name : kItemFields) {
    const std::string path(name);
    if (!SameField(before, after, v1::Item::descriptor()->FindFieldByName(path))) {
      paths.push_back(path);
    }
  }
  if (after.body_case() == v1::Item::BODY_NOT_SET) return paths;
  const FieldDescriptor* body = BodyField(after.body_case());
  const Message& before_body = before.GetReflection()->GetMessage(before, body);
  const Message& after_body = after.GetReflection()->GetMessage(after, body);
  const Descriptor* fields = body->message_type();
  for (int i = 0; i < fields->field_count(); ++i) {
    if (SameField(before_body, after_body, fields->field(i))) continue;
    paths.push_back(body->name() + "." + fields->field(i)->name());
  }
  return paths;
}

}  // namespace samlad
