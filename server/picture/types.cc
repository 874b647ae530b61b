#include "server/picture/types.h"

#include <utility>

#include "storage/check.h"

namespace samlad {

ItemRef MakeItemState(v1::Change change) {
  auto state = std::make_shared<ItemState>();
  state->change = std::move(change);
  CHECK(state->change.SerializeToString(&state->bytes));
  return state;
}

bool ParseChange(std::string_view bytes, v1::Change* change) {
  return change->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) &&
         change->seq() != 0 && ItemId::FromBytes(change->item().id()).has_value();
}

ItemRef ParseItemState(std::string bytes) {
  auto state = std::make_shared<ItemState>();
  state->bytes = std::move(bytes);
  return ParseChange(state->bytes, &state->change) ? state : nullptr;
}

}  // namespace samlad
