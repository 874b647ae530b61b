#include "bench/fanout/batch_follower.h"

#include "samlad/v1/frames.pb.h"

namespace samlad::bench {

bool BatchFollower::Follow(std::string_view message, WebSocket*) {
  Piece piece;
  while (TakePiece(&message, &piece)) {
    if (piece.kind == v1::ServerMessage::kGoodbyeFieldNumber ||
        piece.kind == v1::ServerMessage::kWatchEndedFieldNumber) {
      return false;
    }
    if (piece.kind != v1::ServerMessage::kBatchFieldNumber) continue;
    BatchSeen batch;
    if (!ReadBatch(piece.body, &batch) || batch.from != position_ || batch.reset) return false;
    if (batch.more ? batch.through != batch.from : batch.through < batch.from) return false;
    if (!OnBatch(batch)) return false;
    delivered_ += batch.changes;
    position_ = batch.through;
  }
  return message.empty();
}

bool WholeFollower::OnBatch(const BatchSeen& batch) {
  in_parts_ += batch.changes;
  if (batch.more) return true;
  const bool fits = in_parts_ == batch.through - batch.from;
  in_parts_ = 0;
  return fits;
}

bool SightFollower::OnBatch(const BatchSeen& batch) {
  mix_ += batch.mix;
  return batch.ascending && (batch.more || batch.last_seq <= batch.through);
}

}  // namespace samlad::bench
