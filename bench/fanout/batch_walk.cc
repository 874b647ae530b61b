#include "bench/fanout/batch_walk.h"

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

// Knows numbers and what has a length: a batch holds nothing else.
bool TakeField(std::string_view* bytes, Field* field) {
  uint64_t tag = 0;
  if (!TakeVarint(bytes, &tag) || !TakeVarint(bytes, &field->value)) return false;
  field->number = static_cast<int>(tag >> 3);
  if ((tag & 7) == 0) return true;
  if ((tag & 7) != 2 || field->value > bytes->size()) return false;
  field->bytes = bytes->substr(0, field->value);
  bytes->remove_prefix(field->value);
  return true;
}

bool ReadBatch(std::string_view bytes, BatchPosition* batch) {
  Field field;
  while (!bytes.empty()) {
    if (!TakeField(&bytes, &field)) return false;
    if (field.number == v1::Batch::kFromFieldNumber) batch->from = field.value;
    if (field.number == v1::Batch::kThroughFieldNumber) batch->through = field.value;
    if (field.number == v1::Batch::kChangesFieldNumber) ++batch->changes;
  }
  return true;
}

}  // namespace

bool FollowBatches(std::string_view frame, uint64_t* position, uint64_t* changes) {
  Field message, body;
  while (!frame.empty()) {
    if (!TakeField(&frame, &message) || !TakeField(&message.bytes, &body)) return false;
    if (body.number != v1::ServerMessage::kBatchFieldNumber) continue;
    BatchPosition batch;
    if (!ReadBatch(body.bytes, &batch)) return false;
    if (batch.from != *position || batch.through - batch.from != batch.changes) return false;
    *position = batch.through;
    *changes += batch.changes;
  }
  return true;
}

}  // namespace samlad::bench
