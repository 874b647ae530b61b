#include "server/picture/kinds.h"

namespace samlad {

// The position that the version is compiled at, and of each item the change that is meant.
Refusal CreatePictureVersion(Draft& draft, v1::Item* item) {
  v1::PictureVersion* version = item->mutable_picture_version();
  version->set_picture_seq(draft.picture().head());
  for (v1::ItemAt& at : *version->mutable_items()) {
    at.set_seq(draft.picture().Find(ItemId::FromBytesOrNone(at.item()))->seq());
  }
  return std::nullopt;
}

}  // namespace samlad
