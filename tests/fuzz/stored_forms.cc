#include "storage/check.h"
#include "storage/head_file.h"
#include "storage/keys.h"
#include "storage/log_state.h"
#include "storage/merkle.h"
#include "tests/fuzz/targets.h"

namespace samlad::fuzz {

// What decodes is what its encoder makes, so that no two texts mean the same.
int FuzzStoredForms(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  HeadFile head;
  if (HeadFile::Decode(text, &head).ok()) CHECK(head.Encode() == text);
  MerkleTree tree;
  if (MerkleTree::Decode(text, &tree)) {
    CHECK(tree.Encode() == text);
    (void)tree.Root();
    tree.Append("one more");
  }
  LogState state;
  if (LogState::Decode(text, &state)) CHECK(state.Encode() == text);
  if (const std::optional<Digest> digest = DigestFromHex(text)) CHECK(ToHex(*digest) == text);
  if (size >= kIdBytes + kFixed64Bytes) {
    const LogId log = LogId::FromBytesOrNone(text.substr(0, kIdBytes));
    const uint64_t seq = DecodeFixed64(text.substr(kIdBytes));
    const auto key = ChangeKey(log, seq);
    CHECK(key.view() == text.substr(0, kIdBytes + kFixed64Bytes));
    CHECK(LogOfKey(key.view()) == log && SeqOfChangeKey(key.view()) == seq);
  }
  return 0;
}

}  // namespace samlad::fuzz
