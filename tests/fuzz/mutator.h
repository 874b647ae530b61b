#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace samlad::fuzz {

// Makes inputs of a corpus: flips, cuts, doubles, splices. The same seed and number give the same
// input.
//
// Threads: a value.
class Mutator {
 public:
  Mutator(uint64_t seed, std::vector<std::string> corpus)
      : seed_(seed), corpus_(std::move(corpus)) {}

  // The first inputs are the corpus itself.
  std::string Input(uint64_t number) const;

 private:
  uint64_t seed_;
  std::vector<std::string> corpus_;
};

}  // namespace samlad::fuzz
