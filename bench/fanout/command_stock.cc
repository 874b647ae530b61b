#include "bench/fanout/command_stock.h"

#include <algorithm>
#include <utility>

#include "bench/kit/commands.h"
#include "server/gateway/clock.h"
#include "storage/check.h"

namespace samlad::bench {
namespace {

constexpr int kStock = 64;
// Five bytes as a varint, all of which can be overwritten by any seq below 2^35.
constexpr uint64_t kSeqPlace = (uint64_t{1} << 34) + 0x12345;
constexpr size_t kSeqPlaceBytes = 5;

// As many bytes as the place has, whatever the number: a reader takes a varint with a tail of
// zeros.
void WriteSeq(uint64_t seq, char* place) {
  for (size_t i = 0; i < kSeqPlaceBytes; ++i) {
    const bool last = i + 1 == kSeqPlaceBytes;
    place[i] = static_cast<char>((seq & 0x7F) | (last ? 0 : 0x80));
    seq >>= 7;
  }
}

// Where `part` stands in `bytes`, once.
size_t PlaceOf(std::string_view part, const std::string& bytes) {
  const size_t at = bytes.find(part);
  CHECK(at != bytes.npos && bytes.find(part, at + 1) == bytes.npos);
  return at;
}

}  // namespace

CreateStock::CreateStock(const std::vector<v1::Command>& commands, Ids* ids) : ids_(ids) {
  for (const v1::Command& command : commands) {
    Made made{EncodeCommand(command), 0, 0};
    made.command_id_at = PlaceOf(command.command_id(), made.bytes);
    made.item_id_at = PlaceOf(command.create().item().id(), made.bytes);
    made_.push_back(std::move(made));
  }
  CHECK(!made_.empty());
}

std::string_view CreateStock::Next(uint64_t* tag) {
  *tag = next_++ % made_.size();
  Made& made = made_[*tag];
  made.bytes.replace(made.command_id_at, kIdBytes, ids_->Next<CommandId>().view());
  made.bytes.replace(made.item_id_at, kIdBytes, ids_->Next<ItemId>().view());
  last_command_id_ = std::string_view(made.bytes).substr(made.command_id_at, kIdBytes);
  return made.bytes;
}

CreateStock StockOfSomething(const LogId& incident, Ids* ids) {
  std::vector<v1::Command> commands;
  for (int i = 0; i < kStock; ++i) commands.push_back(CreateSomething(incident, WallMs(), ids));
  return CreateStock(commands, ids);
}

ReviseStock::ReviseStock(Cast* cast) : ids_(&cast->ids) {
  cast->picture.VisitChangedSince(0, [&](const ItemRef& state) {
    if (state->item().has_feature()) {
      items_.push_back({ItemId::FromBytesOrNone(state->item().id()), state->seq()});
    }
    return true;
  });
  CHECK(!items_.empty());
  for (size_t i = items_.size() - 1; i > 0; --i) std::swap(items_[i], items_[ids_->Number(i + 1)]);
  char place[kSeqPlaceBytes];
  WriteSeq(kSeqPlace, place);
  for (int i = 0; i < kStock; ++i) {
    const v1::Command command =
        ReviseFeature(cast->incident(), ids_->Next<ItemId>(), kSeqPlace, WallMs(), ids_);
    Made made{EncodeCommand(command), 0, 0, 0};
    made.command_id_at = PlaceOf(command.command_id(), made.bytes);
    made.item_id_at = PlaceOf(command.revise().item(), made.bytes);
    made.base_seq_at = PlaceOf({place, kSeqPlaceBytes}, made.bytes);
    made_.push_back(std::move(made));
  }
}

std::string_view ReviseStock::Next(uint64_t* tag) {
  *tag = next_ % items_.size();
  Made& made = made_[next_++ % made_.size()];
  const Item& item = items_[*tag];
  made.bytes.replace(made.command_id_at, kIdBytes, ids_->Next<CommandId>().view());
  made.bytes.replace(made.item_id_at, kIdBytes, item.id.view());
  WriteSeq(item.seq, made.bytes.data() + made.base_seq_at);
  last_command_id_ = std::string_view(made.bytes).substr(made.command_id_at, kIdBytes);
  return made.bytes;
}

}  // namespace samlad::bench
