#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "samlad/v1/log.pb.h"
#include "storage/event_log.h"

namespace samlad::simulation {

// What should be seen, said a second time and naively: from the raw changes of a log, by going
// through all of them, with none of the server's code but the schema.
class Oracle {
 public:
  explicit Oracle(const LogId& log) : log_(log) {}

  // Takes in what the log has by now.
  void Follow(const EventLog& log);
  uint64_t head() const { return changes_.size(); }
  const v1::Change& change(uint64_t seq) const { return changes_.at(seq - 1); }
  const std::string& bytes(uint64_t seq) const { return bytes_.at(seq - 1); }

  // The items that the actor may see at `seq`: item id -> seq of its last change.
  std::map<std::string, uint64_t> PictureAt(uint64_t seq, const std::string& actor) const;
  bool TakesPart(uint64_t seq, const std::string& actor) const;
  // The change was within the actor's sight while it was the last of its item.
  bool MaySee(uint64_t seq, const std::string& actor) const;
  // The actor may have seen some state of the item up to `seq`.
  bool EverSaw(const std::string& item, uint64_t seq, const std::string& actor) const;
  // The first and last seq of the command's changes; 0 and 0 if it has none.
  std::pair<uint64_t, uint64_t> RangeOf(const std::string& command_id) const;

 private:
  LogId log_;
  std::vector<v1::Change> changes_;
  std::vector<std::string> bytes_;
  std::vector<std::pair<uint64_t, v1::Participation>> participations_;
  std::map<std::string, std::vector<uint64_t>> versions_;        // by item
  std::map<std::string, std::pair<uint64_t, uint64_t>> ranges_;  // by command
};

}  // namespace samlad::simulation
