#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/id.h"

namespace samlad {

// The database of a log in the hands of somebody who knows how it is made. The log must be closed.
class Forger {
 public:
  enum class Family { kMeta, kChanges, kVersions };

  explicit Forger(const std::string& data_folder);
  ~Forger();

  void Put(Family family, std::string_view key, std::string_view value);
  void Delete(Family family, std::string_view key);

  std::string Change(const LogId& log, uint64_t seq);
  void PutChange(const LogId& log, uint64_t seq, const std::string& bytes);

  // Makes the recorded head that of the first `length` changes as they are now, so that the log
  // agrees with itself.
  void RecordHead(const LogId& log, uint64_t length);

 private:
  rocksdb::ColumnFamilyHandle* Handle(Family family) const;

  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace samlad
