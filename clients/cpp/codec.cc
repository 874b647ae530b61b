#include "clients/cpp/codec.h"

#include <google/protobuf/util/json_util.h>

#include "clients/cpp/inflate.h"
#include "storage/check.h"

namespace samlad::client {
namespace {

namespace json = google::protobuf::util;

// A frame of either direction: both are nothing but `repeated messages`.
template <typename Frame>
std::string Encode(Codec codec, const Frame& frame) {
  if (codec == Codec::kProto) return frame.SerializeAsString();
  std::string lines;
  for (const auto& message : frame.messages()) {
    std::string line;
    // Fails only for text that is not UTF-8, which callers rule out.
    CHECK(json::MessageToJsonString(message, &line).ok());
    lines += line;
    lines += '\n';
  }
  return lines;
}

template <typename Frame>
bool Decode(Codec codec, std::string_view bytes, Frame* frame, std::string* error) {
  frame->Clear();
  if (codec == Codec::kProto) {
    if (frame->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return true;
    *error = "The message is no protobuf frame of this protocol.";
    return false;
  }
  json::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  for (size_t line_number = 1; !bytes.empty(); ++line_number) {
    const size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto status =
        json::JsonStringToMessage({line.data(), line.size()}, frame->add_messages(), options);
    if (!status.ok()) {
      *error = "Line " + std::to_string(line_number) +
               " is no JSON message of this protocol: " + status.ToString();
      return false;
    }
  }
  return true;
}

}  // namespace

std::string_view SubprotocolOf(Codec codec) {
  return codec == Codec::kProto ? "samlad.v1.proto" : "samlad.v1.json";
}

std::string EncodeClientFrame(Codec codec, const v1::ClientFrame& frame) {
  return Encode(codec, frame);
}

bool DecodeServerFrame(Codec codec, std::string_view bytes, v1::ServerFrame* frame,
                       std::string* error) {
  return Decode(codec, bytes, frame, error) && InflateMessages(frame, error);
}

std::string EncodeServerFrame(Codec codec, const v1::ServerFrame& frame) {
  return Encode(codec, frame);
}

bool DecodeClientFrame(Codec codec, std::string_view bytes, v1::ClientFrame* frame,
                       std::string* error) {
  return Decode(codec, bytes, frame, error);
}

}  // namespace samlad::client
