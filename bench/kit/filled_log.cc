#include "bench/kit/filled_log.h"

#include <utility>

#include "bench/kit/commands.h"
#include "storage/check.h"

namespace samlad::bench {

Status Fill(const Filling& filling, Cast* cast, EventLog* log) {
  const Player& player = cast->players().front();
  int64_t now_ms = cast->picture.recorded_at_ms();
  std::vector<ItemId> items;
  items.reserve(filling.items);
  LogAppend append;
  append.log = cast->incident();
  for (uint64_t i = 0; i < filling.changes; ++i) {
    now_ms += 1000;
    v1::Command command;
    if (i < filling.items) {
      command = CreateFeature(cast->incident(), now_ms, &cast->ids);
      items.push_back(ItemId::FromBytesOrNone(command.create().item().id()));
    } else {
      const ItemId item = items[cast->ids.Number(items.size())];
      command = ReviseFeature(cast->incident(), item, cast->picture.Find(item)->seq(), now_ms,
                              &cast->ids);
    }
    Verdict verdict = Decide(cast->picture, command, cast->ContextOf(player, now_ms));
    CHECK(!verdict.rejection && verdict.changes.size() == 1);
    ItemRef state = MakeItemState(std::move(verdict.changes.front()));
    append.changes.push_back(
        {state->seq(), now_ms, ItemId::FromBytesOrNone(state->item().id()), state->bytes});
    cast->picture.Apply(std::move(state));
    if (append.changes.size() < filling.commit_changes && i + 1 < filling.changes) continue;
    const Status status = log->Commit({append});
    if (!status.ok()) return status;
    append.changes.clear();
  }
  return Status();
}

}  // namespace samlad::bench
