#include "storage/log_state.h"

#include "storage/check.h"
#include "storage/keys.h"

namespace samlad {

void LogState::Extend(const LogAppend& append) {
  for (const StoredChange& change : append.changes) {
    CHECK(change.seq == seq() + 1);
    CHECK(change.recorded_at_ms >= recorded_at_ms);
    recorded_at_ms = change.recorded_at_ms;
    tree.Append(change.bytes);
  }
}

LogHead LogState::Head(const LogId& log) const {
  return {.log = log, .seq = seq(), .recorded_at_ms = recorded_at_ms, .root = tree.Root()};
}

std::string LogState::Encode() const {
  std::string text;
  AppendFixed64(&text, static_cast<uint64_t>(recorded_at_ms));
  return text + tree.Encode();
}

bool LogState::Decode(std::string_view text, LogState* state) {
  if (text.size() < kFixed64Bytes) return false;
  state->recorded_at_ms = static_cast<int64_t>(DecodeFixed64(text));
  return MerkleTree::Decode(text.substr(kFixed64Bytes), &state->tree);
}

}  // namespace samlad
