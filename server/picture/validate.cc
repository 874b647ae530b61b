#include "server/picture/validate.h"

#include <cmath>
#include <string_view>
#include <utility>

#include "google/protobuf/unknown_field_set.h"
#include "server/picture/rules.h"
#include "server/picture/schema.h"
#include "server/picture/utf8.h"

namespace samlad {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A rule broken, and where; the path is put together on the way out, so that what is right costs
// none.
struct Breach {
  std::string_view rule;
  std::string path;
  std::string detail;  // a sentence with the bound, if there is one

  Breach Below(const std::string& parent) && {
    path = path.empty() ? parent : parent + "." + path;
    return std::move(*this);
  }
};
using Finding = std::optional<Breach>;

Finding Break(std::string_view rule, std::string detail = "") {
  return Breach{rule, "", std::move(detail)};
}

std::string Plain(double number) {
  const auto whole = static_cast<int64_t>(number);
  return static_cast<double>(whole) == number ? std::to_string(whole) : std::to_string(number);
}

Finding CheckText(const FieldCheck& check, const std::string& text) {
  const std::optional<size_t> length = CodePoints(text);
  if (!length) return Break("check.utf8");
  if (check.max_len != 0 && *length > check.max_len) {
    return Break("check.too-long", "At most " + std::to_string(check.max_len) + " characters.");
  }
  return std::nullopt;
}

Finding CheckBytes(const FieldCheck& check, const std::string& bytes, bool may_be_empty) {
  if (bytes.empty() && may_be_empty) return std::nullopt;
  if (check.len != 0 && bytes.size() != check.len) {
    return Break("check.length", "Exactly " + std::to_string(check.len) + " bytes.");
  }
  if (check.max_len != 0 && bytes.size() > check.max_len) {
    return Break("check.too-long", "At most " + std::to_string(check.max_len) + " bytes.");
  }
  return std::nullopt;
}

Finding CheckNumber(const FieldCheck& check, double number) {
  if (!std::isfinite(number)) return Break("check.finite");
  if (check.min && number < *check.min) {
    return Break("check.range", "At least " + Plain(*check.min) + ".");
  }
  if (check.max && number > *check.max) {
    return Break("check.range", "At most " + Plain(*check.max) + ".");
  }
  return std::nullopt;
}

Finding CheckEnum(const FieldDescriptor* field, int value) {
  if (field->enum_type()->FindValueByNumber(value) == nullptr) return Break("check.enum");
  return std::nullopt;
}

// Reads one value of a field that is not a message: a single one, or number `index` of a repeated
// one.
struct ValueOf {
  const Message& message;
  const Reflection* reflection;
  const FieldDescriptor* field;
  int index = -1;

  bool repeated() const { return index >= 0; }
  const std::string& text(std::string* scratch) const {
    return repeated() ? reflection->GetRepeatedStringReference(message, field, index, scratch)
                      : reflection->GetStringReference(message, field, scratch);
  }
  int enumerator() const {
    return repeated() ? reflection->GetRepeatedEnumValue(message, field, index)
                      : reflection->GetEnumValue(message, field);
  }
  double number() const {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return repeated() ? reflection->GetRepeatedDouble(message, field, index)
                          : reflection->GetDouble(message, field);
      case FieldDescriptor::CPPTYPE_INT64:
        return static_cast<double>(repeated() ? reflection->GetRepeatedInt64(message, field, index)
                                              : reflection->GetInt64(message, field));
      case FieldDescriptor::CPPTYPE_UINT64:
        return static_cast<double>(repeated() ? reflection->GetRepeatedUInt64(message, field, index)
                                              : reflection->GetUInt64(message, field));
      case FieldDescriptor::CPPTYPE_UINT32:
        return repeated() ? reflection->GetRepeatedUInt32(message, field, index)
                          : reflection->GetUInt32(message, field);
      case FieldDescriptor::CPPTYPE_INT32:
        return repeated() ? reflection->GetRepeatedInt32(message, field, index)
                          : reflection->GetInt32(message, field);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return static_cast<double>(repeated() ? reflection->GetRepeatedFloat(message, field, index)
                                              : reflection->GetFloat(message, field));
      default:
        return 0;  // a bool has no bounds
    }
  }
};

Finding CheckValue(const FieldCheck& check, const ValueOf& value) {
  std::string scratch;
  switch (check.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (check.field->type() == FieldDescriptor::TYPE_STRING) {
        return CheckText(check, value.text(&scratch));
      }
      return CheckBytes(check, value.text(&scratch), !value.repeated());
    case FieldDescriptor::CPPTYPE_ENUM:
      return CheckEnum(check.field, value.enumerator());
    default:
      return CheckNumber(check, value.number());
  }
}

Finding CheckMessage(const Message& message, bool partial);

Finding CheckRepeated(const FieldCheck& check, const Message& message, const Reflection* access) {
  const int size = access->FieldSize(message, check.field);
  if (check.max_items != 0 && static_cast<uint32_t>(size) > check.max_items) {
    return Break("check.too-many", "At most " + std::to_string(check.max_items) + ".");
  }
  const bool of_messages = check.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  for (int i = 0; i < size; ++i) {
    Finding found = of_messages
                        ? CheckMessage(access->GetRepeatedMessage(message, check.field, i), false)
                        : CheckValue(check, {message, access, check.field, i});
    if (!found) continue;
    // "items[3]": the index belongs to the field's own name.
    const std::string index = "[" + std::to_string(i) + "]";
    found->path = found->path.empty() ? index : index + "." + found->path;
    return found;
  }
  return std::nullopt;
}

bool IsSet(const FieldCheck& check, const Message& message, const Reflection* access) {
  return check.field->is_repeated() ? access->FieldSize(message, check.field) > 0
                                    : access->HasField(message, check.field);
}

// `partial`: the message holds a part of its fields only (check.proto).
Finding CheckField(const FieldCheck& check, const Message& message, const Reflection* access,
                   bool partial) {
  if (!IsSet(check, message, access)) {
    return check.required && !partial ? Break("check.required") : std::nullopt;
  }
  if (check.server_set) return Break("check.server-set");
  if (check.field->is_repeated()) return CheckRepeated(check, message, access);
  if (check.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const bool part = check.partial || (partial && check.field->containing_oneof() != nullptr);
    return CheckMessage(access->GetMessage(message, check.field), part);
  }
  return CheckValue(check, {message, access, check.field});
}

Finding CheckMessage(const Message& message, bool partial) {
  const Reflection* access = message.GetReflection();
  for (const FieldCheck& check : ChecksOf(message.GetDescriptor())) {
    Finding found = CheckField(check, message, access, partial);
    if (!found) continue;
    const bool index_first = !found->path.empty() && found->path.front() == '[';
    if (index_first) {
      found->path.insert(0, check.field->name());
      return found;
    }
    return std::move(*found).Below(check.field->name());
  }
  if (!access->GetUnknownFields(message).empty()) return Break("check.unknown-field");
  return std::nullopt;
}

}  // namespace

std::optional<v1::Rejection> Validate(const Message& message, const std::string& path) {
  Finding found = CheckMessage(message, false);
  if (!found) return std::nullopt;
  if (!path.empty()) found = std::move(*found).Below(path);
  v1::Rejection rejection = Reject(found->rule, std::move(found->path));
  if (!found->detail.empty()) rejection.mutable_message()->append(" " + found->detail);
  return rejection;
}

}  // namespace samlad
