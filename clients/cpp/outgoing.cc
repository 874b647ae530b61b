#include "clients/cpp/outgoing.h"

namespace samlad::client {

bool Outgoing::Add(const v1::ClientMessage& message) {
  v1::ClientFrame one;
  *one.add_messages() = message;
  std::string bytes = EncodeClientFrame(codec_, one);
  if (bytes.size() > frame_bytes_max_) return false;
  if (frames_.empty() || messages_in_last_ == kMessagesMax ||
      frames_.back().size() + bytes.size() > frame_bytes_max_) {
    frames_.emplace_back();
    messages_in_last_ = 0;
  }
  frames_.back() += bytes;
  ++messages_in_last_;
  return true;
}

}  // namespace samlad::client
