#include "server/access/account_index.h"

namespace samlad {

ItemRef AccountIndex::FindAccount(const std::string& login) {
  Follow();
  auto found = account_of_.find(login);
  return found == account_of_.end() ? nullptr : registry_->Find(found->second);
}

std::vector<ItemRef> AccountIndex::AssignmentsOf(const ItemId& person) {
  Follow();
  std::vector<ItemRef> assignments;
  if (auto found = assignments_of_.find(person); found != assignments_of_.end()) {
    for (const auto& [seq, id] : found->second) {
      if (ItemRef assignment = registry_->Find(id)) assignments.push_back(std::move(assignment));
    }
  }
  return assignments;
}

void AccountIndex::Follow() {
  if (followed_ == registry_->head()) return;
  registry_->VisitChangedSince(followed_, [this](const ItemRef& state) {
    Put(*state);
    return true;
  });
  followed_ = registry_->head();
}

void AccountIndex::Put(const ItemState& state) {
  const v1::Item& item = state.item();
  const ItemId id = ItemId::FromBytesOrNone(item.id());
  if (item.has_account()) {
    const std::string& login = item.account().login();
    std::string& before = login_of_[id];
    if (before != login) {
      auto old = account_of_.find(before);
      if (old != account_of_.end() && old->second == id) account_of_.erase(old);
      before = login;
    }
    // The first account under a name keeps it.
    account_of_.try_emplace(login, id);
  } else if (item.has_role_assignment()) {
    const ItemId person = ItemId::FromBytesOrNone(item.role_assignment().person());
    assignments_of_[person].try_emplace(item.created_seq(), id);
  }
}

}  // namespace samlad
