// SAMLAD_FUZZ_TARGET names the target that this program fuzzes.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return samlad::fuzz::SAMLAD_FUZZ_TARGET(data, size);
}
