#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace samlad::bench {

// Reads a ServerFrame without building messages, so that one generator can follow thousands of
// receivers. Knows of each message what tells whether something is missing or came twice.

// One message of a frame.
struct Piece {
  int kind = 0;           // the field of ServerMessage that is set
  uint64_t number = 0;    // its value, if it has one without a length
  std::string_view body;  // of the message in that field
  std::string_view whole;
};

// Takes the next message off the front of `frame`. False at the end, or if what is there is no
// frame: then `frame` is not empty.
bool TakePiece(std::string_view* frame, Piece* piece);

struct BatchSeen {
  uint64_t from = 0;
  uint64_t through = 0;
  bool more = false;
  bool reset = false;
  uint64_t changes = 0;
  uint64_t removed = 0;
  // Of the changes, in the order they stand: the last seq, and whether each was greater than the
  // one before.
  uint64_t last_seq = 0;
  bool ascending = true;
  // Sum of MixOfSeq over the changes: tells sets of changes apart.
  uint64_t mix = 0;
};
bool ReadBatch(std::string_view body, BatchSeen* batch);
// Tells each change of a batch as it stands there. False if the visitor said so, or if it is none.
bool VisitChanges(std::string_view body,
                  const std::function<bool(uint64_t seq, std::string_view change)>& visit);

struct ResultSeen {
  std::string_view command_id;
  bool accepted = false;
  uint64_t first_seq = 0;
  uint64_t last_seq = 0;
};
bool ReadResult(std::string_view body, ResultSeen* result);

struct WatchingSeen {
  uint64_t epoch = 0;
  uint64_t from = 0;
};
bool ReadWatching(std::string_view body, WatchingSeen* watching);

// Spreads a seq over all bits, so that sums of different sets of them differ.
uint64_t MixOfSeq(uint64_t seq);

}  // namespace samlad::bench
