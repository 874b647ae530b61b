#include "bench/kit/machine.h"

#include <google/protobuf/stubs/common.h>
#include <openssl/crypto.h>
#include <rocksdb/version.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <boost/version.hpp>
#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

namespace samlad::bench {
namespace {

// What follows the colon in the first line that begins with `name`.
std::string FieldOf(const std::string& file, const std::string& name) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line)) {
    if (!line.starts_with(name)) continue;
    const size_t begin = line.find_first_not_of(" \t", line.find(':') + 1);
    return begin == line.npos ? "" : line.substr(begin);
  }
  return "unknown";
}

// Device and type of the file system with the longest mount point that leads to `folder`.
std::string FileSystemOf(const std::string& folder) {
  std::ifstream mounts("/proc/self/mounts");
  std::string line, best, found = "unknown";
  while (std::getline(mounts, line)) {
    std::istringstream words(line);
    std::string device, point, type;
    words >> device >> point >> type;
    if (folder.starts_with(point) && point.size() >= best.size()) {
      best = point;
      found = type + " on " + device;
    }
  }
  return found;
}

std::string Today() {
  char text[32];
  const time_t now = time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &parts);
  return text;
}

}  // namespace

std::string DescribeMachine(const std::string& folder) {
  utsname system{};
  uname(&system);
  const std::string protobuf = google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
  std::ostringstream out;
  out << "- measured: " << Today() << "\n"
      << "- processor: " << FieldOf("/proc/cpuinfo", "model name") << ", "
      << std::thread::hardware_concurrency() << " cores, "
      << std::stoll(FieldOf("/proc/meminfo", "MemTotal")) / 1024 << " MiB memory\n"
      << "- kernel: " << system.sysname << " " << system.release << " " << system.machine << "\n"
      << "- disk: " << FileSystemOf(folder) << "\n"
      << "- built with: "
      << "g++ or clang++ " << __VERSION__ << ", RocksDB " << ROCKSDB_MAJOR << "." << ROCKSDB_MINOR
      << "." << ROCKSDB_PATCH << ", Protocol Buffers " << protobuf << ", Boost "
      << BOOST_LIB_VERSION << ", " << OpenSSL_version(OPENSSL_VERSION) << "\n";
  return out.str();
}

size_t RaiseDescriptorLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

}  // namespace samlad::bench
