#include "bench/fanout/contender.h"
#include "bench/fanout/samlad_stage.h"

namespace samlad::bench {
namespace {

class SamladContender final : public Contender {
 public:
  explicit SamladContender(const Arena& arena)
      : folder_(arena.folder, 2, {}),
        stage_(arena, &folder_),
        stock_(StockOfSomething(folder_.cast.incident(), &folder_.cast.ids)),
        writer_(stage_.Connect(), &stock_) {}

  uint64_t Send(size_t changes) override {
    writer_.Send(changes);
    return writer_.AwaitAll();
  }

  bool AddSubscriber(Subscribers* subscribers, std::string*) override {
    AddSubscribers(stage_, 1, subscribers);
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

std::unique_ptr<Contender> StartSamlad(const Arena& arena) {
  return std::make_unique<SamladContender>(arena);
}

}  // namespace samlad::bench
