#pragma once

#include <utility>

#include "samlad/v1/log.pb.h"

namespace samlad::cli {

using BodyCase = v1::Item::BodyCase;

// The kinds of item that a person may add, as they are called in the schema and in the file.
constexpr std::pair<const char*, BodyCase> kKinds[] = {
    {"report", BodyCase::kReport},
    {"feature", BodyCase::kFeature},
    {"note", BodyCase::kNote},
    {"contradiction", BodyCase::kContradiction},
    {"picture_version", BodyCase::kPictureVersion},
    {"decision", BodyCase::kDecision},
    {"stance", BodyCase::kStance},
    {"task", BodyCase::kTask},
    {"conference", BodyCase::kConference},
};

inline const char* NameOf(BodyCase kind) {
  for (const auto& [name, value] : kKinds) {
    if (value == kind) return name;
  }
  return kind == BodyCase::kIncident ? "incident" : "item";
}

// The message inside the item that its kind stands for.
inline google::protobuf::Message* BodyOf(BodyCase kind, v1::Item* item) {
  const auto* field = v1::Item::descriptor()->FindFieldByNumber(kind);
  return v1::Item::GetReflection()->MutableMessage(item, field);
}

}  // namespace samlad::cli
