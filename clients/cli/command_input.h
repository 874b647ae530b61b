#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/directory.h"
#include "samlad/v1/command.pb.h"

namespace samlad::cli {

// Reads commands as people write them: proto3 JSON of samlad.v1.Command, one object or one a line,
// with these conveniences.
//
//   Ids (every field of bytes) may be written as
//     32 hexadecimal digits,
//     "@name": the id that goes with the incident and the name, the same each time (a file sent
//     twice
//       adds nothing twice), and the same as in a scenario that is played in that incident,
//     "actor:NAME" or "person:NAME": looked up in the registry,
//     "incident": the incident itself;
//   or as base64, as proto3 JSON has them.
//   Times (every field that ends in _ms) may be written as "2014-08-04 13:15", in local time or
//   with a zone after it. incident, command_id and the id of a new item are filled in if they are
//   left out; command_id is then random, so that the same file sent twice is two sets of commands.
struct CommandInput {
  LogId incident;
  const Directory* directory = nullptr;
};

// Reads them all. False, with a sentence that names the line or the field, at the first that is
// wrong.
bool ReadCommands(std::string_view text, const CommandInput& input,
                  std::vector<v1::Command>* commands, std::string* error);

}  // namespace samlad::cli
