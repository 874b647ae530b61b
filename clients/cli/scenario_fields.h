#pragma once

#include <functional>
#include <optional>
#include <string>

#include "clients/cli/complaints.h"
#include "google/protobuf/message.h"

namespace samlad::cli {

// Reads what a person wrote in YAML into messages of the schema, by the schema's own names and
// checks: a field that is added to the schema can be written at once.
//
// Differences between the file and the schema, for the reader's sake: times have no `_ms` and are
// dates; ids are symbolic names; enum values are in small letters without the prefix they share; a
// message of one id may be written as that id's name.
struct FieldReader {
  Complaints* complaints = nullptr;
  int64_t utc_offset_ms = 0;
  // The sixteen bytes of the item or actor of that name; nullopt if there is none yet.
  std::function<std::optional<std::string>(const std::string& name)> id_of;

  // Sets all fields that the map names. False with a complaint.
  bool Fill(const YAML::Node& map, google::protobuf::Message* message) const;

  // Sets one field; `name` as in the file, node its value. `*path` becomes the field's name in the
  // schema.
  bool FillOne(const YAML::Node& key, const YAML::Node& value, google::protobuf::Message* message,
               std::string* path) const;

  // Required fields that are missing. `picture_seq` is left out: it is filled in when it is known
  // what the person sees.
  bool CheckComplete(const YAML::Node& map, const google::protobuf::Message& message) const;

 private:
  bool Set(const YAML::Node& value, const google::protobuf::FieldDescriptor* field, bool add,
           google::protobuf::Message* message) const;
  bool SetText(const YAML::Node& value, const google::protobuf::FieldDescriptor* field, bool add,
               google::protobuf::Message* message) const;
  bool SetNumber(const YAML::Node& value, const google::protobuf::FieldDescriptor* field,
                 google::protobuf::Message* message) const;
  bool SetMessage(const YAML::Node& value, const google::protobuf::FieldDescriptor* field, bool add,
                  google::protobuf::Message* message) const;
};

// The value of an enum by its name in the file; nullopt if there is none. `overdue` is
// TASK_OVERDUE.
std::optional<int> EnumValueOf(const google::protobuf::EnumDescriptor* type,
                               const std::string& name);
// All names of an enum as they are written in the file, comma between.
std::string EnumNames(const google::protobuf::EnumDescriptor* type);

}  // namespace samlad::cli
