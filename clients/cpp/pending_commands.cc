#include "clients/cpp/pending_commands.h"

#include <algorithm>
#include <cmath>

#include "storage/check.h"

namespace samlad::client {
namespace {

v1::CommandResult TooLarge(const v1::Command& command) {
  v1::CommandResult result;
  result.set_command_id(command.command_id());
  result.set_incident(command.incident());
  v1::Rejection* rejection = result.mutable_rejection();
  rejection->set_code(v1::TOO_LARGE);
  rejection->set_rule("client.frame-bytes-max");
  rejection->set_message("The command is larger than the server takes; make it smaller.");
  return result;
}

}  // namespace

bool PendingCommands::Add(const v1::Command& command) {
  const auto id = CommandId::FromBytes(command.command_id());
  CHECK(id);
  const size_t bytes = command.ByteSizeLong();
  if (queue_.size() >= bounds_.pending_max || bytes_ + bytes > bounds_.pending_bytes_max) {
    return false;
  }
  if (!numbers_.emplace(*id, next_number_).second) return false;
  queue_.emplace(next_number_++, Entry{command, bytes});
  bytes_ += bytes;
  return true;
}

void PendingCommands::Erase(Queue::iterator entry) {
  if (entry->second.in_flight) --in_flight_;
  bytes_ -= entry->second.bytes;
  numbers_.erase(CommandId::FromBytesOrNone(entry->second.command.command_id()));
  queue_.erase(entry);
}

void PendingCommands::OnConnectionLost() {
  for (auto& [number, entry] : queue_) entry.in_flight = false;
  in_flight_ = 0;
  first_unsent_ = 0;
  not_before_ms_ = 0;
}

void PendingCommands::OnWelcome(const v1::Limits& limits, int64_t now_ms) {
  in_flight_max_ = bounds_.in_flight_max;
  if (limits.commands_in_flight_max() > 0) {
    in_flight_max_ = std::min(in_flight_max_, limits.commands_in_flight_max());
  }
  per_second_ = limits.commands_per_second_max();
  tokens_ = per_second_;
  tokens_at_ms_ = now_ms;
}

bool PendingCommands::TakeToken(int64_t now_ms) {
  if (per_second_ <= 0) return true;
  const double elapsed_ms = static_cast<double>(now_ms - tokens_at_ms_);
  tokens_ = std::min(per_second_, tokens_ + elapsed_ms * per_second_ / 1000);
  tokens_at_ms_ = now_ms;
  if (tokens_ < 1) {
    not_before_ms_ = now_ms + static_cast<int64_t>(std::ceil((1 - tokens_) * 1000 / per_second_));
    return false;
  }
  tokens_ -= 1;
  return true;
}

std::vector<v1::CommandResult> PendingCommands::AppendTo(Outgoing* outgoing, int64_t now_ms) {
  std::vector<v1::CommandResult> refused;
  auto entry = queue_.lower_bound(first_unsent_);
  while (entry != queue_.end() && now_ms >= not_before_ms_ && in_flight_ < in_flight_max_) {
    auto next = std::next(entry);
    if (!entry->second.in_flight) {
      if (!TakeToken(now_ms)) break;
      v1::ClientMessage message;
      *message.mutable_command() = entry->second.command;
      if (outgoing->Add(message)) {
        entry->second.in_flight = true;
        ++in_flight_;
      } else {
        refused.push_back(TooLarge(entry->second.command));
        Erase(entry);
      }
    }
    entry = next;
  }
  first_unsent_ = entry == queue_.end() ? next_number_ : entry->first;
  return refused;
}

bool PendingCommands::OnResult(const v1::CommandResult& result, int64_t now_ms) {
  const auto number = numbers_.find(CommandId::FromBytesOrNone(result.command_id()));
  if (number == numbers_.end()) return false;
  const auto entry = queue_.find(number->second);
  const v1::RejectionCode code = result.rejection().code();
  if (result.has_rejection() && (code == v1::BUSY || code == v1::TOO_FAST)) {
    if (entry->second.in_flight) --in_flight_;
    entry->second.in_flight = false;
    first_unsent_ = std::min(first_unsent_, entry->first);
    not_before_ms_ = now_ms + bounds_.busy_pause_ms;
    return false;
  }
  Erase(entry);
  return true;
}

std::optional<int64_t> PendingCommands::due_at_ms() const {
  const bool waits = queue_.lower_bound(first_unsent_) != queue_.end();
  if (!waits || in_flight_ >= in_flight_max_) return std::nullopt;
  return not_before_ms_;
}

}  // namespace samlad::client
