#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

#include "server/picture/validate.h"
#include "storage/check.h"
#include "tests/fuzz/targets.h"
#include "tests/room/guest.h"

namespace samlad::fuzz {
namespace {

using room_test::Guest;
using room_test::House;

// decode(encode(x)) = x, in the codec that x came in.
void CheckRoundTrip(Codec codec, const v1::ClientFrame& frame) {
  std::string bytes;
  if (codec == Codec::kProto) {
    bytes = frame.SerializeAsString();
  } else {
    for (const v1::ClientMessage& message : frame.messages()) {
      std::string line;
      CHECK(google::protobuf::util::MessageToJsonString(message, &line).ok());
      bytes += line + "\n";
    }
  }
  v1::ClientFrame again;
  std::string error;
  CHECK(DecodeClientFrame(codec, bytes, &again, &error));
  CHECK(again.SerializeAsString() == frame.SerializeAsString());
}

}  // namespace

int FuzzClientFrames(const uint8_t* data, size_t size) {
  // The library tells of bytes that are not UTF-8 on stderr; here that is every other input.
  static const google::protobuf::LogHandler* const silenced =
      google::protobuf::SetLogHandler(nullptr);
  (void)silenced;
  if (size == 0) return 0;
  const Codec codec = data[0] % 2 == 0 ? Codec::kProto : Codec::kJson;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

  v1::ClientFrame frame;
  std::string error;
  const bool decoded = DecodeClientFrame(codec, bytes, &frame, &error);
  CHECK(decoded == error.empty());
  if (decoded) {
    CheckRoundTrip(codec, frame);
    for (const v1::ClientMessage& message : frame.messages()) (void)Validate(message, "");
  }

  static const House* const built = [] {
    auto* house = new House();
    house->Open();
    return house;
  }();
  House house(*built);
  Guest guest(&house, house.Person(0), codec);
  guest.SendBytes(bytes);
  if (!decoded) CHECK(guest.closed() == CloseCode::kMalformed);
  const std::vector<v1::ServerMessage> answers = guest.ReadAll();
  CHECK(decoded || (answers.size() == 1 && answers[0].has_goodbye()));
  CHECK(guest.session().close().text.size() <= 123);
  return 0;
}

}  // namespace samlad::fuzz
