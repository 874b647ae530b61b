// P5 and P6 at large: fifty viewers, random audiences, withdrawals, searches, replays and old
// positions, and every byte to every one of them held against an oracle that knows none of the
// server's code. Each text carries a canary that names it; a canary that flies to where it may not
// is a leak. SAMLAD_OPERATIONS sets how many operations; SAMLAD_SEED which.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "tests/room/guest.h"
#include "tests/simulation/oracle.h"

namespace samlad::room_test {
namespace {

using simulation::Oracle;

constexpr size_t kActors = 12;
constexpr size_t kViewers = 50;
// The sanitizers look at the same code, and are slow.
#ifdef __SANITIZE_ADDRESS__
constexpr uint64_t kOperations = 2'500;
#else
constexpr uint64_t kOperations = 10'000;
#endif
constexpr std::string_view kCanary = "canary:";

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

class Aviary {
 public:
  Aviary(uint64_t seed, const RoomLimits& limits)
      : house_(limits, kActors), random_(seed), incident_(house_.Open()), oracle_(incident_) {
    for (size_t i = 0; i < kViewers; ++i) Seat(i);
    Follow();
  }

  void Run(uint64_t operations) {
    for (uint64_t i = 0; i < operations && leaks.size() < 5; ++i) {
      Operate();
      house_.Advance(40);
      if (i % 16 == 0) {
        for (const auto& viewer : viewers_) viewer->guest->Tick();
      }
      Read();
    }
    house_.Settle();
    for (size_t i = 0; i < kViewers; ++i) ReadAll(i);
  }

  std::vector<std::string> leaks;
  std::map<std::string, uint64_t> done;  // operations by name
  uint64_t canaries_seen = 0;
  uint64_t pictures_held = 0;
  const Oracle& oracle() const { return oracle_; }

 private:
  struct Viewer {
    std::unique_ptr<Guest> guest;
    Principal who;
    std::map<uint32_t, size_t> replays;  // number -> whose sight
    std::set<size_t> sights;             // whose sights it may have been shown
  };

  uint64_t Pick(uint64_t below) { return random_() % below; }

  void Seat(size_t i) {
    if (viewers_.size() <= i) {
      viewers_.push_back(std::make_unique<Viewer>());
      viewers_[i]->who = house_.Person(i % kActors, i % 5 == 4 ? v1::EVALUATOR : v1::DUTY_OFFICER);
    }
    Viewer& viewer = *viewers_[i];
    if (viewer.guest) ReadAll(i);
    viewer.replays.clear();
    viewer.guest =
        std::make_unique<Guest>(&house_, viewer.who, i % 7 == 6 ? Codec::kJson : Codec::kProto);
    viewer.sights = {i % kActors};
    checked_frames_[i] = 0;
  }

  // A text with a canary of its own.
  std::string Text() {
    canaries_.emplace_back();
    return std::string(Pick(200), 'x') + std::string(kCanary) + std::to_string(canaries_.size()) +
           ".";
  }

  std::string Audience() {
    switch (Pick(4)) {
      case 0:
        return ForOwnActor();
      case 1:
        return ForAll();
      default: {
        std::vector<ItemId> named;
        const uint64_t share = 1 + Pick(5);
        for (size_t actor = 0; actor < kActors; ++actor) {
          if (Pick(share) == 0) named.push_back(house_.actor(actor));
        }
        return named.empty() ? ForOwnActor() : For(named);
      }
    }
  }

  // An item that the actor may see now, of the kinds asked for; null if there is none.
  ItemRef AnyOf(size_t actor, bool own, const std::function<bool(const v1::Item&)>& fits) {
    const auto& picture = house_.rooms().Find(incident_)->picture();
    const auto seen = oracle_.PictureAt(oracle_.head(), house_.actor(actor).str());
    std::vector<ItemRef> choice;
    for (const auto& [item, seq] : seen) {
      ItemRef state = picture.Find(ItemId::FromBytesOrNone(item));
      if (own && state->item().owner() != house_.actor(actor).view()) continue;
      if (fits(state->item())) choice.push_back(std::move(state));
    }
    return choice.empty() ? nullptr : choice[Pick(choice.size())];
  }

