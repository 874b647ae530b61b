#include "clients/cpp/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

#include "storage/check.h"

namespace samlad::client {
namespace {

constexpr size_t kStepBytes = 64 * 1024;

// Ends with the stream it was begun for.
class Inflater {
 public:
  explicit Inflater(const std::string& bytes) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    CHECK(inflateInit(&stream_) == Z_OK);
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // False if it is no whole stream, or holds more than `bytes_max`.
  bool Run(size_t bytes_max, std::string* out) {
    int result = Z_OK;
    while (result == Z_OK && out->size() <= bytes_max) {
      const size_t before = out->size();
      out->resize(before + kStepBytes);
      stream_.next_out = reinterpret_cast<Bytef*>(out->data() + before);
      stream_.avail_out = kStepBytes;
      result = inflate(&stream_, Z_NO_FLUSH);
      out->resize(before + (kStepBytes - stream_.avail_out));
    }
    return result == Z_STREAM_END && stream_.avail_in == 0 && out->size() <= bytes_max;
  }

 private:
  z_stream stream_{};
};

}  // namespace

bool InflateMessages(v1::ServerFrame* frame, std::string* error) {
  const auto is_deflated = [](const v1::ServerMessage& message) { return message.has_deflated(); };
  if (std::none_of(frame->messages().begin(), frame->messages().end(), is_deflated)) return true;
  v1::ServerFrame whole;
  size_t left = kInflatedBytesMax;
  for (v1::ServerMessage& message : *frame->mutable_messages()) {
    if (!message.has_deflated()) {
      *whole.add_messages() = std::move(message);
      continue;
    }
    std::string bytes;
    v1::ServerFrame inner;
    if (!Inflater(message.deflated()).Run(left, &bytes) || !inner.ParseFromString(bytes) ||
        std::any_of(inner.messages().begin(), inner.messages().end(), is_deflated)) {
      *error = "A compressed message is no frame of this protocol, or too large.";
      return false;
    }
    left -= bytes.size();
    for (v1::ServerMessage& of_inner : *inner.mutable_messages()) {
      *whole.add_messages() = std::move(of_inner);
    }
  }
  *frame = std::move(whole);
  return true;
}

}  // namespace samlad::client
