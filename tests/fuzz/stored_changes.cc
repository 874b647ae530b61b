#include <google/protobuf/stubs/logging.h>

#include "server/picture/geometry.h"
#include "server/picture/picture.h"
#include "server/picture/references.h"
#include "server/picture/sight.h"
#include "server/picture/validate.h"
#include "storage/check.h"
#include "tests/fuzz/targets.h"

namespace samlad::fuzz {
namespace {

// A picture takes states of ascending seqs; those of the input may be any, so they are numbered.
ItemRef Numbered(const ItemRef& state, uint64_t seq) {
  v1::Change change = state->change;
  change.set_seq(seq);
  return MakeItemState(std::move(change));
}

void CheckRoundTrip(const ItemRef& state) {
  const ItemRef made = MakeItemState(state->change);
  const ItemRef parsed = ParseItemState(made->bytes);
  CHECK(parsed);
  CHECK(parsed->bytes == made->bytes);
  CHECK(MakeItemState(parsed->change)->bytes == made->bytes);
}

}  // namespace

// Several changes: each is two bytes of length, then as many bytes.
int FuzzStoredChanges(const uint8_t* data, size_t size) {
  static const google::protobuf::LogHandler* const silenced =
      google::protobuf::SetLogHandler(nullptr);
  (void)silenced;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  LogId incident;
  incident.bytes.fill(7);
  Picture pictures[] = {Picture(incident), Picture(kRegistryLog)};
  uint64_t seq = 0;
  while (rest.size() >= 2) {
    const size_t length = static_cast<uint8_t>(rest[0]) * 256u + static_cast<uint8_t>(rest[1]);
    const ItemRef state = ParseItemState(std::string(rest.substr(2, length)));
    rest.remove_prefix(std::min(rest.size(), 2 + length));
    if (!state) continue;
    CheckRoundTrip(state);
    (void)Validate(state->change, "change");
    const v1::Item& item = state->item();
    if (item.feature().has_geometry()) (void)CheckGeometry(item.feature().geometry());
    VisitReferences(item, [](const Reference&) {});
    CHECK(AudienceWithin(item, item));
    ++seq;
    for (Picture& picture : pictures) {
      const ItemRef numbered = Numbered(state, seq);
      const ItemRef before = picture.Find(ItemId::FromBytesOrNone(item.id()));
      CHECK(picture.Apply(numbered) == before);
      CHECK(picture.head() == seq);
      CHECK(picture.Find(ItemId::FromBytesOrNone(item.id())) == numbered);
      const Sight owner{ItemId::FromBytesOrNone(item.owner())};
      CHECK(!item.has_account() || !Visible(owner, picture, item));
      (void)picture.DueBy(INT64_MAX, 10);
      (void)picture.ReferringTo(ItemId::FromBytesOrNone(item.id()));
      (void)picture.Participations();
    }
  }
  // The order of last changes holds each item once, ascending.
  uint64_t last = 0;
  size_t visited = 0;
  pictures[0].VisitChangedSince(0, [&](const ItemRef& state) {
    CHECK(state->seq() > last);
    last = state->seq();
    ++visited;
    return true;
  });
  CHECK(visited == pictures[0].size());
  return 0;
}

}  // namespace samlad::fuzz
