#pragma once

#include <functional>
#include <string>

#include "server/picture/picture.h"
#include "storage/event_log.h"

namespace samlad {

// A registry made by hand, change by change, without the rules.
class People {
 public:
  ItemId AddActor(const std::string& name, const std::string& short_name = "");
  ItemId AddPerson(const std::string& name);
  ItemId AddAccount(const std::string& login, const ItemId& person, const std::string& hash);
  ItemId Assign(const ItemId& person, const ItemId& actor, v1::Role role);
  // One more change of the item.
  void Revise(const ItemId& item, const std::function<void(v1::Item*)>& revise);

  const Picture& picture() const { return picture_; }
  // Everything, as one append for an empty log.
  LogAppend Append() const;

 private:
  ItemId Put(v1::Item item);

  Picture picture_{kRegistryLog};
  LogAppend append_;
};

}  // namespace samlad
