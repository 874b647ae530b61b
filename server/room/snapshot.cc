#include "server/room/snapshot.h"

#include <string_view>

#include "storage/check.h"

namespace samlad {

Snapshot::Snapshot(const Picture& picture, const Sight& sight, size_t chunk_bytes)
    : log_(picture.log()), position_(picture.head()), chunks_(1) {
  size_t bytes = 0;
  picture.VisitChangedSince(0, [&](const ItemRef& state) {
    if (!InSight(sight, state->item(), picture.is_registry())) return true;
    if (bytes >= chunk_bytes) {
      chunks_.emplace_back();
      bytes = 0;
    }
    chunks_.back().items.push_back(state);
    bytes += state->bytes.size();
    return true;
  });
}

FrameRef Snapshot::Encode(size_t i, bool end) const {
  std::vector<std::string_view> changes;
  changes.reserve(chunks_[i].items.size());
  for (const ItemRef& state : chunks_[i].items) changes.push_back(state->bytes);
  BatchHeader header{log_};
  header.reset = i == 0;
  header.more = !end;
  header.through = end ? position_ : 0;
  return MakeBatchFrame(header, changes, {});
}

FrameRef Snapshot::Chunk(size_t i, Form form) {
  CHECK(i < chunks_.size());
  CHECK(!form.end || i + 1 == chunks_.size());
  FrameRef& frame = chunks_[i].frames[form.deflated][form.end];
  if (!frame) {
    frame = Encode(i, form.end);
    if (form.deflated) frame = MakeDeflatedFrame(*frame);
    bytes_ += frame->proto().size();
  }
  return frame;
}

uint64_t Snapshot::CursorAfter(size_t i) const {
  CHECK(i < chunks_.size());
  return i + 1 == chunks_.size() ? position_ : chunks_[i].items.back()->seq();
}

}  // namespace samlad
