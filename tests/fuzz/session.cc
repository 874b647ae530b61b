#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <iterator>

#include "storage/check.h"
#include "tests/fuzz/targets.h"
#include "tests/room/guest.h"
#include "tests/simulation/oracle.h"

namespace samlad::fuzz {
namespace {

using room_test::Guest;
using room_test::House;
using room_test::Q;
using room_test::View;
using simulation::Oracle;

constexpr size_t kActors = 3;
constexpr size_t kGuests = 4;
// No input costs more than this many steps.
constexpr int kStepsMax = 400;

// Reads an input as a sequence of choices; zeros after its end.
class Choices {
 public:
  Choices(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  bool empty() const { return size_ == 0; }
  uint64_t Below(uint64_t bound) { return Byte() % bound; }
  uint8_t Byte() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }
  std::string Bytes(size_t count) {
    count = std::min(count, size_);
    std::string bytes(reinterpret_cast<const char*>(data_), count);
    data_ += count;
    size_ -= count;
    return bytes;
  }

 private:
  const uint8_t* data_;
  size_t size_;
};

// The house that inputs begin in, built once.
struct Built {
  explicit Built(v1::IncidentKind kind) : house(Limits(), kActors), incident(house.Open(kind)) {
    const std::string body =
        kind == v1::EVALUATION ? room_test::Annotation("first") : room_test::Feature("first");
    item = house.Create(house.Person(0), incident, room_test::ForAll() + body);
    for (auto& seat : seats) seat = house.Person(static_cast<size_t>(&seat - seats) % kActors);
    seats[kGuests - 1].role = v1::EVALUATOR;
  }
  static RoomLimits Limits() {
    RoomLimits limits;
    limits.chunk_bytes = 400;
    limits.outbox_bytes_max = 1'500;
    limits.replay_step_changes_max = 5;
    limits.recent_answers_max = 4;
    limits.staged_commands_max = 8;
    return limits;
  }

  House house;
  LogId incident;
  ItemId item;
  Principal seats[kGuests];
};

class Life {
 public:
  Life(const Built& built, Choices choices)
      : built_(built),
        house_(built.house),
        incident_(built.incident),
        choices_(choices),
        oracle_(incident_),
        items_{built.item, ItemId{incident_.bytes}} {
    for (size_t i = 0; i < kGuests; ++i) Seat(i);
  }

  void Run() {
    for (int step = 0; step < kStepsMax && !choices_.empty(); ++step) Step();
    house_.Settle();
    for (const auto& guest : guests_) {
      guest->ReadAll();
      CheckView(*guest);
    }
    // The same log gives the same picture (P10): once more from the disk.
    const std::string before = Dump();
    guests_.clear();
    house_.Restart();
    CHECK(Dump() == before);
  }

 private:
  void Seat(size_t i) {
    if (guests_.size() <= i) guests_.resize(i + 1);
    guests_[i] = std::make_unique<Guest>(&house_, built_.seats[i],
                                         i % 2 == 0 ? Codec::kProto : Codec::kJson);
  }

  std::string Dump() {
    std::string dump;
    house_.rooms().Find(incident_)->picture().VisitChangedSince(0, [&](const ItemRef& state) {
      dump += state->bytes;
      return true;
    });
    return dump;
  }

  void CheckView(const Guest& guest) {
    oracle_.Follow(house_.log);
    const auto found = guest.views.find(incident_);
    if (found == guest.views.end() || !found->second.complete) return;
    const View& view = found->second;
    const std::string actor = guest.who().actor.str();
    CHECK(view.position <= oracle_.head());
    if (!oracle_.TakesPart(view.position, actor)) return;
    CHECK(view.Seqs() == oracle_.PictureAt(view.position, actor));
  }

  ItemId AnyItem() { return items_[choices_.Below(items_.size())]; }
  std::string AnySeq() { return std::to_string(choices_.Below(house_.HeadOf(incident_) + 2)); }
  std::string Audience() {
    switch (choices_.Below(4)) {
      case 0:
        return room_test::ForOwnActor();
      case 1:
        return room_test::For({house_.actor(choices_.Below(kActors))});
      case 2:
        return room_test::ForAll();
      default:
        return "";
    }
  }
  std::string Text() {
    std::string text = choices_.Bytes(choices_.Below(8));
    for (char& letter : text) letter = static_cast<char>('a' + (letter & 15));
    return text + std::string(choices_.Below(200), '.');
  }