  void Command(Viewer* viewer, const std::string& verb) {
    viewer->guest->Send(house_.NewCommand(incident_, verb));
  }

  void Operate() {
    const size_t number = Pick(kViewers);
    const size_t actor = number % kActors;
    Viewer* viewer = viewers_[number].get();
    Guest& guest = *viewer->guest;
    const auto revisable = [](const v1::Item& item) { return item.has_feature(); };
    const uint64_t what = Pick(100);
    if (what < 14) {
      ++done["create a feature"];
      Command(viewer, Creating(house_.ids.New<ItemTag>(), Audience() + Feature(Text())));
    } else if (what < 18) {
      ++done["create a note"];
      Command(viewer,
              Creating(house_.ids.New<ItemTag>(), Audience() + Note(Text(), house_.now.wall_ms)));
    } else if (what < 21) {
      ++done["propose a decision"];
      const ItemRef basis = AnyOf(actor, false, revisable);
      Command(viewer,
              Creating(house_.ids.New<ItemTag>(),
                       Audience() + "decision { issue: 'i' proposal: " + Quoted(Text()) +
                           " reasons: 'r' mandate: 'm' picture_seq: 1 state: DECISION_OPEN " +
                           (basis ? "basis: " + Quoted(basis->item().id()) : "") + " }"));
    } else if (what < 25) {
      ++done["take a stance"];
      const auto open = [](const v1::Item& item) { return item.has_decision(); };
      if (const ItemRef decision = AnyOf(actor, false, open)) {
        Command(viewer, Creating(house_.ids.New<ItemTag>(),
                                 "stance { decision: " + Quoted(decision->item().id()) +
                                     " position: ACCEPTS_WITH_RESERVATION picture_seq: 1 "
                                     "reservation: " +
                                     Quoted(Text()) + " }"));
      }
    } else if (what < 40) {
      ++done["revise"];
      if (const ItemRef item = AnyOf(actor, Pick(8) != 0, revisable)) {
        const uint64_t base = Pick(6) == 0 ? item->item().created_seq() : item->seq();
        Command(viewer, Revising(ItemId::FromBytesOrNone(item->item().id()), base, "feature.text",
                                 "feature { text: " + Quoted(Text()) + " }"));
      }
    } else if (what < 55) {
      ++done["hide or show"];
      const auto any = [](const v1::Item& item) {
        return item.has_feature() || item.has_note() || item.has_decision();
      };
      if (const ItemRef item = AnyOf(actor, true, any)) {
        Command(viewer, Revising(ItemId::FromBytesOrNone(item->item().id()), item->seq(),
                                 "audience", Audience()));
      }
    } else if (what < 57) {
      ++done["retract"];
      if (const ItemRef item = AnyOf(actor, true, revisable)) {
        Command(viewer, Revising(ItemId::FromBytesOrNone(item->item().id()), item->seq(),
                                 "feature.state", "feature { state: FEATURE_RETRACTED }"));
      }
    } else if (what < 60) {
      Participate(actor);
    } else if (what < 70) {
      ++done["watch"];
      if (!guest.views.contains(incident_)) Watch(viewer, actor);
    } else if (what < 72) {
      ++done["reconnect"];
      Seat(number);
      Watch(viewers_[number].get(), actor);
    } else if (what < 73) {
      ++done["unwatch"];
      guest.Say("unwatch { incident: " + Q(incident_) + " }");
    } else if (what < 80) {
      ++done["search the history"];
      // Of any item there ever was, also of those that are hidden.
      const std::string& item = oracle_.change(1 + Pick(oracle_.head())).item().id();
      guest.Say("get_history { request: 1 incident: " + Q(incident_) + " item: " + Quoted(item) +
                " }");
    } else if (what < 92) {
      Replay(viewer, actor);
    } else if (what < 95) {
      ++done["presence"];
      const std::string& item = oracle_.change(1 + Pick(oracle_.head())).item().id();
      guest.Say("presence { incident: " + Q(incident_) + " item: " + Quoted(item) + " }");
    } else if (what < 96) {
      ++done["list"];
      guest.Say("list_incidents { request: 3 }");
    } else {
      ++done["commit"];
      house_.Commit();
      Follow();
    }
  }

