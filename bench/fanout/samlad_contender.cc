#include "bench/fanout/contender.h"
#include "bench/fanout/samlad_stage.h"
#include "bench/kit/commands.h"
#include "server/gateway/clock.h"

namespace samlad::bench {
namespace {

CreateStock StockOf(Changes changes, Cast* cast) {
  if (changes == Changes::kUsual) return StockOfSomething(cast->incident(), &cast->ids);
  return CreateStock({CreateShortNote(cast->incident(), WallMs(), &cast->ids)}, &cast->ids);
}

class SamladContender final : public Contender {
 public:
  SamladContender(const Arena& arena, Changes changes)
      : folder_(arena.folder, 2, {}),
        stage_(arena, &folder_),
        stock_(StockOf(changes, &folder_.cast)),
        writer_(stage_.Connect(), &stock_) {}

  uint64_t Send(size_t changes) override {
    writer_.Send(changes);
    return writer_.AwaitAll();
  }

  bool AddSubscribers(size_t count, Subscribers* subscribers, std::string*) override {
    AddWatchers(stage_, count, subscribers);
    return true;
  }

  Child& child() override { return stage_.child(); }

 private:
  FilledFolder folder_;
  SamladStage stage_;
  CreateStock stock_;
  Writer writer_;
};

}  // namespace

std::unique_ptr<Contender> StartSamlad(const Arena& arena, Changes changes) {
  return std::make_unique<SamladContender>(arena, changes);
}

}  // namespace samlad::bench
