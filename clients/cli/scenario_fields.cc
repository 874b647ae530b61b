#include "clients/cli/scenario_fields.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <vector>

#include "samlad/v1/check.pb.h"

namespace samlad::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsTime(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_INT64 && field->name().ends_with("_ms");
}

std::string NameInFile(const FieldDescriptor* field) {
  const std::string& name = field->name();
  return IsTime(field) ? name.substr(0, name.size() - 3) : name;
}

// The prefix that all values but the zero share, up to an underscore. One value shares nothing.
std::string SharedPrefix(const EnumDescriptor* type) {
  if (type->value_count() <= 2) return "";
  std::string prefix;
  for (int i = 1; i < type->value_count(); ++i) {
    const std::string& name = type->value(i)->name();
    if (i == 1) {
      prefix = name;
      continue;
    }
    const auto differ = std::mismatch(prefix.begin(), prefix.end(), name.begin(), name.end());
    prefix.erase(differ.first, prefix.end());
  }
  const size_t underscore = prefix.rfind('_');
  return underscore == std::string::npos ? "" : prefix.substr(0, underscore + 1);
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::optional<int> EnumValueOf(const EnumDescriptor* type, const std::string& name) {
  const std::string prefix = SharedPrefix(type);
  for (int i = 1; i < type->value_count(); ++i) {
    const std::string& value = type->value(i)->name();
    if (Lower(value.substr(prefix.size())) == Lower(name)) return type->value(i)->number();
  }
  return std::nullopt;
}

std::string EnumNames(const EnumDescriptor* type) {
  const std::string prefix = SharedPrefix(type);
  std::string names;
  for (int i = 1; i < type->value_count(); ++i) {
    if (!names.empty()) names += ", ";
    names += Lower(type->value(i)->name().substr(prefix.size()));
  }
  return names;
}

bool FieldReader::Fill(const YAML::Node& map, Message* message) const {
  if (!map.IsMap()) return complaints->At(map, "Write `field: value` lines here.");
  std::string path;
  for (const auto& entry : map) {
    if (!FillOne(entry.first, entry.second, message, &path)) return false;
  }
  return true;
}

bool FieldReader::FillOne(const YAML::Node& key, const YAML::Node& value, Message* message,
                          std::string* path) const {
  const auto* type = message->GetDescriptor();
  const FieldDescriptor* field = nullptr;
  std::string known;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* candidate = type->field(i);
    if (candidate->options().GetExtension(v1::check).server_set()) continue;
    if (candidate->name() == "picture_seq") continue;
    if (NameInFile(candidate) == key.Scalar()) field = candidate;
    if (!known.empty()) known += ", ";
    known += NameInFile(candidate);
  }
  if (!field) {
    return complaints->At(key, "`" + key.Scalar() + "` is no field of " + type->name() +
                                   ". Choose among " + known + ".");
  }
  *path = field->name();
  if (!field->is_repeated()) return Set(value, field, false, message);
  if (!value.IsSequence()) {
    return complaints->At(value, "`" + key.Scalar() + "` takes a list: [one, another].");
  }
  for (const YAML::Node& entry : value) {
    if (!Set(entry, field, true, message)) return false;
  }
  return true;
}

bool FieldReader::Set(const YAML::Node& value, const FieldDescriptor* field, bool add,
                      Message* message) const {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(value, field, add, message);
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_BOOL:
      return SetText(value, field, add, message);
    default:
      return SetNumber(value, field, message);
  }
}

bool FieldReader::SetMessage(const YAML::Node& value, const FieldDescriptor* field, bool add,
                             Message* message) const {
  const Reflection* reflection = message->GetReflection();
  Message* inner =
      add ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field);
  if (value.IsScalar()) {
    // A message around one id (ItemAt) is written as that id.
    return Set(value, inner->GetDescriptor()->field(0), false, inner);
  }
  return Fill(value, inner) && CheckComplete(value, *inner);
}

bool FieldReader::SetText(const YAML::Node& value, const FieldDescriptor* field, bool add,
                          Message* message) const {
  const std::string name = "`" + NameInFile(field) + "`";
  if (!value.IsScalar()) return complaints->At(value, name + " takes one value.");
  const std::string& text = value.Scalar();
  const Reflection* reflection = message->GetReflection();

  if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    if (text != "true" && text != "false") {
      return complaints->At(value, name + " is true or false.");
    }
    reflection->SetBool(message, field, text == "true");
    return true;
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    const std::optional<int> number = EnumValueOf(field->enum_type(), text);
    if (!number) {
      return complaints->At(value, name + " cannot be `" + text + "`. Choose among " +
                                       EnumNames(field->enum_type()) + ".");
    }
    if (add) {
      reflection->AddEnumValue(message, field, *number);
    } else {
      reflection->SetEnumValue(message, field, *number);
    }
    return true;
  }
  std::string bytes = text;
  if (field->type() == FieldDescriptor::TYPE_BYTES) {
    const std::optional<std::string> id = id_of(text);
    if (!id) {
      return complaints->At(value,
                            "`" + text + "` is no actor, and no item added above this line.");
    }
    bytes = *id;
  }
  if (add) {
    reflection->AddString(message, field, bytes);
  } else {
    reflection->SetString(message, field, bytes);
  }
  return true;
}

bool FieldReader::SetNumber(const YAML::Node& value, const FieldDescriptor* field,
                            Message* message) const {
  const Reflection* reflection = message->GetReflection();
  if (IsTime(field)) {
    int64_t time_ms = 0;
    if (!ReadTime(value, utc_offset_ms, complaints, &time_ms)) return false;
    reflection->SetInt64(message, field, time_ms);
    return true;
  }
  const v1::Check& check = field->options().GetExtension(v1::check);
  double number = 0;
  const bool whole = field->cpp_type() != FieldDescriptor::CPPTYPE_DOUBLE;
  if (!value.IsScalar() || !YAML::convert<double>::decode(value, number) ||
      !std::isfinite(number) || (whole && (number != std::floor(number) || number < 0)) ||
      (check.has_min() && number < check.min()) || (check.has_max() && number > check.max())) {
    return complaints->At(value, "`" + NameInFile(field) + "` takes a number" +
                                     (whole ? ", whole and not negative" : "") +
                                     ", within the bounds that the schema gives it.");
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      reflection->SetDouble(message, field, number);
      return true;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection->SetUInt32(message, field, static_cast<uint32_t>(number));
      return true;
    case FieldDescriptor::CPPTYPE_UINT64:
      reflection->SetUInt64(message, field, static_cast<uint64_t>(number));
      return true;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(message, field, static_cast<int64_t>(number));
      return true;
    default:
      return complaints->At(value, "`" + NameInFile(field) + "` cannot be written in a scenario.");
  }
}

bool FieldReader::CheckComplete(const YAML::Node& map, const Message& message) const {
  const auto* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!field->options().GetExtension(v1::check).required() || field->name() == "picture_seq") {
      continue;
    }
    const bool there = field->is_repeated() ? reflection->FieldSize(message, field) > 0
                                            : reflection->HasField(message, field);
    if (!there) {
      return complaints->At(map, "`" + NameInFile(field) + "` of the " + Lower(type->name()) +
                                     " is missing. Add it.");
    }
  }
  return true;
}

}  // namespace samlad::cli
