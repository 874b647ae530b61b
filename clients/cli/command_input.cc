#include "clients/cli/command_input.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "clients/cli/ids.h"
#include "clients/cli/scenario.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

namespace json = boost::json;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr size_t kCommandsMax = 1'000'000;

std::string Base64(std::string_view bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    for (size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<uint8_t>(bytes[i + j]) : 0);
    }
    for (size_t j = 0; j < 4; ++j) {
      text.push_back(j <= count ? kDigits[group >> (18 - 6 * j) & 63] : '=');
    }
  }
  return text;
}

// Rewrites the conveniences of one command into plain proto3 JSON.
class Rewriter {
 public:
  explicit Rewriter(const CommandInput& input) : input_(input) {}

  bool Rewrite(json::object* object, const Descriptor* type, const std::string& path) {
    for (auto& member : *object) {
      const std::string name(member.key());
      const FieldDescriptor* field = type->FindFieldByCamelcaseName(name);
      if (!field) field = type->FindFieldByName(name);
      const std::string where = path.empty() ? name : path + "." + name;
      if (!field) {
        error_ = where + ": there is no such field in " + std::string(type->name()) + ".";
        return false;
      }
      json::array* list = member.value().if_array();
      if (field->is_repeated() && list) {
        for (json::value& value : *list) {
          if (!RewriteValue(&value, field, where)) return false;
        }
      } else if (!RewriteValue(&member.value(), field, where)) {
        return false;
      }
    }
    return true;
  }

  const std::string& error() const { return error_; }

 private:
  bool RewriteValue(json::value* value, const FieldDescriptor* field, const std::string& where) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && value->is_object()) {
      return Rewrite(&value->get_object(), field->message_type(), where);
    }
    const json::string* text = value->if_string();
    if (!text) return true;
    const std::string_view written(text->data(), text->size());
    std::optional<std::string> rewritten;
    if (field->type() == FieldDescriptor::TYPE_BYTES) {
      if (!RewriteId(written, where, &rewritten)) return false;
    } else if (field->name().ends_with("_ms") && written.find_first_of(":-") != written.npos &&
               !written.starts_with('-')) {
      const auto time_ms = ParseTime(written);
      if (!time_ms) {
        error_ = where + ": '" + std::string(written) +
                 "' is no time; write it as 2014-08-04 13:15 or in milliseconds since 1970.";
        return false;
      }
      rewritten = std::to_string(*time_ms);
    }
    if (rewritten) *value = *rewritten;
    return true;
  }

  bool RewriteId(std::string_view written, const std::string& where,
                 std::optional<std::string>* rewritten) {
    std::string error;
    std::optional<std::string> bytes = BytesFromHex(written);
    if (written.starts_with('@') && written.size() > 1) {
      bytes = ScenarioItemId(input_.incident, written.substr(1)).str();
    } else if (written == "incident") {
      bytes = input_.incident.str();
    } else if (written.starts_with("actor:") || written.starts_with("person:")) {
      const bool actor = written.starts_with("actor:");
      const std::string_view name = written.substr(written.find(':') + 1);
      const auto id = actor ? input_.directory->FindActor(name, &error)
                            : input_.directory->FindPerson(name, &error);
      if (!id) {
        error_ = where + ": " + error;
        return false;
      }
      bytes = id->str();
    }
    if (bytes) *rewritten = Base64(*bytes);
    return true;
  }

  const CommandInput& input_;
  std::string error_;
};

bool ReadCommand(json::object object, const CommandInput& input, v1::Command* command,
                 std::string* error) {
  Rewriter rewriter(input);
  if (!rewriter.Rewrite(&object, v1::Command::descriptor(), "")) {
    *error = rewriter.error();
    return false;
  }
  const auto status = google::protobuf::util::JsonStringToMessage(json::serialize(object), command);
  if (!status.ok()) {
    *error = std::string(status.message());
    return false;
  }
  if (command->verb_case() == v1::Command::VERB_NOT_SET) {
    *error = "A command needs a verb: create, revise, attend, speak, open_incident ...";
    return false;
  }
  if (command->incident().empty()) command->set_incident(input.incident.str());
  if (command->command_id().empty()) command->set_command_id(RandomIdBytes());
  if (command->command_id().size() != CommandId::kSize) {
    *error = "command_id: an id is 32 hexadecimal digits.";
    return false;
  }
  if (command->has_create() && command->create().item().id().empty()) {
    command->mutable_create()->mutable_item()->set_id(RandomIdBytes());
  }
  return true;
}

// The values of `text`: one that may span lines, or one a line.
bool ReadValues(std::string_view text, std::vector<std::pair<size_t, json::value>>* values,
                std::string* error) {
  boost::system::error_code failed;
  json::value whole = json::parse({text.data(), text.size()}, failed);
  if (!failed) {
    values->emplace_back(1, std::move(whole));
    return true;
  }
  for (size_t line_number = 1; !text.empty(); ++line_number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    json::value value = json::parse({line.data(), line.size()}, failed);
    if (failed || values->size() >= kCommandsMax) {
      *error = "Line " + std::to_string(line_number) + ": " +
               (failed ? "this is no JSON (" + failed.message() + "); write one command a line."
                       : "too many commands in one file.");
      return false;
    }
    values->emplace_back(line_number, std::move(value));
  }
  return true;
}

}  // namespace

bool ReadCommands(std::string_view text, const CommandInput& input,
                  std::vector<v1::Command>* commands, std::string* error) {
  std::vector<std::pair<size_t, json::value>> values;
  if (!ReadValues(text, &values, error)) return false;
  if (values.size() == 1 && values.front().second.is_array()) {
    json::array list = std::move(values.front().second.get_array());
    values.clear();
    for (json::value& value : list) values.emplace_back(values.size() + 1, std::move(value));
  }
  for (auto& [number, value] : values) {
    std::string why = "A command is a JSON object.";
    if (!value.is_object() ||
        !ReadCommand(std::move(value.get_object()), input, &commands->emplace_back(), &why)) {
      *error = (values.size() > 1 ? std::to_string(number) + ": " : "") + why;
      return false;
    }
  }
  if (commands->empty()) *error = "There is no command in it.";
  return !commands->empty();
}

}  // namespace samlad::cli
