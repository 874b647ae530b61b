#include "clients/cli/directory.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "clients/cli/ids.h"

namespace samlad::cli {
namespace {

constexpr size_t kPrefixDigitsMin = 4;
constexpr size_t kNamedInErrorMax = 5;

// Lower case for what a Swedish keyboard types; enough to find a name by.
std::string Folded(std::string_view text) {
  std::string folded;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 'A' && byte <= 'Z') {
      folded.push_back(static_cast<char>(byte + 32));
    } else if (byte == 0xc3 && i + 1 < text.size()) {
      // U+00C0..U+00DE lie 32 before their small letters; U+00D7 is no letter.
      auto next = static_cast<unsigned char>(text[++i]);
      if (next >= 0x80 && next <= 0x9e && next != 0x97)
        next = static_cast<unsigned char>(next + 32);
      folded.push_back(static_cast<char>(byte));
      folded.push_back(static_cast<char>(next));
    } else {
      folded.push_back(static_cast<char>(byte));
    }
  }
  return folded;
}

// For who is not in the registry: the server itself has no id.
std::string Unnamed(std::string_view id_bytes) {
  return ItemId::FromBytesOrNone(id_bytes).is_none() ? "-" : ShortHex(id_bytes);
}

std::string NameThem(const std::vector<Candidate>& candidates, const std::vector<size_t>& found) {
  std::string names;
  for (size_t i = 0; i < std::min(found.size(), kNamedInErrorMax); ++i) {
    const Candidate& candidate = candidates[found[i]];
    names += "\n  " + ShortHex(candidate.id_bytes) + "  " + candidate.title;
  }
  if (found.size() > kNamedInErrorMax) {
    names += "\n  and " + std::to_string(found.size() - kNamedInErrorMax) + " more";
  }
  return names;
}

}  // namespace

std::optional<size_t> FindByText(const std::vector<Candidate>& candidates, std::string_view what,
                                 std::string_view text, std::string* error) {
  const std::string sought = Folded(text);
  using Test = std::function<bool(const Candidate&)>;
  const Test tests[] = {
      [&](const Candidate& c) { return LongHex(c.id_bytes) == sought; },
      [&](const Candidate& c) {
        return Folded(c.title) == sought || Folded(c.short_title) == sought;
      },
      [&](const Candidate& c) {
        return sought.size() >= kPrefixDigitsMin && LongHex(c.id_bytes).starts_with(sought);
      },
      [&](const Candidate& c) { return Folded(c.title).find(sought) != std::string::npos; },
  };
  if (sought.empty()) {
    *error = "The " + std::string(what) + " is empty; name one.";
    return std::nullopt;
  }
  for (const Test& test : tests) {
    std::vector<size_t> found;
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (test(candidates[i])) found.push_back(i);
    }
    if (found.size() == 1) return found.front();
    if (!found.empty()) {
      *error = "'" + std::string(text) + "' fits more than one " + std::string(what) +
               "; use the id or more of the name:" + NameThem(candidates, found);
      return std::nullopt;
    }
  }
  *error = "There is no " + std::string(what) + " '" + std::string(text) + "' that you may see.";
  return std::nullopt;
}

void Directory::Read(const client::Replica& registry) {
  actors_.clear();
  persons_.clear();
  for (const auto& [id, change] : registry.items()) {
    const v1::Item& item = change->item();
    if (item.has_actor()) actors_[id] = {item.actor().name(), item.actor().short_name()};
    if (item.has_person()) persons_[id] = {item.person().name(), ""};
  }
}

std::string Directory::ActorName(std::string_view id_bytes) const {
  const auto found = actors_.find(ItemId::FromBytesOrNone(id_bytes));
  if (found == actors_.end()) return Unnamed(id_bytes);
  return found->second.short_name.empty() ? found->second.name : found->second.short_name;
}

std::string Directory::PersonName(std::string_view id_bytes) const {
  const auto found = persons_.find(ItemId::FromBytesOrNone(id_bytes));
  if (found == persons_.end()) return Unnamed(id_bytes);
  return found->second.name;
}

std::optional<ItemId> Directory::Find(const Entries& entries, std::string_view what,
                                      std::string_view text, std::string* error) {
  std::vector<Candidate> candidates;
  for (const auto& [id, entry] : entries) {
    candidates.push_back({id.str(), entry.name, entry.short_name});
  }
  const auto found = FindByText(candidates, what, text, error);
  if (!found) return std::nullopt;
  return ItemId::FromBytesOrNone(candidates[*found].id_bytes);
}

std::optional<ItemId> Directory::FindActor(std::string_view text, std::string* error) const {
  return Find(actors_, "actor", text, error);
}

std::optional<ItemId> Directory::FindPerson(std::string_view text, std::string* error) const {
  return Find(persons_, "person", text, error);
}

}  // namespace samlad::cli
