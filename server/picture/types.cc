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

ItemRef ParseItemState(std::string bytes) {
  auto state = std::make_shared<ItemState>();
  state->bytes = std::move(bytes);
  if (!state->change.ParseFromString(state->bytes)) return nullptr;
  if (state->seq() == 0 || !ItemId::FromBytes(state->item().id())) return nullptr;
  return state;
}

}  // namespace samlad
