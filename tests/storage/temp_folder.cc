#include "tests/storage/temp_folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "storage/check.h"

namespace samlad {

TempFolder::TempFolder() {
  const char* given = std::getenv("TMPDIR");
  std::string pattern = std::filesystem::is_directory("/dev/shm") ? "/dev/shm"
                        : given != nullptr                        ? given
                                                                  : "/tmp";
  pattern += "/samlad_test_XXXXXX";
  CHECK(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  CHECK(in.good());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteWhole(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  CHECK(out.good());
}

}  // namespace samlad
