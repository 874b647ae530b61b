#pragma once

#include <string>

#include "samlad/v1/frames.pb.h"

namespace samlad::cli {

// Reads a place in a log: a change number, or a time (time_text.h) on the exercise clock in an
// exercise. False, with a sentence, if it is neither.
bool ParseInstant(const std::string& text, v1::Instant* instant, std::string* error);

// How the options that take one describe it in --help.
inline constexpr const char* kInstantHelp =
    "change number, or time as '2014-08-04 13:15' (exercise time in an exercise)";

}  // namespace samlad::cli