  void Participate(size_t actor) {
    if (actor == 0) return;
    house_.Settle();
    Follow();
    const ItemRef part = house_.ParticipationOf(incident_, actor);
    switch (part->item().participation().state()) {
      case v1::PARTICIPATION_ENDED:
        ++done["come back"];
        house_.Invite(incident_, actor);
        break;
      case v1::PARTICIPATION_INVITED:
        ++done["join"];
        house_.Join(incident_, actor);
        break;
      default:
        if (Pick(3) == 0) {
          ++done["leave"];
          house_.End(incident_, actor);
        } else {
          ++done["open to evaluators"];
          house_.Accept(
              house_.Person(actor), incident_,
              Revising(ItemId::FromBytesOrNone(part->item().id()), part->seq(),
                       "participation.open_to_evaluators",
                       std::string("participation { open_to_evaluators: ") +
                           (part->item().participation().open_to_evaluators() ? "false" : "true") +
                           " }"));
        }
    }
    Follow();
  }

  // From an old position, with the picture that belonged to it; or from none.
  void Watch(Viewer* viewer, size_t actor) {
    Guest& guest = *viewer->guest;
    const uint64_t from = Pick(2) == 0 ? 0 : Pick(oracle_.head() + 1);
    View& view = guest.views[incident_];
    view = View();
    view.position = from;
    for (const auto& [item, seq] : oracle_.PictureAt(from, house_.actor(actor).str())) {
      view.items[item] = oracle_.change(seq);
    }
    guest.Watch(incident_, house_.log.epoch(), from);
  }

  void Replay(Viewer* viewer, size_t actor) {
    Guest& guest = *viewer->guest;
    const auto at = [&] { return "{ seq: " + std::to_string(Pick(oracle_.head() + 1)) + " }"; };
    if (viewer->replays.empty() || Pick(5) == 0) {
      ++done["open a replay"];
      // A number of its own for each: batches of one that was closed may still be on their way.
      const uint32_t number = viewer->replays.empty() ? 1 : viewer->replays.rbegin()->first + 1;
      if (number > 3) guest.Say("replay_close { replay: " + std::to_string(number - 3) + " }");
      const size_t as = viewer->who.role == v1::EVALUATOR ? Pick(kActors) : actor;
      viewer->replays[number] = as;
      guest.Say("replay_open { replay: " + std::to_string(number) + " incident: " + Q(incident_) +
                " as_actor: " + Q(house_.actor(as)) + " at " + at() + " }");
      return;
    }
    const std::string number = std::to_string(viewer->replays.rbegin()->first);
    if (Pick(2) == 0) {
      ++done["seek"];
      guest.Say("replay_seek { replay: " + number + " to " + at() + " }");
    } else {
      ++done["play"];
      guest.Say("replay_play { replay: " + number + " speed: " + std::to_string(Pick(3) * 200) +
                " backward: " + (Pick(2) == 0 ? "true" : "false") + " }");
    }
  }

