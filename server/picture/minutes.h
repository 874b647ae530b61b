#pragma once

#include <functional>
#include <string>

#include "server/picture/picture.h"

namespace samlad {

// The minutes of a conference, from the log: who attended, the agenda with its times, and what was
// decided, asked for and noted since it was opened. Swedish plain text, at most about 150 kB; what
// does not fit is left out and said to be.
//
// `conference` is the item as it becomes; the rest is read from `picture`. Only items that
// `may_tell` grants are told of. Names come from `registry`.
std::string MakeMinutes(const Picture& picture, const Picture& registry, const v1::Item& conference,
                        const std::function<bool(const v1::Item&)>& may_tell);

}  // namespace samlad