  std::string Body() {
    const std::string seq = AnySeq();
    switch (choices_.Below(10)) {
      case 0:
        return "participation { actor: " + Q(house_.actor(choices_.Below(kActors))) + " }";
      case 1:
        return room_test::Note(Text(), house_.now.wall_ms);
      case 2:
        return "decision { issue: 'i' proposal: 'p' reasons: 'r' mandate: 'm' picture_seq: " + seq +
               " basis: " + Q(AnyItem()) + " state: DECISION_OPEN }";
      case 3:
        return "stance { decision: " + Q(AnyItem()) + " position: ACCEPTS picture_seq: " + seq +
               " }";
      case 4:
        return "task { title: 't' assignee: " + Q(house_.actor(choices_.Below(kActors))) +
               " due_ms: " + std::to_string(house_.now.wall_ms + 1000) + " }";
      case 5:
        return "contradiction { question: 'q' items: " + Q(AnyItem()) + " items: " + Q(AnyItem()) +
               " }";
      case 6:
        return "conference { title: 't' starts_at_ms: 1 agenda { title: 'a' } }";
      case 7:
        return "picture_version { name: 'n' items { item: " + Q(AnyItem()) + " } }";
      case 8:
        return room_test::Annotation(Text());
      default:
        return room_test::Feature(Text());
    }
  }

  // A state of the item's kind, any of those that the schema has, or none that it has.
  std::string Revision(const ItemId& item) {
    static constexpr const char* kFields[][2] = {
        {"feature.text", "feature { text: '%' }"},
        {"feature.state", "feature { state: $ }"},
        {"note.struck", "note { struck: true }"},
        {"annotation.text", "annotation { text: '%' }"},
        {"annotation.struck", "annotation { struck: true }"},
        {"annotation.struck_reason", "annotation { struck_reason: '%' }"},
        {"decision.state", "decision { state: $ }"},
        {"task.state", "task { state: $ }"},
        {"stance.position", "stance { position: $ }"},
        {"contradiction.state", "contradiction { state: $ }"},
        {"conference.state", "conference { state: $ }"},
        {"conference.current_item", "conference { current_item: $ }"},
        {"participation.state", "participation { state: $ }"},
        {"participation.open_to_evaluators", "participation { open_to_evaluators: true }"},
        {"incident.state", "incident { state: $ }"},
        {"incident.title", "incident { title: '%' }"},
    };
    const ItemRef now = house_.rooms().Find(incident_)->picture().Find(item);
    const uint64_t base = now && choices_.Below(4) != 0 ? now->seq() : 1 + choices_.Below(40);
    if (choices_.Below(4) == 0) {
      return room_test::Revising(item, base, "audience", Audience());
    }
    const auto& [field, pattern] = kFields[choices_.Below(std::size(kFields))];
    std::string to = pattern;
    if (const size_t at = to.find('%'); at != std::string::npos) to.replace(at, 1, Text());
    if (const size_t at = to.find('$'); at != std::string::npos) {
      to.replace(at, 1, std::to_string(choices_.Below(9)));
    }
    return room_test::Revising(item, base, field, to);
  }

  std::string Verb() {
    switch (choices_.Below(12)) {
      case 0:
        return "attend { conference: " + Q(AnyItem()) + " present: true }";
      case 1:
        return "speak { conference: " + Q(AnyItem()) +
               " action: " + std::to_string(choices_.Below(6)) +
               " actor: " + Q(house_.actor(choices_.Below(kActors))) + " }";
      case 2:
        return "set_clock { clock { scenario_ms: " +
               std::to_string(1'407'000'000'000 + choices_.Below(256) * 1000) +
               " speed: " + std::to_string(choices_.Below(100)) + " } }";
      case 3:
        return "reason: 'r' transfer_mandate { from: " + Q(house_.actor(choices_.Below(kActors))) +
               " to: " + Q(house_.actor(choices_.Below(kActors))) + " }";
      case 4:
        return "open_incident { incident { kind: EXERCISE title: 't' } }";
      case 5:
      case 6:
      case 7: {
        ItemId item = house_.ids.New<ItemTag>();
        if (choices_.Below(16) == 0) item = AnyItem();
        items_.push_back(item);
        return room_test::Creating(item, Audience() + Body());
      }
      default:
        return Revision(AnyItem());
    }
  }

  void Command(Guest* guest) {
    if (!commands_.empty() && choices_.Below(6) == 0) {
      return guest->Send(commands_[choices_.Below(commands_.size())]);  // again
    }
    commands_.push_back(house_.NewCommand(incident_, Verb()));
    guest->Send(commands_.back());
  }