  void Read() {
    if (Pick(2) == 0) house_.worker.Step();
    Follow();
    for (size_t i = 0; i < kViewers; ++i) {
      // Some read at once, some a little, some not for a while.
      if (Pick(3) == 0) continue;
      viewers_[i]->guest->ReadSome(1 + Pick(4'000));
      Check(i);
    }
  }
  void ReadAll(size_t i) {
    house_.Settle();
    Follow();
    viewers_[i]->guest->ReadAll();
    Follow();
    Check(i);
  }

  void Follow() {
    const uint64_t before = oracle_.head();
    oracle_.Follow(house_.log);
    for (uint64_t seq = before + 1; seq <= oracle_.head(); ++seq) {
      // Every version of an item that holds the canary.
      for (const size_t canary : CanariesIn(oracle_.bytes(seq))) {
        canaries_.at(canary - 1).push_back(seq);
      }
    }
  }

  static std::vector<size_t> CanariesIn(std::string_view bytes) {
    std::vector<size_t> found;
    for (size_t at = 0; (at = bytes.find(kCanary, at)) != std::string_view::npos;) {
      at += kCanary.size();
      found.push_back(std::strtoull(bytes.data() + at, nullptr, 10));
    }
    return found;
  }

  // Whether some version with this canary was ever in the sight of one of the actors.
  bool MayFlyTo(size_t canary, const std::set<size_t>& sights) {
    for (const size_t actor : sights) {
      if (flown_[actor].contains(canary)) return true;
      for (const uint64_t seq : canaries_.at(canary - 1)) {
        if (!oracle_.MaySee(seq, house_.actor(actor).str())) continue;
        flown_[actor].insert(canary);
        return true;
      }
    }
    return false;
  }

  void Leak(size_t viewer, const std::string& what) {
    leaks.push_back("viewer " + std::to_string(viewer) + " of actor " +
                    std::to_string(viewer % kActors) + ": " + what);
  }

  void Check(size_t i) {
    Viewer& viewer = *viewers_[i];
    Guest& guest = *viewer.guest;
    for (const v1::ServerMessage& message : guest.messages) CheckMessage(i, message);
    guest.messages.clear();
    for (; checked_frames_[i] < guest.frames.size(); ++checked_frames_[i]) {
      for (const size_t canary : CanariesIn(guest.frames[checked_frames_[i]])) {
        ++canaries_seen;
        if (!MayFlyTo(canary, viewer.sights)) {
          Leak(i, "canary " + std::to_string(canary) + " flew out of its sight");
        }
      }
    }
    const auto view = guest.views.find(incident_);
    if (view == guest.views.end() || !view->second.complete) return;
    const std::string actor = house_.actor(i % kActors).str();
    // The last batch before a watch ends leads to where the actor takes part no longer.
    if (!oracle_.TakesPart(view->second.position, actor)) return;
    if (Pick(12) != 0) return;
    ++pictures_held;
    if (view->second.Seqs() != oracle_.PictureAt(view->second.position, actor)) {
      Leak(i, "its picture at " + std::to_string(view->second.position) + " is another");
    }
  }

  void CheckMessage(size_t i, const v1::ServerMessage& message) {
    Viewer& viewer = *viewers_[i];
    const std::string own = house_.actor(i % kActors).str();
    if (message.has_batch()) {
      const v1::Batch& batch = message.batch();
      const auto replay = viewer.replays.find(batch.replay());
      // Of a replay that was closed meanwhile.
      if (batch.replay() != 0 && replay == viewer.replays.end()) return;
      std::string actor = own;
      if (batch.replay() != 0) {
        actor = house_.actor(replay->second).str();
        AllowSight(i, replay->second);
      }
      for (const v1::Change& change : batch.changes()) {
        if (change.SerializeAsString() != oracle_.bytes(change.seq())) {
          Leak(i, "change " + std::to_string(change.seq()) + " is not as in the log");
        }
        bool may = oracle_.MaySee(change.seq(), actor);
        // A number is used again at once, so a late batch may be of the replay before.
        if (!may && batch.replay() != 0) {
          for (const size_t sight : viewer.sights) {
            may = may || oracle_.MaySee(change.seq(), house_.actor(sight).str());
          }
        }
        if (!may) Leak(i, "change " + std::to_string(change.seq()) + " is out of its sight");
      }
      for (const std::string& item : batch.removed()) {
        bool ever = oracle_.EverSaw(item, oracle_.head(), actor);
        for (const size_t sight : viewer.sights) {
          ever = ever || oracle_.EverSaw(item, oracle_.head(), house_.actor(sight).str());
        }
        if (!ever) Leak(i, "was told of an item that it never saw");
      }
    }
    if (message.has_history()) {
      for (const v1::Change& change : message.history().changes()) {
        if (!oracle_.PictureAt(change.seq(), own).contains(change.item().id())) {
          Leak(i, "history told of change " + std::to_string(change.seq()));
        }
      }
    }
    if (message.has_presence() && !message.presence().item().empty() &&
        !oracle_.EverSaw(message.presence().item(), oracle_.head(), own)) {
      Leak(i, "presence named an item out of its sight");
    }
    if (message.has_result() && message.result().rejection().has_current() &&
        !oracle_.MaySee(message.result().rejection().current().seq(), own)) {
      Leak(i, "a rejection showed an item out of its sight");
    }
  }

  // A replay as another actor runs: then the viewer is an evaluator, and that actor once said so.
  void AllowSight(size_t i, size_t actor) {
    Viewer& viewer = *viewers_[i];
    if (viewer.sights.contains(actor)) return;
    bool open = false;
    for (uint64_t seq = 1; seq <= oracle_.head(); ++seq) {
      const v1::Item& item = oracle_.change(seq).item();
      if (item.participation().actor() != house_.actor(actor).view()) continue;
      open = open || item.participation().open_to_evaluators();
    }
    if (viewer.who.role != v1::EVALUATOR || !open) {
      Leak(i, "replays with a sight that is not open to it");
    }
    viewer.sights.insert(actor);
  }

  House house_;
  std::mt19937_64 random_;
  LogId incident_;
  Oracle oracle_;
  std::vector<std::unique_ptr<Viewer>> viewers_;
  std::map<size_t, size_t> checked_frames_;
  std::vector<std::vector<uint64_t>> canaries_;  // by number: the versions that hold it
  std::map<size_t, std::set<size_t>> flown_;     // by actor: canaries that may fly there
};

TEST(SightLeak, P5P6NoByteAboutAnItemOutOfSightLeavesTowardsAnyone) {
  RoomLimits limits;
  limits.chunk_bytes = 2'000;
  limits.outbox_bytes_max = 6'000;
  limits.replay_step_changes_max = 40;
  limits.heartbeat_interval_ms = 1'000'000;
  const uint64_t operations = FromEnvironment("SAMLAD_OPERATIONS", kOperations);
  uint64_t seed = FromEnvironment("SAMLAD_SEED", 1);
  uint64_t changes = 0;
  uint64_t canaries = 0;
  uint64_t pictures = 0;
  std::map<std::string, uint64_t> done;
  // The oracle goes through the whole log for each answer, so that no log gets long.
  for (uint64_t left = operations; left > 0 && !HasFailure(); ++seed) {
    const uint64_t now = std::min<uint64_t>(left, 2'500);
    Aviary aviary(seed, limits);
    aviary.Run(now);
    for (const std::string& leak : aviary.leaks) ADD_FAILURE() << "seed " << seed << ": " << leak;
    changes += aviary.oracle().head();
    canaries += aviary.canaries_seen;
    pictures += aviary.pictures_held;
    for (const auto& [name, count] : aviary.done) done[name] += count;
    left -= now;
  }
  std::printf(
      "%lu operations, %lu changes, %lu canaries and %lu pictures held against the oracle\n",
      operations, changes, canaries, pictures);
  for (const auto& [name, count] : done) std::printf("  %6lu %s\n", count, name.c_str());
  // A test in which nothing happens proves nothing.
  EXPECT_GT(changes, operations / 8);
  EXPECT_GT(canaries, operations * 4);
  EXPECT_GT(pictures, operations / 2);
}

// ---- Non-interference

// The same story twice, but for the texts that one viewer may never see: their length and their
// letters differ. What that viewer gets must be the same, byte for byte.
std::vector<std::string> FramesOf(uint64_t seed, const std::string& secret) {
  RoomLimits limits;
  limits.chunk_bytes = 1'000;
  limits.outbox_bytes_max = 4'000;
  limits.replay_step_changes_max = 30;
  House house(limits, 4);
  const LogId incident = house.Open();
  std::mt19937_64 random(seed);
  const auto pick = [&](uint64_t below) { return random() % below; };
  struct Kept {
    ItemId item;
    size_t owner;
    bool hidden;
  };
  std::vector<Kept> items;
  std::unique_ptr<Guest> viewer = std::make_unique<Guest>(&house, house.Person(3));
  const Principal who = viewer->who();
  std::vector<std::string> frames;
  viewer->Watch(incident);
  for (int step = 0; step < 600; ++step) {
    const size_t owner = pick(3);
    const bool hidden = pick(2) == 0;
    const uint64_t repeats = 1 + pick(30);
    const auto text = [&](bool is_hidden) {
      std::string all = "text ";
      for (uint64_t i = 0; i < repeats; ++i) all += is_hidden ? secret : "seen ";
      return all;
    };
    // Hidden items are for actors 0 to 2, whatever becomes of them.
    const auto audience = [&](bool is_hidden) {
      const uint64_t kind = pick(3);
      if (is_hidden) return kind == 0 ? ForOwnActor() : For({house.actor(kind)});
      return kind == 0 ? ForAll() : kind == 1 ? ForOwnActor() : For({house.actor(3)});
    };
    house.Advance(100);
    switch (pick(8)) {
      case 0:
      case 1: {
        items.push_back({house.ids.New<ItemTag>(), owner, hidden});
        house.rooms().Submit(
            house.NewCommand(incident,
                             Creating(items.back().item, audience(hidden) + Feature(text(hidden)))),
            house.Person(owner), {}, house.now.wall_ms);
        break;
      }
      case 2:
      case 3:
        if (!items.empty()) {
          const Kept& kept = items[pick(items.size())];
          const ItemRef now = house.rooms().Find(incident)->picture().Find(kept.item);
          const std::string verb =
              pick(2) == 0 ? Revising(kept.item, now->seq(), "audience", audience(kept.hidden))
                           : Revising(kept.item, now->seq(), "feature.text",
                                      "feature { text: " + Quoted(text(kept.hidden)) + " }");
          house.rooms().Submit(house.NewCommand(incident, verb), house.Person(kept.owner), {},
                               house.now.wall_ms);
        }
        break;
      case 4:
        house.Settle();
        break;
      case 5: {
        const uint64_t at = pick(house.HeadOf(incident) + 1);
        if (viewer->replays.empty()) {
          viewer->Say("replay_open { replay: 1 incident: " + Q(incident) +
                      " at { seq: " + std::to_string(at) + " } }");
        } else if (pick(2) == 0) {
          viewer->Say("replay_seek { replay: 1 to { seq: " + std::to_string(at) + " } }");
        } else {
          viewer->Say("replay_play { replay: 1 backward: " +
                      std::string(pick(2) == 0 ? "true" : "false") + " }");
        }
        break;
      }
      case 6:
        if (!items.empty()) {
          viewer->Say("get_history { request: 1 incident: " + Q(incident) +
                      " item: " + Q(items[pick(items.size())].item) + " }");
        }
        break;
      default:
        if (pick(10) == 0) {
          frames.insert(frames.end(), viewer->frames.begin(), viewer->frames.end());
          viewer = std::make_unique<Guest>(&house, who);
          viewer->Watch(incident);
        }
    }
    if (pick(3) != 0) viewer->ReadSome(1 + pick(1'500));
    viewer->Tick();
  }
  viewer->ReadAll();
  frames.insert(frames.end(), viewer->frames.begin(), viewer->frames.end());
  return frames;
}

TEST(SightLeak, P5NonInterferenceWhatOneMayNotSeeChangesNoByteOfWhatOneGets) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    const std::vector<std::string> once = FramesOf(seed, "a");
    const std::vector<std::string> again = FramesOf(seed, "quite another secret ");
    ASSERT_EQ(once.size(), again.size()) << "seed " << seed;
    for (size_t i = 0; i < once.size(); ++i) {
      ASSERT_EQ(once[i], again[i]) << "seed " << seed << " frame " << i;
    }
    EXPECT_GT(once.size(), 50u);
  }
}

}  // namespace
}  // namespace samlad::room_test
