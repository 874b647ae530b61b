#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "samlad/v1/frames.pb.h"
#include "storage/id.h"

namespace samlad {

enum class Codec {
  kProto,  // subprotocol samlad.v1.proto: binary messages
  kJson,   // subprotocol samlad.v1.json: text messages, one ServerMessage or ClientMessage a line
};

// A ServerFrame ready to send, shared by all who get it. The JSON form is made when first asked
// for. Concatenations of either form are frames again.
//
// Threads: one thread at a time.
class Frame {
 public:
  // Takes an encoded ServerFrame.
  explicit Frame(std::string proto) : proto_(std::move(proto)) {}
  explicit Frame(const v1::ServerMessage& message);

  const std::string& As(Codec codec) const;
  const std::string& proto() const { return proto_; }

 private:
  std::string proto_;
  mutable std::optional<std::string> json_;
};
using FrameRef = std::shared_ptr<const Frame>;

inline FrameRef MakeFrame(const v1::ServerMessage& message) {
  return std::make_shared<const Frame>(message);
}

// What a batch says beside its changes.
struct BatchHeader {
  LogId incident;
  uint64_t from = 0;
  uint64_t through = 0;
  bool more = false;
  bool reset = false;
  uint32_t replay = 0;
};

// A frame of one Batch around changes that are encoded already: they are copied, not encoded again.
FrameRef MakeBatchFrame(const BatchHeader& header, const std::vector<std::string_view>& changes,
                        const std::vector<ItemId>& removed);

// Reads a client's frame. False, with a sentence, if it is not one.
bool DecodeClientFrame(Codec codec, std::string_view bytes, v1::ClientFrame* frame,
                       std::string* error);

}  // namespace samlad
