#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/kit/cast.h"

namespace samlad::bench {

// Commands made and encoded ahead, so that sending one costs the generator next to nothing: only
// its ids are written into it anew.
//
// Threads: one at a time.
class CommandStock {
 public:
  virtual ~CommandStock() = default;

  // The next command as one message on the wire, good until the next call. `*tag` is told again
  // when it has been accepted.
  virtual std::string_view Next(uint64_t* tag) = 0;
  // The command of this tag became the change `seq`.
  virtual void OnAccepted(uint64_t tag, uint64_t seq) = 0;

  static constexpr size_t kIdBytes = 16;
  // Where its command id stands in the message that Next gave last.
  std::string_view last_command_id() const { return last_command_id_; }

 protected:
  std::string_view last_command_id_;
};

// New items, each like one of those given, over and over. The tag is the one's index.
class CreateStock final : public CommandStock {
 public:
  // REQUIRES: each command creates an item. Notes tell of when they were entered, and are refused
  // when that is five minutes ago: a stock is made when it is needed.
  CreateStock(const std::vector<v1::Command>& commands, Ids* ids);

  std::string_view Next(uint64_t* tag) override;
  void OnAccepted(uint64_t, uint64_t) override {}

 private:
  struct Made {
    std::string bytes;
    size_t command_id_at;
    size_t item_id_at;
  };
  std::vector<Made> made_;
  Ids* const ids_;
  uint64_t next_ = 0;
};

// Features and notes for everybody to see.
CreateStock StockOfSomething(const LogId& incident, Ids* ids);

// Revisions of the features of a filled log, each in its turn and the turns in random order. The
// tag is the item's index. REQUIRES: far more features than commands in flight, for a revision
// names the change that it comes after.
class ReviseStock final : public CommandStock {
 public:
  explicit ReviseStock(Cast* cast);

  std::string_view Next(uint64_t* tag) override;
  void OnAccepted(uint64_t tag, uint64_t seq) override { items_[tag].seq = seq; }

 private:
  struct Item {
    ItemId id;
    uint64_t seq;
  };
  struct Made {
    std::string bytes;
    size_t command_id_at;
    size_t item_id_at;
    size_t base_seq_at;
  };
  std::vector<Item> items_;
  std::vector<Made> made_;
  Ids* const ids_;
  uint64_t next_ = 0;
};

}  // namespace samlad::bench
