#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "storage/id.h"

namespace samlad {

// The keys of the stored log, one kind for each column family. Every part has a fixed width and
// numbers are big-endian, so that the order of the bytes is the order of the parts.
//
//   changes    log seq              -> samlad.v1.Change, the bytes that were first made of it
//   versions   log item ~seq        -> nothing: the change `seq` is about `item`
//   commands   log command          -> samlad.v1.CommandResult
//   seen       log actor time actor_seq person -> own_seq
//   default    "format"             -> kFormat: how to read all this
//              "epoch"              -> epoch
//              "head" log           -> recorded_at tree (MerkleTree::Encode)
//              "tree" log seq       -> tree, as it was when `seq` was the last change; now and then
//
//   log, item, command, actor, person   16 bytes
//   seq, own_seq, actor_seq, epoch      fixed64
//   time, recorded_at                   fixed64, milliseconds since 1970-01-01 UTC
//
// ~seq is seq with all its bits turned, so that an item's versions stand newest first: a single
// seek forward, which is what RocksDB does best, finds the last version at or before a seq.
//
// own_seq is what that person had been shown; actor_seq the highest that any person of the actor
// had been shown by then. It never sinks, so the last key up to a time tells it.

inline constexpr size_t kIdBytes = 16;
inline constexpr size_t kFixed64Bytes = 8;
inline constexpr uint64_t kSeqMax = std::numeric_limits<uint64_t>::max();

inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kEpochKey = "epoch";
inline constexpr std::string_view kHeadPrefix = "head";
inline constexpr std::string_view kHeadEnd = "heae";  // after every head
inline constexpr std::string_view kTreePrefix = "tree";
inline constexpr std::string_view kFormat = "samlad log 1";

// A key, without the heap.
template <size_t kBytes>
struct Key {
  std::array<char, kBytes> bytes{};
  std::string_view view() const { return {bytes.data(), bytes.size()}; }
};

Key<kIdBytes + kFixed64Bytes> ChangeKey(const LogId& log, uint64_t seq);
Key<2 * kIdBytes + kFixed64Bytes> VersionKey(const LogId& log, const ItemId& item, uint64_t seq);
Key<2 * kIdBytes> CommandKey(const LogId& log, const CommandId& command);
using SeenKeyBytes = Key<3 * kIdBytes + 2 * kFixed64Bytes>;
SeenKeyBytes SeenKey(const LogId& log, const ItemId& actor, int64_t at_ms, uint64_t actor_seq,
                     const ItemId& person);
Key<kHeadPrefix.size() + kIdBytes> HeadKey(const LogId& log);
Key<kTreePrefix.size() + kIdBytes + kFixed64Bytes> TreeKey(const LogId& log, uint64_t seq);

// All entries of one actor at or before at_ms: the keys in [lower, upper).
struct SeenRange {
  SeenRange(const LogId& log, const ItemId& actor, int64_t at_ms);
  SeenKeyBytes lower;
  SeenKeyBytes upper;
};
inline constexpr int64_t kTimeMax = std::numeric_limits<int64_t>::max();

// Greater than every item that has a version: ids are random, and this one is never made.
ItemId LastItem();

// REQUIRES: a key of the kind that the name says.
uint64_t SeqOfChangeKey(std::string_view key);
LogId LogOfKey(std::string_view key);  // changes, versions, commands, seen
ItemId ItemOfVersionKey(std::string_view key);
uint64_t SeqOfVersionKey(std::string_view key);
int64_t TimeOfSeenKey(std::string_view key);
uint64_t ActorSeqOfSeenKey(std::string_view key);
LogId LogOfHeadKey(std::string_view key);

void AppendFixed64(std::string* text, uint64_t value);
// REQUIRES: at least eight bytes; reads the first eight.
uint64_t DecodeFixed64(std::string_view text);

}  // namespace samlad
