#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "clients/cli/directory.h"
#include "clients/cpp/replica.h"
#include "google/protobuf/message.h"
#include "samlad/v1/frames.pb.h"

namespace samlad::cli {

// One line of proto3 JSON: {"NAME":MESSAGE}, or the message alone if `name` is empty.
void PrintJson(std::ostream& out, std::string_view name, const google::protobuf::Message& message);

// What a batch brought, for programs: {"change":Change} for each change, then {"batch":Batch}
// without the changes: where the picture now stands, and what left it.
void PrintBatchJson(std::ostream& out, const v1::Batch& batch);

// The line above everything that shows an exercise; nothing for other incidents.
void PrintExerciseMark(std::ostream& out, bool exercise);

// Changes as rows of fixed columns, as they come: time, seq, actor, who, what, title.
class ChangeRows {
 public:
  ChangeRows(std::ostream* out, const Directory* directory);

  void Heading();
  void Print(const v1::Change& change);
  // An item that left the sight.
  void PrintRemoved(std::string_view item_id_bytes);

 private:
  void Row(const std::string& time, const std::string& seq, const std::string& actor,
           const std::string& who, const std::string& what, const std::string& title);

  std::ostream* out_;
  const Directory* directory_;
  size_t width_;
  int64_t last_time_ms_ = 0;
};

// The whole picture, as a table for people.
void PrintPicture(std::ostream& out, const client::Replica& picture, const Directory& directory);

}  // namespace samlad::cli
