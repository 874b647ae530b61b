#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "clients/cpp/replica.h"

namespace samlad::cli {

// Names for ids, and ids for names, as the registry has them.
//
// Threads: one at a time.
class Directory {
 public:
  // Takes in what the registry's picture says now.
  void Read(const client::Replica& registry);

  // The actor's short name or name, or the first digits of its id if it is unknown.
  std::string ActorName(std::string_view id_bytes) const;
  std::string PersonName(std::string_view id_bytes) const;

  // The actor or person by id in hex, a prefix of it of at least four digits, its name or short
  // name, or a part of its name that no other has. nullopt, with a sentence, if there is none or
  // more than one.
  std::optional<ItemId> FindActor(std::string_view text, std::string* error) const;
  std::optional<ItemId> FindPerson(std::string_view text, std::string* error) const;

 private:
  struct Entry {
    std::string name;
    std::string short_name;
  };
  using Entries = std::map<ItemId, Entry>;

  static std::optional<ItemId> Find(const Entries& entries, std::string_view what,
                                    std::string_view text, std::string* error);

  Entries actors_;
  Entries persons_;
};

// One thing that a person can name: by id in hex, a prefix of the id, or (part of) a title.
struct Candidate {
  std::string id_bytes;
  std::string title;
  // Another title; empty if there is none.
  std::string short_title;
};

// The one candidate that `text` names: its id or title exactly, else by a unique prefix of the id
// (four digits at least), else by a unique part of the title; letters of either case. nullopt, with
// a sentence about `what` ("incident", "actor" ...), if there is none or more than one.
std::optional<size_t> FindByText(const std::vector<Candidate>& candidates, std::string_view what,
                                 std::string_view text, std::string* error);

}  // namespace samlad::cli
