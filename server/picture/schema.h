#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace samlad {

// The `check` options of one field, in a form that is quick to read (check.proto says what they
// mean).
struct FieldCheck {
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool required = false;
  bool server_set = false;
  bool partial = false;
  uint32_t max_len = 0;    // 0: none given
  uint32_t len = 0;        // 0: none given
  uint32_t max_items = 0;  // 0: none given
  std::optional<double> min;
  std::optional<double> max;
};

// The fields of a message of the schema with their checks, in order of declaration. Lives as long
// as the program.
//
// REQUIRES: the message is one of package samlad.v1.
// Threads: any.
const std::vector<FieldCheck>& ChecksOf(const google::protobuf::Descriptor* message);

}  // namespace samlad
