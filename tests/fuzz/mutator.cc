#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace samlad::fuzz {
namespace {

constexpr size_t kBytesMax = 16 * 1024;

// Pieces that parsers stumble over: varints at their borders, lengths that lie, numbers that are
// none, brackets without end.
constexpr std::string_view kPieces[] = {
    {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10},
    {"\xff\xff\xff\xff\x0f", 5},
    {"\x80\x80\x80\x80", 4},
    {"\x00", 1},
    {"\x7f", 1},
    {"\x80", 1},
    {"\xff", 1},
    {"\x0a\x00", 2},
    {"\x12\xff\x7f", 3},
    {"\x00\x00\x00\x00\x00\x00\xf8\x7f", 8},  // NaN
    {"\x00\x00\x00\x00\x00\x00\xf0\x7f", 8},  // infinity
    {"\xed\xa0\x80", 3},
    {"\xc3\x28", 2},
    {"\xf4\x90\x80\x80", 4},  // not UTF-8
    "\"NaN\"",
    "-1",
    "1e999",
    "18446744073709551616",
    "null",
    "{",
    "[[[[[[[[",
    "}",
    "]",
    "\"",
    "\\ud800",
    "\\u0000",
    "\n",
    ",",
    ":",
};

size_t Below(std::mt19937_64* random, size_t bound) {
  return bound == 0 ? 0 : static_cast<size_t>((*random)() % bound);
}

void Alter(std::mt19937_64* random, const std::vector<std::string>& corpus, std::string* input) {
  const size_t at = Below(random, input->size() + 1);
  const size_t length = 1 + Below(random, std::min<size_t>(64, input->size() - at + 1));
  switch (Below(random, 8)) {
    case 0:  // flip a bit
      if (at < input->size())
        (*input)[at] = static_cast<char>((*input)[at] ^ (1 << Below(random, 8)));
      break;
    case 1:  // another byte
      if (at < input->size()) (*input)[at] = static_cast<char>(Below(random, 256));
      break;
    case 2:  // one more or less: lengths and tags
      if (at < input->size())
        (*input)[at] = static_cast<char>((*input)[at] + (Below(random, 2) ? 1 : -1));
      break;
    case 3:
      input->erase(at, length);
      break;
    case 4:
      input->insert(at, input->substr(at, length));
      break;
    case 5:
      input->insert(at, kPieces[Below(random, std::size(kPieces))]);
      break;
    case 6:
      input->resize(at);
      break;
    default: {  // goes on as another does
      const std::string& other = corpus[Below(random, corpus.size())];
      const size_t from = Below(random, other.size());
      input->insert(at, other.substr(from, 1 + Below(random, other.size() - from)));
    }
  }
}

}  // namespace

std::string Mutator::Input(uint64_t number) const {
  if (number < corpus_.size()) return corpus_[number];
  std::mt19937_64 random(seed_ * 1'000'003 + number);
  std::string input = corpus_[Below(&random, corpus_.size())];
  for (size_t times = 1 + Below(&random, 6); times > 0; --times) Alter(&random, corpus_, &input);
  if (input.size() > kBytesMax) input.resize(kBytesMax);
  return input;
}

}  // namespace samlad::fuzz
