#include "bench/fanout/frame_walk.h"

#include "samlad/v1/frames.pb.h"

namespace samlad::bench {
namespace {

// One field of an encoded message.
struct Field {
  int number = 0;
  uint64_t value = 0;      // of a number
  std::string_view bytes;  // of anything with a length
};

bool TakeVarint(std::string_view* bytes, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && !bytes->empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    *value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

// Knows numbers and what has a length: what is read here holds nothing else.
bool TakeField(std::string_view* bytes, Field* field) {
  uint64_t tag = 0;
  if (!TakeVarint(bytes, &tag) || !TakeVarint(bytes, &field->value)) return false;
  field->number = static_cast<int>(tag >> 3);
  field->bytes = {};
  if ((tag & 7) == 0) return true;
  if ((tag & 7) != 2 || field->value > bytes->size()) return false;
  field->bytes = bytes->substr(0, field->value);
  bytes->remove_prefix(field->value);
  return true;
}

// The server encodes a change's seq first.
bool SeqOf(std::string_view change, uint64_t* seq) {
  Field field;
  if (!TakeField(&change, &field) || field.number != v1::Change::kSeqFieldNumber) return false;
  *seq = field.value;
  return true;
}

}  // namespace

uint64_t MixOfSeq(uint64_t seq) {
  seq += 0x9E3779B97F4A7C15;
  seq = (seq ^ (seq >> 30)) * 0xBF58476D1CE4E5B9;
  seq = (seq ^ (seq >> 27)) * 0x94D049BB133111EB;
  return seq ^ (seq >> 31);
}

bool TakePiece(std::string_view* frame, Piece* piece) {
  if (frame->empty()) return false;
  std::string_view rest = *frame;
  Field message, body;
  if (!TakeField(&rest, &message)) return false;
  piece->whole = message.bytes;
  if (!TakeField(&message.bytes, &body)) return false;
  piece->kind = body.number;
  piece->number = body.value;
  piece->body = body.bytes;
  *frame = rest;
  return true;
}

bool ReadBatch(std::string_view bytes, BatchSeen* batch) {
  Field field;
  while (!bytes.empty()) {
    if (!TakeField(&bytes, &field)) return false;
    switch (field.number) {
      case v1::Batch::kFromFieldNumber:
        batch->from = field.value;
        break;
      case v1::Batch::kThroughFieldNumber:
        batch->through = field.value;
        break;
      case v1::Batch::kMoreFieldNumber:
        batch->more = field.value != 0;
        break;
      case v1::Batch::kResetFieldNumber:
        batch->reset = field.value != 0;
        break;
      case v1::Batch::kRemovedFieldNumber:
        ++batch->removed;
        break;
      case v1::Batch::kChangesFieldNumber: {
        uint64_t seq = 0;
        if (!SeqOf(field.bytes, &seq)) return false;
        batch->ascending = batch->ascending && seq > batch->last_seq;
        batch->last_seq = seq;
        batch->mix += MixOfSeq(seq);
        ++batch->changes;
        break;
      }
      default:
        break;
    }
  }
  return true;
}

bool VisitChanges(std::string_view bytes,
                  const std::function<bool(uint64_t seq, std::string_view change)>& visit) {
  Field field;
  while (!bytes.empty()) {
    if (!TakeField(&bytes, &field)) return false;
    if (field.number != v1::Batch::kChangesFieldNumber) continue;
    uint64_t seq = 0;
    if (!SeqOf(field.bytes, &seq) || !visit(seq, field.bytes)) return false;
  }
  return true;
}

bool ReadResult(std::string_view bytes, ResultSeen* result) {
  Field field;
  while (!bytes.empty()) {
    if (!TakeField(&bytes, &field)) return false;
    if (field.number == v1::CommandResult::kCommandIdFieldNumber) result->command_id = field.bytes;
    if (field.number != v1::CommandResult::kAcceptedFieldNumber) continue;
    result->accepted = true;
    std::string_view accepted = field.bytes;
    while (!accepted.empty()) {
      if (!TakeField(&accepted, &field)) return false;
      if (field.number == v1::Accepted::kFirstSeqFieldNumber) result->first_seq = field.value;
      if (field.number == v1::Accepted::kLastSeqFieldNumber) result->last_seq = field.value;
    }
  }
  return true;
}

bool ReadWatching(std::string_view bytes, WatchingSeen* watching) {
  Field field;
  while (!bytes.empty()) {
    if (!TakeField(&bytes, &field)) return false;
    if (field.number == v1::Watching::kEpochFieldNumber) watching->epoch = field.value;
    if (field.number == v1::Watching::kFromFieldNumber) watching->from = field.value;
  }
  return true;
}

}  // namespace samlad::bench
