#include "server/room/frame.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wire_format_lite.h>
#include <zlib.h>

#include "samlad/v1/check.pb.h"
#include "server/picture/utf8.h"
#include "storage/check.h"

namespace samlad {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

constexpr uint32_t kLengthDelimited = WireFormatLite::WIRETYPE_LENGTH_DELIMITED;

constexpr uint32_t LengthTag(int field) {
  return static_cast<uint32_t>(field) << 3 | kLengthDelimited;
}

size_t LengthDelimitedSize(int field, size_t size) {
  return CodedOutputStream::VarintSize32(LengthTag(field)) +
         CodedOutputStream::VarintSize32(static_cast<uint32_t>(size)) + size;
}

void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

void AppendPrefix(int field, size_t size, std::string* out) {
  AppendVarint(LengthTag(field), out);
  AppendVarint(size, out);
}

std::string_view TrimLine(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return line;
}

}  // namespace

std::string Frame::MessageHeader(Codec codec, size_t size) {
  constexpr uint8_t kFinal = 0x80, kText = 1, kBinary = 2, kTwoBytes = 126, kEightBytes = 127;
  const int more = size < kTwoBytes ? 0 : size <= UINT16_MAX ? 2 : 8;
  std::string header;
  header.push_back(static_cast<char>(kFinal | (codec == Codec::kJson ? kText : kBinary)));
  header.push_back(static_cast<char>(more == 0 ? size : more == 2 ? kTwoBytes : kEightBytes));
  for (int i = more - 1; i >= 0; --i) header.push_back(static_cast<char>(size >> (8 * i)));
  return header;
}

void Frame::Form::Begin(Codec codec, size_t size) {
  const std::string header = MessageHeader(codec, size);
  header_bytes = header.size();
  message.reserve(header_bytes + size);
  message += header;
}

Frame::Frame(std::string_view proto) {
  proto_.Begin(Codec::kProto, proto.size());
  proto_.message.append(proto);
}

Frame::Frame(size_t size, const std::function<void(std::string*)>& append) {
  proto_.Begin(Codec::kProto, size);
  append(&proto_.message);
  CHECK(proto_.payload().size() == size);
}

Frame::Frame(const v1::ServerMessage& message) {
  const size_t size = message.ByteSizeLong();
  proto_.Begin(Codec::kProto, LengthDelimitedSize(v1::ServerFrame::kMessagesFieldNumber, size));
  AppendPrefix(v1::ServerFrame::kMessagesFieldNumber, size, &proto_.message);
  CHECK(message.AppendToString(&proto_.message));
}

const Frame::Form& Frame::FormOf(Codec codec) const {
  if (codec == Codec::kProto) return proto_;
  if (!json_) {
    v1::ServerFrame frame;
    CHECK(frame.ParseFromArray(proto().data(), static_cast<int>(proto().size())));
    std::string lines;
    for (const v1::ServerMessage& message : frame.messages()) {
      std::string line;
      CHECK(google::protobuf::util::MessageToJsonString(message, &line).ok());
      lines += line;
      lines.push_back('\n');
    }
    json_.emplace().Begin(Codec::kJson, lines.size());
    json_->message += lines;
  }
  return *json_;
}

FrameRef MakeBatchFrame(const BatchHeader& header, const std::vector<std::string_view>& changes,
                        const std::vector<ItemId>& removed) {
  v1::Batch batch;
  batch.set_incident(header.incident.str());
  batch.set_from(header.from);
  batch.set_through(header.through);
  batch.set_more(header.more);
  batch.set_reset(header.reset);
  batch.set_replay(header.replay);
  for (const ItemId& id : removed) batch.add_removed(id.str());

  // Fields may come in any order on the wire, so the changes can follow the rest.
  size_t batch_size = batch.ByteSizeLong();
  for (std::string_view change : changes) {
    batch_size += LengthDelimitedSize(v1::Batch::kChangesFieldNumber, change.size());
  }
  const size_t message_size = LengthDelimitedSize(v1::ServerMessage::kBatchFieldNumber, batch_size);
  const size_t frame_size =
      LengthDelimitedSize(v1::ServerFrame::kMessagesFieldNumber, message_size);
  return std::make_shared<const Frame>(frame_size, [&](std::string* bytes) {
    AppendPrefix(v1::ServerFrame::kMessagesFieldNumber, message_size, bytes);
    AppendPrefix(v1::ServerMessage::kBatchFieldNumber, batch_size, bytes);
    CHECK(batch.AppendToString(bytes));
    for (std::string_view change : changes) {
      AppendPrefix(v1::Batch::kChangesFieldNumber, change.size(), bytes);
      bytes->append(change);
    }
  });
}

FrameRef MakeResultFrame(std::string_view result) {
  const size_t message_size =
      LengthDelimitedSize(v1::ServerMessage::kResultFieldNumber, result.size());
  const size_t frame_size =
      LengthDelimitedSize(v1::ServerFrame::kMessagesFieldNumber, message_size);
  return std::make_shared<const Frame>(frame_size, [&](std::string* bytes) {
    AppendPrefix(v1::ServerFrame::kMessagesFieldNumber, message_size, bytes);
    AppendPrefix(v1::ServerMessage::kResultFieldNumber, result.size(), bytes);
    bytes->append(result);
  });
}

FrameRef MakeDeflatedFrame(const Frame& frame) {
  // The fastest level: what the next ones gain is not worth the time of the room's thread.
  constexpr int kLevel = Z_BEST_SPEED;
  const auto* bytes = reinterpret_cast<const Bytef*>(frame.proto().data());
  uLongf size = compressBound(frame.proto().size());
  v1::ServerMessage message;
  std::string* deflated = message.mutable_deflated();
  deflated->resize(size);
  CHECK(compress2(reinterpret_cast<Bytef*>(deflated->data()), &size, bytes, frame.proto().size(),
                  kLevel) == Z_OK);
  deflated->resize(size);
  return MakeFrame(message);
}

namespace {

// As the schema has it.
int MessagesMax() {
  static const uint32_t max = v1::ClientFrame::descriptor()
                                  ->FindFieldByNumber(v1::ClientFrame::kMessagesFieldNumber)
                                  ->options()
                                  .GetExtension(v1::check)
                                  .max_items();
  return static_cast<int>(max);
}

bool TooMany(std::string* error) {
  *error = "A frame holds at most " + std::to_string(MessagesMax()) + " messages.";
  return false;
}

// The parser's first line; those after it quote what was sent at length. What was sent need not be
// text, but what it is answered must.
std::string_view Sentence(const google::protobuf::util::Status& status) {
  std::string_view message(status.message().data(), status.message().size());
  message = message.substr(0, message.find('\n'));
  return CodePoints(message) ? message : "It holds bytes that are not UTF-8.";
}

}  // namespace

bool DecodeClientFrame(Codec codec, std::string_view bytes, v1::ClientFrame* frame,
                       std::string* error) {
  frame->Clear();
  if (codec == Codec::kProto) {
    if (!frame->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      *error = "This is not a samlad.v1.ClientFrame.";
      return false;
    }
    return frame->messages_size() <= MessagesMax() || TooMany(error);
  }
  int number = 0;
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const std::string_view line = TrimLine(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    ++number;
    if (line.empty()) continue;
    if (frame->messages_size() == MessagesMax()) return TooMany(error);
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(line.data(), line.size()), frame->add_messages());
    if (!status.ok()) {
      *error = "Line " + std::to_string(number) +
               " is not a samlad.v1.ClientMessage in JSON: " + std::string(Sentence(status));
      return false;
    }
  }
  return true;
}

}  // namespace samlad
