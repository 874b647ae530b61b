#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/picture/types.h"

namespace samlad {

// Fields of an item by their path: "audience" and "fictional" of the item itself, or one field of
// its body, such as "feature.text". A path is the grain at which revisions merge.

// The field at `path` in an item of that kind; null if there is none. A path to something inside a
// field of the body, to the body as a whole or to another kind's body is none.
const google::protobuf::FieldDescriptor* FindField(v1::Item::BodyCase kind, std::string_view path);

// The name of the kind's body in paths, such as "feature"; empty for no kind.
std::string_view KindName(v1::Item::BodyCase kind);

// Gives the field at each path in `to` the value it has in `from`, be it none.
// REQUIRES: the paths are fields of both items, which are of one kind.
void CopyFields(const v1::Item& from, const std::vector<std::string>& paths, v1::Item* to);

// True if the field at `path` has a value other than its default.
bool HasField(const v1::Item& item, std::string_view path);

// Paths of the fields that differ, in the order of the schema. What only the server writes about
// the item itself (created_seq, sight_seq, field_versions) is left out. REQUIRES: both are of one
// kind.
std::vector<std::string> DifferingFields(const v1::Item& before, const v1::Item& after);

}  // namespace samlad
