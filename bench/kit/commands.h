#pragma once

#include "bench/kit/cast.h"

namespace samlad::bench {

// Commands as people send them in a large fire: some 300 bytes each.
v1::Command CreateFeature(const LogId& incident, int64_t now_ms, Ids* ids);
v1::Command CreateNote(const LogId& incident, int64_t now_ms, Ids* ids);
// A note of a few words: the change that it becomes is some 200 bytes.
v1::Command CreateShortNote(const LogId& incident, int64_t now_ms, Ids* ids);
// Now the one, now the other: two features for a note.
v1::Command CreateSomething(const LogId& incident, int64_t now_ms, Ids* ids);

// Moves a feature: its text, place on the map and times. `base_seq` is its last change.
v1::Command ReviseFeature(const LogId& incident, const ItemId& item, uint64_t base_seq,
                          int64_t now_ms, Ids* ids);

// The command as one message on the wire: an encoded ClientFrame.
std::string EncodeCommand(v1::Command command);

}  // namespace samlad::bench