  void Watch(Guest* guest) {
    if (guest->views.contains(incident_)) return;
    // The end of a watch before, which it would take for the end of this one.
    guest->Read();
    // From a position that the guest may hold, with the picture that belongs to it.
    oracle_.Follow(house_.log);
    const uint64_t from = choices_.Below(3) == 0 ? 0 : choices_.Below(oracle_.head() + 1);
    View& view = guest->views[incident_];
    view.position = from;
    for (const auto& [item, seq] : oracle_.PictureAt(from, guest->who().actor.str())) {
      view.items[item] = oracle_.change(seq);
    }
    guest->Watch(incident_, house_.log.epoch(), from);
  }

  void Replay(Guest* guest) {
    const std::string number = " replay: " + std::to_string(1 + choices_.Below(3));
    switch (choices_.Below(6)) {
      case 0:
      case 1:
        guest->Say("replay_open { incident: " + Q(incident_) + number +
                   (choices_.Below(2) == 0
                        ? " as_actor: " + Q(house_.actor(choices_.Below(kActors)))
                        : "") +
                   " at { seq: " + AnySeq() + " } }");
        break;
      case 2:
        guest->Say("replay_seek { " + number + " to { seq: " + AnySeq() + " } }");
        break;
      case 3:
        guest->Say("replay_play { " + number + " speed: " + std::to_string(choices_.Below(3)) +
                   " backward: " + std::to_string(choices_.Below(2)) + " }");
        break;
      case 4:
        guest->Say("replay_pause { " + number + " }");
        break;
      default:
        // What is on its way of the old one would be taken for the next of that number.
        guest->ReadAll();
        guest->Say("replay_close { " + number + " }");
    }
  }

  void Step() {
    Guest* guest = guests_[choices_.Below(kGuests)].get();
    switch (choices_.Below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return Command(guest);
      case 4:
        return Watch(guest);
      case 5:
        return Replay(guest);
      case 6:
        guest->Say("seen { incident: " + Q(incident_) + " through: " + AnySeq() + " }");
        return guest->Say("presence { incident: " + Q(incident_) + " item: " + Q(AnyItem()) + " }");
      case 7:
        return guest->Say("get_history { incident: " + Q(incident_) + " item: " + Q(AnyItem()) +
                          " }");
      case 8:
        return guest->Say(choices_.Below(2) == 0 ? "list_incidents { }"
                                                 : "unwatch { incident: " + Q(incident_) + " }");
      case 9:
        house_.Advance(static_cast<int64_t>(choices_.Below(200)) * 20);
        for (const auto& other : guests_) other->Tick();
        return;
      case 10:
        guest->ReadSome(1 + choices_.Below(255) * 8);
        return CheckView(*guest);
      case 11:
      case 12:
        return house_.Commit();
      case 13:
        house_.worker.Step();
        return;
      case 14:
        return Disturb(guest);
      default:
        guest->Read();
        return CheckView(*guest);
    }
  }

  void Disturb(Guest* guest) {
    switch (choices_.Below(5)) {
      case 0:
        guest->SendBytes(choices_.Bytes(choices_.Below(64)));
        break;
      case 1:
        house_.now.wall_ms += (static_cast<int64_t>(choices_.Byte()) - 128) * 3'600'000;
        break;
      case 2:
        house_.worker.full = !house_.worker.full;
        break;
      case 3: {
        const auto found = std::find_if(guests_.begin(), guests_.end(),
                                        [&](const auto& other) { return other.get() == guest; });
        return Seat(static_cast<size_t>(found - guests_.begin()));
      }
      default:
        guests_.clear();
        house_.worker.Forget();
        house_.Restart();
        for (size_t i = 0; i < kGuests; ++i) Seat(i);
        return;
    }
    // Whoever was thrown out comes again.
    for (size_t i = 0; i < kGuests; ++i) {
      if (guests_[i]->closed() != CloseCode::kNone) Seat(i);
    }
  }

  const Built& built_;
  House house_;
  LogId incident_;
  Choices choices_;
  Oracle oracle_;
  std::vector<std::unique_ptr<Guest>> guests_;
  std::vector<ItemId> items_;
  std::vector<v1::Command> commands_;
};

}  // namespace

int FuzzSession(const uint8_t* data, size_t size) {
  static const google::protobuf::LogHandler* const silenced =
      google::protobuf::SetLogHandler(nullptr);
  (void)silenced;
  static const Built* const exercise = new Built(v1::EXERCISE);
  static const Built* const evaluation = new Built(v1::EVALUATION);
  Choices choices(data, size);
  const Built& built = choices.Below(4) == 0 ? *evaluation : *exercise;
  Life(built, choices).Run();
  return 0;
}

}  // namespace samlad::fuzz
