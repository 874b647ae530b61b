#include "storage/keys.h"

#include <algorithm>
#include <cstring>

#include "storage/check.h"

namespace samlad {
namespace {

void PutFixed64(char* to, uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) *to++ = static_cast<char>(value >> shift & 0xff);
}

// Fills a key from its first byte to its last.
template <size_t kBytes>
class KeyWriter {
 public:
  KeyWriter& Put(std::string_view part) {
    CHECK(at_ + part.size() <= kBytes);
    std::memcpy(key_.bytes.data() + at_, part.data(), part.size());
    at_ += part.size();
    return *this;
  }
  KeyWriter& Put(uint64_t value) {
    CHECK(at_ + kFixed64Bytes <= kBytes);
    PutFixed64(key_.bytes.data() + at_, value);
    at_ += kFixed64Bytes;
    return *this;
  }
  const Key<kBytes>& Done() const {
    CHECK(at_ == kBytes);
    return key_;
  }

 private:
  Key<kBytes> key_;
  size_t at_ = 0;
};

// Only a clock that is badly wrong gives a time before 1970; it sorts first.
uint64_t FixedTime(int64_t at_ms) { return static_cast<uint64_t>(std::max<int64_t>(at_ms, 0)); }

}  // namespace

Key<kIdBytes + kFixed64Bytes> ChangeKey(const LogId& log, uint64_t seq) {
  return KeyWriter<kIdBytes + kFixed64Bytes>().Put(log.view()).Put(seq).Done();
}

Key<2 * kIdBytes + kFixed64Bytes> VersionKey(const LogId& log, const ItemId& item, uint64_t seq) {
  return KeyWriter<2 * kIdBytes + kFixed64Bytes>()
      .Put(log.view())
      .Put(item.view())
      .Put(~seq)
      .Done();
}

Key<2 * kIdBytes> CommandKey(const LogId& log, const CommandId& command) {
  return KeyWriter<2 * kIdBytes>().Put(log.view()).Put(command.view()).Done();
}

SeenKeyBytes SeenKey(const LogId& log, const ItemId& actor, int64_t at_ms, uint64_t actor_seq,
                     const ItemId& person) {
  return KeyWriter<sizeof(SeenKeyBytes)>()
      .Put(log.view())
      .Put(actor.view())
      .Put(FixedTime(at_ms))
      .Put(actor_seq)
      .Put(person.view())
      .Done();
}

Key<kHeadPrefix.size() + kIdBytes> HeadKey(const LogId& log) {
  return KeyWriter<kHeadPrefix.size() + kIdBytes>().Put(kHeadPrefix).Put(log.view()).Done();
}

Key<kTreePrefix.size() + kIdBytes + kFixed64Bytes> TreeKey(const LogId& log, uint64_t seq) {
  return KeyWriter<kTreePrefix.size() + kIdBytes + kFixed64Bytes>()
      .Put(kTreePrefix)
      .Put(log.view())
      .Put(seq)
      .Done();
}

// Times are stored without their sign, so the one after the greatest is still a number.
SeenRange::SeenRange(const LogId& log, const ItemId& actor, int64_t at_ms)
    : lower(SeenKey(log, actor, 0, 0, ItemId{})),
      upper(KeyWriter<sizeof(SeenKeyBytes)>()
                .Put(log.view())
                .Put(actor.view())
                .Put(at_ms < 0 ? 0 : static_cast<uint64_t>(at_ms) + 1)
                .Put(uint64_t{0})
                .Put(ItemId{}.view())
                .Done()) {}

ItemId LastItem() {
  ItemId item;
  item.bytes.fill(0xff);
  return item;
}

uint64_t SeqOfChangeKey(std::string_view key) { return DecodeFixed64(key.substr(kIdBytes)); }

LogId LogOfKey(std::string_view key) { return LogId::FromBytesOrNone(key.substr(0, kIdBytes)); }

ItemId ItemOfVersionKey(std::string_view key) {
  return ItemId::FromBytesOrNone(key.substr(kIdBytes, kIdBytes));
}

uint64_t SeqOfVersionKey(std::string_view key) { return ~DecodeFixed64(key.substr(2 * kIdBytes)); }

int64_t TimeOfSeenKey(std::string_view key) {
  return static_cast<int64_t>(DecodeFixed64(key.substr(2 * kIdBytes)));
}

LogId LogOfHeadKey(std::string_view key) {
  return LogId::FromBytesOrNone(key.substr(kHeadPrefix.size()));
}

uint64_t ActorSeqOfSeenKey(std::string_view key) {
  return DecodeFixed64(key.substr(2 * kIdBytes + kFixed64Bytes));
}

void AppendFixed64(std::string* text, uint64_t value) {
  char bytes[kFixed64Bytes];
  PutFixed64(bytes, value);
  text->append(bytes, sizeof(bytes));
}

uint64_t DecodeFixed64(std::string_view text) {
  CHECK(text.size() >= kFixed64Bytes);
  uint64_t value = 0;
  for (size_t i = 0; i < kFixed64Bytes; ++i) value = value << 8 | static_cast<uint8_t>(text[i]);
  return value;
}

}  // namespace samlad
