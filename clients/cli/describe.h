#pragma once

#include <string>
#include <string_view>

#include "clients/cli/directory.h"
#include "samlad/v1/log.pb.h"

namespace samlad::cli {

// An enum's value in words: FEATURE_IN_PICTURE is "in picture". Empty for the zero.
std::string EnumWords(const google::protobuf::EnumDescriptor* type, int value);

// Such as "feature" or "picture version".
std::string KindWords(const v1::Item& item);
// The item's state, or what stands for one (a stance's position); empty if it has none.
std::string StateWords(const v1::Item& item);
// What it says, in one line: a title, or who does what to what.
std::string Title(const v1::Item& item, const Directory& directory);
// Who may see it: "all", "own", or the names of the actors.
std::string AudienceWords(const v1::Item& item, const Directory& directory);

// "duty officer".
std::string RoleWords(v1::Role role);

// The time that matters to people: the exercise clock's in an exercise, else the server's.
int64_t DomainTime(const v1::Change& change);

// What the change did: "new", or the names of the fields it changed.
std::string FieldsWords(const v1::Change& change);

}  // namespace samlad::cli
