#include <google/protobuf/util/json_util.h>

#include "server/picture/types.h"
#include "storage/check.h"
#include "storage/head_file.h"
#include "storage/keys.h"
#include "storage/log_state.h"
#include "tests/fuzz/targets.h"
#include "tests/room/commands.h"

namespace samlad::fuzz {
namespace {

using room_test::Creating;
using room_test::Feature;
using room_test::FromText;
using room_test::Ids;
using room_test::Q;
using room_test::Quoted;

const std::string kId = Quoted("0123456789abcdef");

std::vector<v1::ClientMessage> Messages() {
  const std::string command = "command { command_id: " + kId + " incident: " + kId + " ";
  std::vector<v1::ClientMessage> messages;
  for (const std::string& text : std::vector<std::string>{
           "hello { token: 'token' client: 'fuzzer 1.0' }",
           "watch { incident: " + kId + " epoch: 7 from: 12 }",
           "unwatch { incident: " + kId + " }",
           command + Creating(ItemId{{1}}, room_test::ForAll() + Feature("text å")) + " }",
           command +
               Creating(ItemId{{2}},
                        "decision { issue: 'i' proposal: 'p' options { text: 'o' "
                        "} reasons: 'r' mandate: 'm' picture_seq: 5 basis: " +
                            kId + " protected_values: LIFE_AND_HEALTH }") +
               " }",
           command +
               Creating(ItemId{{3}},
                        "conference { title: 't' starts_at_ms: 1407153600000 "
                        "agenda { title: 'a' minutes: 5 } invitees: " +
                            kId + " }") +
               " }",
           command + room_test::Revising(ItemId{{1}}, 3, "feature.text", "feature { text: 'x' }") +
               " }",
           command + "open_incident { incident { kind: EXERCISE title: 'Övning' } } }",
           command + "open_incident { incident { kind: EVALUATION title: 'u' evaluates: " + kId +
               " } } }",
           command + "speak { conference: " + kId + " action: GIVE actor: " + kId + " } }",
           command + "set_clock { clock { scenario_ms: 1407000000000 speed: 60 } } }",
           command + "set_password { account: " + kId + " password: 'hemligt nog' } }",
           "seen { incident: " + kId + " through: 300 }",
           "presence { incident: " + kId + " item: " + kId + " view: [16, 59, 17, 60] }",
           "ping { nonce: 18446744073709551615 }",
           "list_incidents { request: 1 }",
           "get_history { request: 2 incident: " + kId + " item: " + kId + " }",
           "replay_open { replay: 1 incident: " + kId + " at { time_ms: 1407153600000 } }",
           "replay_play { replay: 1 speed: 60.5 backward: true until { seq: 4 } }",
           "refresh { token: 'next' }"}) {
    messages.push_back(FromText<v1::ClientMessage>(text));
  }
  return messages;
}

std::string Lengthened(const std::string& bytes) {
  CHECK(bytes.size() < 65'536);
  std::string all;
  all.push_back(static_cast<char>(bytes.size() >> 8));
  all.push_back(static_cast<char>(bytes.size() & 255));
  return all + bytes;
}

}  // namespace

std::vector<std::string> ClientFramesCorpus() {
  std::vector<std::string> corpus;
  std::string all_proto(1, '\0');
  std::string all_json(1, '\1');
  for (const v1::ClientMessage& message : Messages()) {
    const std::string proto = room_test::FrameOf(message);
    std::string json;
    CHECK(google::protobuf::util::MessageToJsonString(message, &json).ok());
    corpus.push_back(std::string(1, '\0') + proto);
    corpus.push_back(std::string(1, '\1') + json);
    all_proto += proto;
    all_json += json + "\n";
  }
  corpus.push_back(all_proto);
  corpus.push_back(all_json);
  return corpus;
}

// Sequences of choices mean little by themselves; the mutator and the target's own structure do the
// rest. These are long enough for things to happen.
std::vector<std::string> SessionCorpus() {
  std::vector<std::string> corpus;
  for (uint32_t kind = 0; kind < 8; ++kind) {
    std::string choices;
    uint32_t state = kind * 2654435761u + 1;
    for (int i = 0; i < 600; ++i) {
      state = state * 1664525u + 1013904223u;
      choices.push_back(static_cast<char>(state >> 24));
    }
    corpus.push_back(choices);
  }
  return corpus;
}

std::vector<std::string> StoredChangesCorpus() {
  std::vector<std::string> corpus;
  std::string all;
  uint64_t seq = 0;
  for (const std::string& body : std::vector<std::string>{
           "incident { kind: EXERCISE title: 't' state: INCIDENT_ONGOING lead: " + kId +
               " clock { scenario_ms: 5 speed: 2 } }",
           "participation { actor: " + kId + " state: PARTICIPATION_ACTIVE }",
           "report { state: REPORT_SUBMITTED as_of_ms: 5 event: 'e' }", Feature("text"),
           "feature { title: 'ring' category: HAZARD valid_until_ms: 9 geometry { type: POLYGON "
           "coordinates: [0,0, 1,0, 1,1, 0,0] ends: 4 } }",
           "note { kind: NOTE_OTHER text: 't' action_at_ms: 4 about: " + kId + " }",
           "contradiction { question: 'q' items: " + kId + " }",
           "picture_version { name: 'n' items { item: " + kId + " seq: 3 } }",
           "decision { issue: 'i' basis: " + kId + " }",
           "stance { decision: " + kId + " position: ACCEPTS }",
           "task { title: 't' assignee: " + kId + " state: TASK_OFFERED due_ms: 77 }",
           "conference { title: 't' roll { actor: " + kId + " present: true } }",
           "annotation { seq: 3 until_seq: 5 at_ms: 4 title: 't' as_actor: " + kId +
               " about: " + kId + " aspect: WEAKNESS }",
           "actor { name: 'n' category: POLICE level: LOCAL }", "person { name: 'p' }",
           "account { login: 'l' person: " + kId + " }",
           "role_assignment { person: " + kId + " actor: " + kId + " role: CHAIR }"}) {
    v1::Change change = FromText<v1::Change>(
        "recorded_at_ms: 1407153600000 command_id: " + kId + " person: " + kId + " actor: " + kId +
        " role: DUTY_OFFICER reason: 'r' fields: 'f' item { owner: " + kId + " " +
        room_test::For({ItemId{{9}}}) + body + " }");
    change.set_seq(++seq);
    change.mutable_item()->set_id(ItemId{{static_cast<uint8_t>(seq)}}.str());
    const std::string bytes = Lengthened(MakeItemState(std::move(change))->bytes);
    corpus.push_back(bytes);
    all += bytes;
  }
  corpus.push_back(all + all);
  return corpus;
}

std::vector<std::string> StoredFormsCorpus() {
  std::vector<std::string> corpus;
  HeadFile head;
  head.epoch = 0x7c1fd84f0a5b2e93;
  LogState state;
  Ids ids;
  for (uint64_t seq = 1; seq <= 13; ++seq) {
    LogAppend append;
    append.changes.push_back({seq, static_cast<int64_t>(1000 + seq), ids.New<ItemTag>(), "change"});
    state.Extend(append);
    head.heads.push_back({ids.New<LogTag>(), seq, state.tree.Root()});
    corpus.push_back(state.Encode());
    corpus.push_back(state.tree.Encode());
    corpus.push_back(head.Encode());
    corpus.push_back(ToHex(state.tree.Root()));
    corpus.push_back(std::string(ChangeKey(ids.New<LogTag>(), seq).view()));
  }
  corpus.push_back(HeadFile().Encode());
  corpus.push_back(LogState().Encode());
  return corpus;
}

}  // namespace samlad::fuzz
