#include "bench/fanout/picture_parts.h"

#include <zlib.h>

#include <utility>

#include "samlad/v1/frames.pb.h"
#include "server/picture/sight.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

// More than any chunk holds: what inflates further is no honest one.
constexpr size_t kInflatedBytesMax = 64 << 20;

bool Inflate(std::string_view deflated, std::string* out) {
  z_stream stream{};
  CHECK(inflateInit(&stream) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));
  stream.avail_in = static_cast<uInt>(deflated.size());
  int state = Z_OK;
  while (state == Z_OK && out->size() < kInflatedBytesMax) {
    char bytes[64 * 1024];
    stream.next_out = reinterpret_cast<Bytef*>(bytes);
    stream.avail_out = sizeof(bytes);
    state = inflate(&stream, Z_NO_FLUSH);
    out->append(bytes, sizeof(bytes) - stream.avail_out);
  }
  inflateEnd(&stream);
  return state == Z_STREAM_END && stream.avail_in == 0;
}

}  // namespace

PictureParts::PictureParts(const Picture& picture, const ItemId& actor, uint64_t from) {
  picture.VisitChangedSince(from, [&](const ItemRef& state) {
    if (Visible({actor}, picture, state->item())) {
      bytes_of_.emplace(state->seq(), state->bytes);
      mix_ += MixOfSeq(state->seq());
    }
    return true;
  });
}

const PartSeen* PictureParts::See(size_t index, const Piece& piece) {
  if (index < known_.size() && known_[index].bytes == piece.whole) return &known_[index].seen;
  last_ = PartSeen{};
  std::string plain;
  if (!LookInto(piece, &last_, &plain)) return nullptr;
  if (index == known_.size()) {
    known_.push_back({std::string(piece.whole), last_});
    plain_ += plain;
  } else {
    ++different_;
  }
  return &last_;
}

bool PictureParts::LookInto(const Piece& piece, PartSeen* seen, std::string* plain) const {
  if (piece.kind == v1::ServerMessage::kBatchFieldNumber) {
    plain->append(piece.whole);
    return LookIntoBatch(piece.body, seen);
  }
  if (!Inflate(piece.body, plain)) return false;
  seen->deflated = true;
  std::string_view frame = *plain;
  Piece inner;
  while (TakePiece(&frame, &inner)) {
    if (inner.kind != v1::ServerMessage::kBatchFieldNumber) return false;
    if (!LookIntoBatch(inner.body, seen)) return false;
  }
  return frame.empty();
}

bool PictureParts::LookIntoBatch(std::string_view body, PartSeen* seen) const {
  BatchSeen batch;
  if (!ReadBatch(body, &batch) || batch.removed != 0) return false;
  seen->changes += batch.changes;
  seen->mix += batch.mix;
  seen->from = batch.from;
  seen->through = batch.through;
  seen->more = batch.more;
  return VisitChanges(body, [&](uint64_t seq, std::string_view change) {
    const auto found = bytes_of_.find(seq);
    return found != bytes_of_.end() && found->second == change;
  });
}

}  // namespace samlad::bench
