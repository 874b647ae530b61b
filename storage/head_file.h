#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/digest.h"
#include "storage/id.h"
#include "storage/status.h"

namespace samlad {

// What the HEAD file beside the log promises of one log: it holds at least `seq` changes, and the
// tree over the first `seq` has this root.
struct PromisedHead {
  LogId log;
  uint64_t seq = 0;
  Digest root{};

  friend bool operator==(const PromisedHead&, const PromisedHead&) = default;
};

// The HEAD file: what had been made durable, kept where damage to the log does not reach it. An
// older copy, kept elsewhere, is what history can be held against (P7).
//
// It is text that a person can read:
//
//   samlad HEAD 1
//   epoch 7c1fd84f0a5b2e93
//   log 00000000000000000000000000000000 seq 42 root 5f1e...
//   log 9b2c4d...                        seq 7 root 03aa...
//   sha256 77de...                       over all lines before this one
//
// with single spaces, one log a line in order of id, numbers decimal, the rest hexadecimal.
struct HeadFile {
  uint64_t epoch = 0;
  std::vector<PromisedHead> heads;

  // Sorts a copy of the heads by log.
  std::string Encode() const;
  // kDamaged if the text is not exactly one that Encode made.
  static Status Decode(std::string_view text, HeadFile* file);
  // kNotFound if there is no such file, kIo, or as Decode; the message names the path.
  static Status Load(const std::string& path, HeadFile* file);

  // Null if there is no promise of this log.
  const PromisedHead* Find(const LogId& log) const;
};

// The HEAD file of a data folder.
inline constexpr const char* kHeadFileName = "HEAD";

}  // namespace samlad
