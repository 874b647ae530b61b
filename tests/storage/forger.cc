#include "tests/storage/forger.h"

#include <gtest/gtest.h>

#include "samlad/v1/log.pb.h"
#include "storage/keys.h"
#include "storage/log_state.h"

namespace samlad {

Forger::Forger(const std::string& data_folder) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const char* name : {"default", "changes", "versions", "commands", "seen"}) {
    families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(rocksdb::DBOptions(), data_folder + "/db", families, &families_, &db);
  EXPECT_TRUE(status.ok()) << status.ToString();
  db_.reset(db);
}

Forger::~Forger() {
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
}

rocksdb::ColumnFamilyHandle* Forger::Handle(Family family) const {
  return families_[static_cast<size_t>(family)];
}

void Forger::Put(Family family, std::string_view key, std::string_view value) {
  EXPECT_TRUE(db_->Put(rocksdb::WriteOptions(), Handle(family), key, value).ok());
}

void Forger::Delete(Family family, std::string_view key) {
  EXPECT_TRUE(db_->Delete(rocksdb::WriteOptions(), Handle(family), key).ok());
}

std::string Forger::Change(const LogId& log, uint64_t seq) {
  std::string bytes;
  EXPECT_TRUE(
      db_->Get(rocksdb::ReadOptions(), Handle(Family::kChanges), ChangeKey(log, seq).view(), &bytes)
          .ok());
  return bytes;
}

void Forger::PutChange(const LogId& log, uint64_t seq, const std::string& bytes) {
  Put(Family::kChanges, ChangeKey(log, seq).view(), bytes);
}

void Forger::RecordHead(const LogId& log, uint64_t length) {
  LogAppend all{.log = log, .changes = {}, .answers = {}, .seen = {}};
  for (uint64_t seq = 1; seq <= length; ++seq) {
    const std::string bytes = Change(log, seq);
    v1::Change change;
    EXPECT_TRUE(change.ParseFromString(bytes));
    all.changes.push_back({.seq = seq,
                           .recorded_at_ms = change.recorded_at_ms(),
                           .item = ItemId::FromBytesOrNone(change.item().id()),
                           .bytes = bytes});
  }
  LogState state;
  state.Extend(all);
  Put(Family::kMeta, HeadKey(log).view(), state.Encode());
}

}  // namespace samlad
