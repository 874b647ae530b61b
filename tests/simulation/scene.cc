#include "tests/simulation/scene.h"

#include <iterator>
#include <utility>

#include "storage/check.h"

namespace samlad::simulation {
namespace {

constexpr v1::Role kRoles[] = {v1::DUTY_OFFICER, v1::PICTURE_OFFICER, v1::EVALUATOR,
                               v1::PARTICIPANT};

constexpr size_t kOutboxSlackBytes = 50'000;

// A random item of the replica for which `fits`; null if there is none.
template <typename Fits>
client::Replica::ChangeRef PickItem(World* world, const client::Replica& replica, Fits fits) {
  std::vector<client::Replica::ChangeRef> choice;
  for (const auto& [id, change] : replica.items()) {
    if (fits(change->item())) choice.push_back(change);
  }
  return choice.empty() ? nullptr : choice[world->Pick(0, choice.size() - 1)];
}

}  // namespace

Scene::Scene(const SceneOptions& options)
    : options_(options), world_(options.seed), log_(7), oracle_(LogId{}) {
  incident_ = world_.NewId<LogTag>();
  oracle_ = Oracle(incident_);
  active_.sync_us_max = options_.faults.sync_us_max;
  active_.delay_us_max = options_.faults.delay_us_max;
  SetUp();
}

Scene::~Scene() {
  clients_.clear();
  server_.reset();
}

v1::Command Scene::NewCommand(const std::string& reason) {
  v1::Command command;
  command.set_command_id(world_.NewId<CommandTag>().str());
  command.set_incident(incident_.str());
  command.set_reason(reason);
  return command;
}

// Before anything goes wrong: straight into the rooms.
void Scene::Submit(const v1::Command& command, const Principal& who) {
  const uint64_t before = server_->rooms().counters().commands_accepted;
  server_->rooms().Submit(command, who, {}, world_.now_ms());
  CHECK(server_->rooms().counters().commands_accepted == before + 1);
  world_.RunUntil(world_.now_us() + 2'000'000);
  CHECK(server_->rooms().idle());
}

void Scene::SetUp() {
  server_ = std::make_unique<SimServer>(&world_, &log_, options_.limits, &active_);
  server_->on_durable = [this] { oracle_.Follow(log_); };
  const Principal system{world_.NewId<ItemTag>(), world_.NewId<ItemTag>(), v1::SYSTEM};
  for (uint64_t i = 0; i < options_.actors; ++i) {
    actors_.push_back(world_.NewId<ItemTag>());
    v1::Command command = NewCommand("");
    command.set_incident(kRegistryLog.str());
    v1::Item* item = command.mutable_create()->mutable_item();
    item->set_id(actors_.back().str());
    item->mutable_actor()->set_name("Actor " + std::to_string(i));
    item->mutable_actor()->set_category(v1::MUNICIPALITY);
    item->mutable_actor()->set_level(v1::LOCAL);
    Submit(command, system);
  }
  const Principal lead{world_.NewId<ItemTag>(), actors_[0], v1::DUTY_OFFICER};
  v1::Command open = NewCommand("");
  open.mutable_open_incident()->mutable_incident()->set_kind(v1::DISTURBANCE);
  open.mutable_open_incident()->mutable_incident()->set_title("Simulated");
  Submit(open, lead);
  for (uint64_t i = 1; i < options_.actors; ++i) {
    v1::Command invite = NewCommand("");
    v1::Item* item = invite.mutable_create()->mutable_item();
    item->set_id(world_.NewId<ItemTag>().str());
    item->mutable_participation()->set_actor(actors_[i].str());
    Submit(invite, lead);
    if (world_.OneIn(4)) continue;  // invited only, for now
    const ItemRef own = server_->rooms().Find(incident_)->picture().ParticipationOf(actors_[i]);
    v1::Command take_part = NewCommand("");
    v1::Revise* revise = take_part.mutable_revise();
    revise->set_item(own->item().id());
    revise->set_base_seq(own->seq());
    revise->add_fields("participation.state");
    revise->mutable_to()->mutable_participation()->set_state(v1::PARTICIPATION_ACTIVE);
    Submit(take_part, {world_.NewId<ItemTag>(), actors_[i], v1::DUTY_OFFICER});
  }
  for (uint64_t i = 0; i < options_.actors * options_.persons_per_actor; ++i) {
    const uint64_t actor = i % options_.actors;
    // The lead and one person of each actor can do most things.
    const v1::Role role =
        i < options_.actors ? v1::DUTY_OFFICER : kRoles[world_.Pick(0, std::size(kRoles) - 1)];
    const Principal who{world_.NewId<ItemTag>(), actors_[actor], role};
    const std::string token = "token " + std::to_string(i);
    server_->Admit(token, who);
    clients_.push_back(std::make_unique<SimClient>(&world_, server_.get(), &oracle_, &active_,
                                                   incident_, who, token));
  }
}

void Scene::RandomAudience(v1::Item* item) {
  const uint64_t kind = world_.Pick(1, 4);
  if (kind == 4) return;  // left out
  item->mutable_audience()->set_kind(static_cast<v1::AudienceKind>(kind));
  if (kind != v1::NAMED_ACTORS) return;
  for (const ItemId& actor : actors_) {
    if (world_.OneIn(2)) item->mutable_audience()->add_actors(actor.str());
  }
  if (item->audience().actors().empty()) item->mutable_audience()->add_actors(actors_[0].str());
}

v1::Command Scene::RandomCommand(const SimClient& client) {
  v1::Command command = NewCommand("because");
  const client::Replica& replica = *client.replica();
  const std::string own = client.who().actor.str();
  const auto create = [&] {
    v1::Item* item = command.mutable_create()->mutable_item();
    item->set_id(world_.NewId<ItemTag>().str());
    return item;
  };
  const auto revise = [&](const v1::Change& change, const std::string& field) {
    command.mutable_revise()->set_item(change.item().id());
    command.mutable_revise()->set_base_seq(change.seq());
    command.mutable_revise()->add_fields(field);
    return command.mutable_revise()->mutable_to();
  };
  const auto owned = [&](const v1::Item& item) { return item.owner() == own; };
  const auto feature_of_own = [&](const v1::Item& item) {
    return item.has_feature() && owned(item);
  };

  switch (world_.Pick(0, 11)) {
    case 0:
    case 1: {
      v1::Item* item = create();
      RandomAudience(item);
      item->mutable_note()->set_kind(v1::NOTE_OBSERVATION);
      item->mutable_note()->set_text("note " + std::to_string(world_.Pick(0, 1'000'000)));
      item->mutable_note()->set_action_at_ms(world_.now_ms());
      item->mutable_note()->set_delay_reason("clock");
      return command;
    }
    case 2:
    case 3: {  // revise a feature, now and then from a version that is old
      if (const auto change = PickItem(&world_, replica, feature_of_own)) {
        v1::Item* to = revise(*change, "feature.text");
        to->mutable_feature()->set_text("text " + std::to_string(world_.Pick(0, 1'000'000)));
        if (world_.OneIn(4)) command.mutable_revise()->set_base_seq(change->item().created_seq());
        return command;
      }
      break;
    }
    case 4:
    case 5: {  // hide it, or show it
      if (const auto change = PickItem(&world_, replica, [&](const v1::Item& item) {
            return owned(item) && (item.has_feature() || item.has_note());
          })) {
        v1::Item with_audience;
        RandomAudience(&with_audience);
        if (!with_audience.has_audience()) break;
        *revise(*change, "audience")->mutable_audience() = with_audience.audience();
        return command;
      }
      break;
    }
    case 6: {
      if (const auto change = PickItem(&world_, replica, feature_of_own)) {
        revise(*change, "feature.state")->mutable_feature()->set_state(v1::FEATURE_RETRACTED);
        return command;
      }
      break;
    }
    case 7: {
      v1::Item* item = create();
      RandomAudience(item);
      v1::Decision* decision = item->mutable_decision();
      decision->set_issue("issue");
      decision->set_proposal("proposal");
      decision->set_reasons("reasons");
      decision->set_mandate("mandate");
      decision->set_picture_seq(std::max<uint64_t>(1, replica.position()));
      if (const auto basis =
              PickItem(&world_, replica, [](const v1::Item& i) { return i.has_feature(); })) {
        decision->add_basis(basis->item().id());
      }
      return command;
    }
    case 8: {
      if (const auto change = PickItem(&world_, replica, [&](const v1::Item& item) {
            return item.has_decision() && owned(item);
          })) {
        revise(*change, "decision.state")->mutable_decision()->set_state(v1::DECISION_OPEN);
        return command;
      }
      break;
    }
    case 9: {
      if (const auto change = PickItem(&world_, replica,
                                       [](const v1::Item& item) { return item.has_decision(); })) {
        v1::Item* item = create();
        item->mutable_stance()->set_decision(change->item().id());
        item->mutable_stance()->set_position(v1::ACCEPTS);
        item->mutable_stance()->set_picture_seq(std::max<uint64_t>(1, replica.position()));
        return command;
      }
      break;
    }
    case 10: {  // take part, or leave; the lead brings back who has left
      const bool lead = own == actors_[0].str();
      if (const auto change = PickItem(&world_, replica, [&](const v1::Item& item) {
            if (!item.has_participation()) return false;
            return lead ? item.participation().state() == v1::PARTICIPATION_ENDED : owned(item);
          })) {
        const v1::Participation& participation = change->item().participation();
        if (lead) {
          v1::Item* item = create();
          item->mutable_participation()->set_actor(participation.actor());
        } else if (participation.state() == v1::PARTICIPATION_INVITED) {
          revise(*change, "participation.state")
              ->mutable_participation()
              ->set_state(v1::PARTICIPATION_ACTIVE);
        } else if (world_.OneIn(4)) {
          revise(*change, "participation.state")
              ->mutable_participation()
              ->set_state(v1::PARTICIPATION_ENDED);
        } else {
          revise(*change, "participation.open_to_evaluators")
              ->mutable_participation()
              ->set_open_to_evaluators(world_.OneIn(2));
        }
        return command;
      }
      break;
    }
    default:
      break;
  }
  v1::Item* item = create();
  RandomAudience(item);
  v1::Feature* feature = item->mutable_feature();
  feature->set_title("feature " + std::to_string(world_.Pick(0, 1'000'000)));
  feature->set_category(v1::HAZARD);
  feature->mutable_geometry()->set_type(v1::POINT);
  feature->mutable_geometry()->add_coordinates(16.1);
  feature->mutable_geometry()->add_coordinates(59.9);
  // Big enough that slow readers fill their outboxes.
  feature->set_text(std::string(world_.Pick(0, 2000), 'x'));
  if (world_.OneIn(5)) feature->set_valid_until_ms(world_.now_ms() + 3000);
  return command;
}

void Scene::Act(size_t person) {
  if (ending_) return;
  const auto later_us =
      static_cast<int64_t>(world_.Pick(1, static_cast<uint64_t>(options_.pause_ms) * 2000));
  world_.After(later_us, [this, person] { Act(person); });
  SimClient& client = *clients_[person];
  if (!client.replica() || !client.replica()->complete() || client.waiting() > 20) return;
  if (options_.replays && world_.OneIn(8)) {
    const bool as_another = client.who().role == v1::EVALUATOR && world_.OneIn(2);
    client.BrowseHistory(as_another ? actors_[world_.Pick(0, actors_.size() - 1)] : ItemId{});
    return;
  }
  if (options_.faults.drop_link_one_in && world_.OneIn(20)) client.CutLink();
  client.Ask(RandomCommand(client), world_.Pick(1, options_.copies_max));
}

void Scene::Run() {
  const Faults none = std::exchange(active_, options_.faults);
  for (size_t i = 0; i < clients_.size(); ++i) {
    clients_[i]->Begin();
    Act(i);
  }
  world_.RunUntil(world_.now_us() + options_.duration_ms * 1000);
  // The faults stop; everything must come to rest.
  ending_ = true;
  active_ = none;
  if (!server_->up()) server_->Start();
  world_.RunUntil(world_.now_us() + 60'000'000);
  CheckEnd();
}

void Scene::CheckEnd() {
  oracle_.Follow(log_);
  for (size_t i = 0; i < clients_.size(); ++i) {
    const SimClient& client = *clients_[i];
    const std::string who = "person " + std::to_string(i) + ": ";
    const bool takes_part = oracle_.TakesPart(oracle_.head(), client.who().actor.str());
    if (client.gaps() > 0) breaches_.push_back(who + "batches were left out");
    if (client.waiting() > 0) breaches_.push_back(who + "commands were never answered");
    if (!takes_part) {
      if (client.replica() && client.replica()->complete()) {
        breaches_.push_back(who + "still watches what it takes no part in");
      }
      continue;
    }
    if (!client.replica() || !client.replica()->complete() ||
        client.replica()->position() != oracle_.head()) {
      breaches_.push_back(who + "never came to the head");
      continue;
    }
    clients_[i]->CheckPicture(*client.replica());
  }
  // P8: what waits for one connection is bounded: live changes up to the limit, on top of it the
  // commit that went over it, a chunk of each replay, and answers.
  const size_t bound = options_.limits.outbox_bytes_max + kOutboxSlackBytes;
  if (server_->outbox_bytes_seen() > bound) {
    breaches_.push_back("an outbox held " + std::to_string(server_->outbox_bytes_seen()) +
                        " bytes, " + std::to_string(bound) + " are allowed");
  }
}

std::vector<std::string> Scene::breaches() const {
  std::vector<std::string> all = breaches_;
  for (const auto& client : clients_) {
    all.insert(all.end(), client->breaches.begin(), client->breaches.end());
  }
  return all;
}

uint64_t Scene::accepted() const {
  uint64_t sum = 0;
  for (const auto& client : clients_) sum += client->accepted();
  return sum;
}

uint64_t Scene::rejected() const {
  uint64_t sum = 0;
  for (const auto& client : clients_) sum += client->rejected();
  return sum;
}

uint64_t Scene::pictures_checked() const {
  uint64_t sum = 0;
  for (const auto& client : clients_) sum += client->pictures_checked();
  return sum;
}

uint64_t Scene::replays_checked() const {
  uint64_t sum = 0;
  for (const auto& client : clients_) sum += client->replays_checked();
  return sum;
}

std::map<std::string, uint64_t> Scene::rejections() const {
  std::map<std::string, uint64_t> sum;
  for (const auto& client : clients_) {
    for (const auto& [rule, count] : client->rejections()) sum[rule] += count;
  }
  return sum;
}

}  // namespace samlad::simulation
