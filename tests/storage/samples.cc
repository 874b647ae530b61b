#include "tests/storage/samples.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "samlad/v1/log.pb.h"

namespace samlad {
namespace {

// The same spread on every machine, unlike the standard library's distributions.
uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

template <typename SampleId>
SampleId MakeId(uint64_t kind, uint64_t number) {
  SampleId id;
  const uint64_t high = Mix(kind << 56 ^ number);
  for (size_t i = 0; i < 8; ++i) {
    id.bytes[i] = static_cast<uint8_t>(high >> 8 * i);
    id.bytes[8 + i] = static_cast<uint8_t>(number >> 8 * i);
  }
  return id;
}

}  // namespace

LogId SampleLog(uint64_t number) { return MakeId<LogId>(1, number); }
ItemId SampleItem(uint64_t number) { return MakeId<ItemId>(2, number); }
CommandId SampleCommand(uint64_t number) { return MakeId<CommandId>(3, number); }

StoredChange SampleChange(uint64_t seq, const ItemId& item, int64_t recorded_at_ms,
                          const std::string& text) {
  v1::Change change;
  change.set_seq(seq);
  change.set_recorded_at_ms(recorded_at_ms);
  change.set_reason(text);
  change.mutable_item()->set_id(item.str());
  return {.seq = seq,
          .recorded_at_ms = recorded_at_ms,
          .item = item,
          .bytes = change.SerializeAsString()};
}

LogAppend SampleAppend(const LogId& log, uint64_t from, uint64_t count, uint64_t items) {
  LogAppend append{.log = log, .changes = {}, .answers = {}, .seen = {}};
  for (uint64_t seq = from; seq < from + count; ++seq) {
    const ItemId item = SampleItem(Mix(seq) % items);
    append.changes.push_back(
        SampleChange(seq, item, static_cast<int64_t>(1000 * seq), "change " + std::to_string(seq)));
    append.answers.push_back({SampleCommand(seq), "answer " + std::to_string(seq)});
  }
  return append;
}

EventLog::ChangeVisitor Collect(SeqAndBytes* into) {
  return [into](uint64_t seq, std::string_view bytes) {
    into->emplace_back(seq, bytes);
    return true;
  };
}

SeqAndBytes ReadAll(const EventLog& log, const LogId& id) {
  SeqAndBytes changes;
  const Status status = log.Read(id, 1, std::numeric_limits<uint64_t>::max(), Collect(&changes));
  EXPECT_TRUE(status.ok()) << status.message();
  return changes;
}

uint64_t NumberFromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

}  // namespace samlad
