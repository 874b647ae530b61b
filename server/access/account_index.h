#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/picture/picture.h"

namespace samlad {

// Finds accounts by login and assignments by person in the registry's picture. Follows the picture
// by itself, at the cost of what has changed.
//
// Threads: that of the picture.
class AccountIndex {
 public:
  // The picture outlives the index.
  explicit AccountIndex(const Picture* registry) : registry_(registry) {}

  // Null if there is none.
  ItemRef FindAccount(const std::string& login);
  // Every assignment the person ever had, oldest first.
  std::vector<ItemRef> AssignmentsOf(const ItemId& person);

 private:
  void Follow();
  void Put(const ItemState& state);

  const Picture* registry_;
  uint64_t followed_ = 0;
  std::unordered_map<std::string, ItemId> account_of_;
  std::unordered_map<ItemId, std::string> login_of_;
  // By person: assignments in order of their first change.
  std::unordered_map<ItemId, std::map<uint64_t, ItemId>> assignments_of_;
};

}  // namespace samlad
