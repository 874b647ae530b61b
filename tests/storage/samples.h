#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/event_log.h"

namespace samlad {

// Ids told apart by a number, spread over the key space as random ones are.
LogId SampleLog(uint64_t number);
ItemId SampleItem(uint64_t number);
CommandId SampleCommand(uint64_t number);

// A change as the server stores it, with `text` somewhere in it.
StoredChange SampleChange(uint64_t seq, const ItemId& item, int64_t recorded_at_ms,
                          const std::string& text);

// An append of changes with the seqs [from, from + count): each about one of `items` items,
// recorded at 1000 ms times its seq, and one answer per change. The same arguments give the same
// append.
LogAppend SampleAppend(const LogId& log, uint64_t from, uint64_t count, uint64_t items);

using SeqAndBytes = std::vector<std::pair<uint64_t, std::string>>;

// A visitor that keeps all it is told.
EventLog::ChangeVisitor Collect(SeqAndBytes* into);

// The changes [1, last], read from the log. Fails the test on an error.
SeqAndBytes ReadAll(const EventLog& log, const LogId& id);

// From the environment variable, else `otherwise`. Longer runs raise it.
uint64_t NumberFromEnvironment(const char* name, uint64_t otherwise);

}  // namespace samlad
