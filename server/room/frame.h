#pragma once

#include <cstddef>
#include <functional>
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

// A ServerFrame ready to send, shared by all who get it: made once, with the WebSocket header in
// front, which is the same for all because a server does not mask. The JSON form is made when first
// asked for. Concatenations of either form are frames again.
//
// Threads: one thread at a time.
class Frame {
 public:
  // The header of a server's message of so many bytes.
  static std::string MessageHeader(Codec codec, size_t payload_bytes);

  // Takes an encoded ServerFrame.
  explicit Frame(std::string_view proto);
  explicit Frame(const v1::ServerMessage& message);
  // Has `append` put an encoded ServerFrame of `size` bytes behind the header.
  Frame(size_t size, const std::function<void(std::string*)>& append);

  std::string_view As(Codec codec) const { return FormOf(codec).payload(); }
  std::string_view proto() const { return proto_.payload(); }
  // One WebSocket message of one frame (RFC 6455, section 5.2) around As(codec).
  std::string_view Message(Codec codec) const { return FormOf(codec).message; }

 private:
  struct Form {
    std::string message;
    size_t header_bytes = 0;

    // Begins the message of so many bytes of payload.
    void Begin(Codec codec, size_t size);
    std::string_view payload() const { return std::string_view(message).substr(header_bytes); }
  };
  const Form& FormOf(Codec codec) const;

  Form proto_;
  mutable std::optional<Form> json_;
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

// A frame of one CommandResult that is encoded already.
FrameRef MakeResultFrame(std::string_view result);

// A frame of one `deflated` around another frame.
FrameRef MakeDeflatedFrame(const Frame& frame);

// Reads a client's frame. False, with a sentence, if it is not one.
bool DecodeClientFrame(Codec codec, std::string_view bytes, v1::ClientFrame* frame,
                       std::string* error);

}  // namespace samlad
