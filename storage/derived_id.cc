#include "storage/derived_id.h"

#include "storage/digest.h"

namespace samlad {

ItemId DerivedId(std::string_view what, std::string_view name) {
  // Part of what is stored: another first word would lose every account made so far.
  const Digest digest =
      Sha256({"samlad scenario", std::string_view("\0", 1), what, std::string_view("\0", 1), name});
  return ItemId::FromBytesOrNone(View(digest).substr(0, ItemId::kSize));
}

}  // namespace samlad
