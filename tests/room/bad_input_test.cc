// Hostile and wrong input: what exactly becomes of it, and that it changes nothing.

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "tests/room/guest.h"

namespace samlad::room_test {
namespace {

// An incident of four actors with one item of each sort that the table needs.
class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    incident = house.Open();
    exercise = house.Open(v1::EXERCISE);
    feature = house.Create(house.Person(0), incident, ForAll() + Feature("for all"));
    hidden = house.Create(house.Person(1), incident, ForOwnActor() + Feature("hidden"));
    note = house.Create(house.Person(0), incident, Note("noted", house.now.wall_ms));
    decision =
        house.Create(house.Person(0), incident,
                     "decision { issue: 'i' proposal: 'p' reasons: 'r' mandate: 'm' picture_seq: 1 "
                     "state: DECISION_OPEN }");
    stance =
        house.Create(house.Person(1), incident,
                     "stance { decision: " + Q(decision) + " position: ACCEPTS picture_seq: 1 }");
    before = house.Everything();
  }

  uint64_t SeqOf(const ItemId& item) {
    return house.rooms().Find(incident)->picture().Find(item)->seq();
  }
  v1::Command For(const std::string& verb) { return house.NewCommand(incident, verb); }

  House house;
  LogId incident, exercise;
  ItemId feature, hidden, note, decision, stance;
  std::string before;
};

// ---- Frames that close the connection

struct BadFrame {
  const char* name;
  Codec codec;
  std::string bytes;
  CloseCode code;
  std::string text;  // of the close, exactly; "..." at the end stands for anything
};

std::string Frame(const std::string& message) {
  return FrameOf(FromText<v1::ClientMessage>(message));
}

std::string Nested(const std::string& open, const std::string& close, int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

std::string ManyMessages(int count) {
  v1::ClientFrame frame;
  for (int i = 0; i < count; ++i) frame.add_messages()->mutable_ping();
  return frame.SerializeAsString();
}

bool Fits(const std::string& expected, const std::string& text) {
  if (!expected.ends_with("...")) return text == expected;
  return text.starts_with(expected.substr(0, expected.size() - 3));
}

const std::string kId = Quoted("0123456789abcdef");
const char kNotAFrame[] = "This is not a samlad.v1.ClientFrame.";
const char kNotJson[] = "Line 1 is not a samlad.v1.ClientMessage in JSON: ...";

std::vector<BadFrame> BadFrames() {
  const Codec proto = Codec::kProto;
  const Codec json = Codec::kJson;
  return {
      {"garbage", proto, "\xff\xfe garbage", CloseCode::kMalformed, kNotAFrame},
      {"truncated", proto, Frame("ping { nonce: 300 }").substr(0, 4), CloseCode::kMalformed,
       kNotAFrame},
      {"text on a binary connection", proto, "{\"ping\":{}}", CloseCode::kMalformed, kNotAFrame},
      {"wrong UTF-8 in a text", proto,
       FrameOf(FromText<v1::ClientMessage>("presence { incident: " + kId + " activity: 'aaaa' }"))
           .replace(24, 2, "\xc3\x28"),
       CloseCode::kMalformed, kNotAFrame},
      {"deep nesting", proto, Nested("\x0a\x7f", "", 2000), CloseCode::kMalformed, kNotAFrame},
      {"empty message", proto, std::string("\x0a\x00", 2), CloseCode::kMalformed,
       "A message says nothing that this server knows."},
      {"message of an unknown kind", proto, std::string("\x0a\x03\xfa\x01\x00", 5),
       CloseCode::kMalformed, "The message holds a field that the schema lacks."},
      {"unknown field beside a command", proto,
       // ClientMessage { command { } 31: 0 }
       std::string("\x0a\x05\x22\x00\xf8\x01\x00", 7), CloseCode::kMalformed,
       "command.command_id: The field must be filled in."},
      {"unknown field of the frame", proto, std::string("\xf8\x01\x00", 3), CloseCode::kMalformed,
       "The message holds a field that the schema lacks."},
      {"unknown field of a message", proto, std::string("\x0a\x05\x3a\x03\xf8\x01\x00", 7),
       CloseCode::kMalformed, "ping: The message holds a field that the schema lacks."},
      {"too many messages in a frame", proto, ManyMessages(1001), CloseCode::kMalformed,
       "A frame holds at most 1000 messages."},
      {"Hello twice", proto, Frame("hello { }"), CloseCode::kOutOfOrder, "Hello was said already."},
      {"watch: short id", proto, Frame("watch { incident: 'short' }"), CloseCode::kMalformed,
       "watch.incident: The field must have an exact number of bytes. Exactly 16 bytes."},
      {"watch: no id", proto, Frame("watch { }"), CloseCode::kMalformed,
       "watch.incident: The field must be filled in."},
      {"history: long id", proto,
       Frame("get_history { incident: " + kId + " item: '0123456789abcdefg' }"),
       CloseCode::kMalformed,
       "get_history.item: The field must have an exact number of bytes. Exactly 16 bytes."},
      {"presence: somebody else's", proto,
       Frame("presence { incident: " + kId + " person: " + kId + " }"), CloseCode::kMalformed,
       "presence.person: Only the server writes this field. Leave it out."},
      {"presence: gone", proto, Frame("presence { incident: " + kId + " gone: true }"),
       CloseCode::kMalformed, "presence.gone: Only the server writes this field. Leave it out."},
      {"presence: not a number", proto, Frame("presence { incident: " + kId + " view: nan }"),
       CloseCode::kMalformed, "presence.view[0]: The number must be finite."},
      {"presence: beyond the world", proto,
       Frame("presence { incident: " + kId + " view: [0, 0, 181, 0] }"), CloseCode::kMalformed,
       "presence.view[2]: The number lies outside the bounds of the field. At most 180."},
      {"presence: five corners", proto,
       Frame("presence { incident: " + kId + " view: [0, 0, 0, 0, 0] }"), CloseCode::kMalformed,
       "presence.view: The list is longer than the field allows. At most 4."},
      {"presence: long activity", proto,
       Frame("presence { incident: " + kId + " activity: '" + std::string(101, 'x') + "' }"),
       CloseCode::kMalformed,
       "presence.activity: The text is longer than the field allows. Shorten it. At most 100 "
       "characters."},
      {"replay without a number", proto, Frame("replay_open { incident: " + kId + " }"),
       CloseCode::kMalformed, "replay_open.replay: The field must be filled in."},
      {"replay: backward speed", proto, Frame("replay_play { replay: 1 speed: -1 }"),
       CloseCode::kMalformed,
       "replay_play.speed: The number lies outside the bounds of the field. At least 0."},
      {"replay: endless speed", proto, Frame("replay_play { replay: 1 speed: inf }"),
       CloseCode::kMalformed, "replay_play.speed: The number must be finite."},
      {"refresh without a token", proto, Frame("refresh { }"), CloseCode::kMalformed,
       "refresh.token: The field must be filled in."},
      {"refresh with somebody's token", proto, Frame("refresh { token: 'stolen' }"),
       CloseCode::kUnauthenticated, "Log in: the new token is not one of yours."},
      {"command without an id", proto, Frame("command { incident: " + kId + " }"),
       CloseCode::kMalformed, "command_id: The field must be filled in."},
      {"command with half an id", proto, Frame("command { command_id: 'half' }"),
       CloseCode::kMalformed,
       "command_id: The field must have an exact number of bytes. Exactly 16 bytes."},

      {"JSON: garbage", json, "garbage", CloseCode::kMalformed, kNotJson},
      {"JSON: bytes that are no text", json, "\xff\xfe\x80", CloseCode::kMalformed, kNotJson},
      {"JSON: no text within a string", json, "{\"hello\":{\"token\":\"\xff\xc3\x28\"}}",
       CloseCode::kMalformed, kNotJson},
      {"JSON: no text as a name", json, "{\"\xc3\x28\":1}", CloseCode::kMalformed, kNotJson},
      {"JSON: half a surrogate", json, "{\"hello\":{\"token\":\"\\ud800\"}}", CloseCode::kMalformed,
       "..."},
      {"JSON: not an object", json, "[]", CloseCode::kMalformed, kNotJson},
      {"JSON: a bare number", json, "7", CloseCode::kMalformed, kNotJson},
      {"JSON: null", json, "null", CloseCode::kMalformed, "..."},
      {"JSON: an unknown name", json, "{\"pong\":{}}", CloseCode::kMalformed, kNotJson},
      {"JSON: two messages in one", json, "{\"ping\":{},\"hello\":{}}", CloseCode::kMalformed,
       kNotJson},
      {"JSON: wrong type", json, "{\"ping\":{\"nonce\":\"many\"}}", CloseCode::kMalformed,
       kNotJson},
      {"JSON: number too large", json, "{\"ping\":{\"nonce\":18446744073709551616}}",
       CloseCode::kMalformed, kNotJson},
      {"JSON: an id that is no base64", json, "{\"watch\":{\"incident\":\"*\"}}",
       CloseCode::kMalformed, kNotJson},
      {"JSON: cut off", json, "{\"ping\":{", CloseCode::kMalformed, kNotJson},
      {"JSON: deep nesting", json, Nested("[", "]", 100'000), CloseCode::kMalformed, kNotJson},
      {"JSON: deep nesting of objects", json, Nested("{\"command\":", "", 50'000),
       CloseCode::kMalformed, kNotJson},
      {"JSON: an unknown enum value", json,
       "{\"command\":{\"commandId\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"create\":{\"item\":{"
       "\"audience\":{\"kind\":\"EVERYBODY\"}}}}}",
       CloseCode::kMalformed, kNotJson},
      {"JSON: the second line", json, "{\"ping\":{}}\n{\"ping\":7}\n", CloseCode::kMalformed,
       "Line 2 is not a samlad.v1.ClientMessage in JSON: ..."},
      {"JSON: too many lines", json,
       [] {
         std::string lines;
         for (int i = 0; i < 1001; ++i) lines += "{\"ping\":{}}\n";
         return lines;
       }(),
       CloseCode::kMalformed, "A frame holds at most 1000 messages."},
      {"binary on a text connection", json, Frame("ping { }"), CloseCode::kMalformed,
       "Line 2 is not a samlad.v1.ClientMessage in JSON: ..."},
  };
}

TEST_F(BadInput, AFrameThatIsWrongClosesTheConnectionAndSaysWhy) {
  for (const BadFrame& bad : BadFrames()) {
    SCOPED_TRACE(bad.name);
    Guest guest(&house, house.Person(0), bad.codec);
    guest.SendBytes(bad.bytes);
    EXPECT_EQ(guest.closed(), bad.code);
    const std::string text = guest.session().close().text;
    EXPECT_TRUE(Fits(bad.text, text)) << text;
    EXPECT_LE(text.size(), 123u);
    // The last that comes is Goodbye, with the same.
    const auto read = guest.Read();
    ASSERT_FALSE(read.empty());
    EXPECT_EQ(read.back().goodbye().code(), static_cast<uint32_t>(bad.code));
    EXPECT_TRUE(read.back().goodbye().text().starts_with(text.substr(0, 60)));
    // After it nothing is read.
    guest.SendBytes(guest.session().close().text);
    guest.Say("ping { }");
    EXPECT_TRUE(guest.Read().empty());
    house.Settle();
    EXPECT_EQ(house.Everything(), before);
  }
}

TEST_F(BadInput, AFrameThatIsTooLargeIsNotRead) {
  Guest guest(&house, house.Person(0));
  std::string frame = Frame("ping { }");
  while (frame.size() <= house.limits.frame_bytes_max) frame += frame;
  guest.SendBytes(frame);
  EXPECT_EQ(guest.closed(), CloseCode::kTooLarge);
  EXPECT_EQ(guest.session().close().text, "This frame is longer than frame_bytes_max.");
  EXPECT_EQ(guest.Read().size(), 1u);
}

TEST_F(BadInput, NothingIsDoneBeforeHello) {
  for (const std::string message :
       {"ping { }", "list_incidents { }", "watch { incident: 'x' }", "command { }", "unwatch { }",
        "refresh { token: 't' }", "replay_close { replay: 1 }", "seen { }", ""}) {
    Guest guest(&house, house.Person(0), Codec::kProto, /*hello=*/false);
    guest.Say(message);
    EXPECT_EQ(guest.closed(), CloseCode::kOutOfOrder) << message;
    EXPECT_EQ(guest.session().close().text, "Say Hello first.");
    EXPECT_EQ(guest.Read().size(), 1u);
  }
  Guest unknown(&house, house.Person(0), Codec::kProto, /*hello=*/false);
  unknown.Say("hello { token: 'made up' }");
  EXPECT_EQ(unknown.closed(), CloseCode::kUnauthenticated);
  EXPECT_EQ(unknown.session().close().text, "Log in: this token is not valid.");
  Guest silent(&house, house.Person(0), Codec::kProto, /*hello=*/false);
  silent.Say("hello { }");
  EXPECT_EQ(silent.closed(), CloseCode::kUnauthenticated);
  Guest cookie(&house, house.Person(0), Codec::kProto, /*hello=*/false);
  cookie.session().PresentToken(cookie.token());
  cookie.Say("hello { }");
  EXPECT_EQ(cookie.closed(), CloseCode::kNone);
}

TEST_F(BadInput, WatchingTwiceIsOutOfOrder) {
  Guest guest(&house, house.Person(0));
  guest.Watch(incident);
  guest.ReadAll();
  guest.Watch(incident);
  EXPECT_EQ(guest.closed(), CloseCode::kOutOfOrder);
  EXPECT_EQ(guest.session().close().text, "Watch for an incident that is watched already.");
}

// ---- Commands that are refused

struct BadCommand {
  const char* name;
  Principal who;
  v1::Command command;
  v1::RejectionCode code;
  std::string rule;
  std::string field;
};

TEST_F(BadInput, ACommandThatIsWrongIsRefusedByRuleAndFieldAndChangesNothing) {
  const Principal duty = house.Person(0);
  const Principal other = house.Person(1);
  const ItemId fresh = house.ids.New<ItemTag>();
  const double inf = std::numeric_limits<double>::infinity();
  const auto with = [&](const std::string& body) { return For(Creating(fresh, body)); };
  const auto geometry = [&](const std::string& text) {
    return For(
        Creating(fresh, "feature { title: 't' category: HAZARD geometry { " + text + " } }"));
  };
  const auto revise = [&](const ItemId& item, const std::string& field, const std::string& to) {
    return For(Revising(item, SeqOf(item), field, to));
  };
  v1::Command unknown_enum = with(Feature("x"));
  unknown_enum.mutable_create()->mutable_item()->mutable_feature()->set_category(
      static_cast<v1::FeatureCategory>(99));
  v1::Command infinite = with(Feature("x"));
  infinite.mutable_create()->mutable_item()->mutable_feature()->set_uncertainty_m(inf);
  v1::Command unknown_field = with(Feature("x"));
  unknown_field.mutable_create()
      ->mutable_item()
      ->GetReflection()
      ->MutableUnknownFields(unknown_field.mutable_create()->mutable_item())
      ->AddVarint(999, 1);
  v1::Command nowhere = with(Feature("x"));
  nowhere.set_incident(house.ids.New<LogTag>().str());
  v1::Command actor_in_incident = with("actor { name: 'n' category: POLICE level: LOCAL }");
  v1::Command feature_in_registry = with(Feature("x"));
  feature_in_registry.set_incident(kRegistryLog.str());
  v1::Command password_here = For("set_password { account: " + kId + " password: 'long enough' }");
  const ItemRef own = house.ParticipationOf(incident, 1);
  const ItemId others_part = ItemId::FromBytesOrNone(own->item().id());

  const std::vector<BadCommand> table = {
      {"no verb", duty, For(""), v1::MALFORMED, "command.no-verb", ""},
      {"no item", duty, For("create { }"), v1::MALFORMED, "check.required", "create.item"},
      {"no body", duty, with(""), v1::MALFORMED, "check.required", "create.item"},
      {"no id of the item", duty, For("create { item { note { } } }"), v1::MALFORMED,
       "check.required", "create.item.id"},
      {"zero id", duty, For(Creating(ItemId{}, Feature("x"))), v1::MALFORMED, "item.id",
       "create.item.id"},
      {"required left out", duty, with("feature { category: HAZARD geometry { type: POINT } }"),
       v1::MALFORMED, "check.required", "create.item.feature.title"},
      {"text too long", duty, with("feature { title: '" + std::string(201, 'x') + "' }"),
       v1::TOO_LARGE, "check.too-long", "create.item.feature.title"},
      {"unknown enum value", duty, unknown_enum, v1::MALFORMED, "check.enum",
       "create.item.feature.category"},
      {"infinite", duty, infinite, v1::MALFORMED, "check.finite",
       "create.item.feature.uncertainty_m"},
      {"not a number", duty, geometry("type: POINT coordinates: [16, nan]"), v1::MALFORMED,
       "check.finite", "create.item.feature.geometry.coordinates[1]"},
      {"longitude off the earth", duty, geometry("type: POINT coordinates: [180.5, 0]"),
       v1::MALFORMED, "check.range", "create.item.feature.geometry.coordinates[0]"},
      {"latitude off the earth", duty, geometry("type: POINT coordinates: [0, 90.5]"),
       v1::MALFORMED, "feature.geometry", "create.item.feature.geometry.coordinates"},
      {"open ring", duty, geometry("type: POLYGON coordinates: [0,0, 1,0, 1,1, 0,1] ends: 4"),
       v1::MALFORMED, "feature.geometry", "create.item.feature.geometry.coordinates"},
      {"ring of three", duty, geometry("type: POLYGON coordinates: [0,0, 1,0, 0,0] ends: 3"),
       v1::MALFORMED, "feature.geometry", "create.item.feature.geometry.ends"},
      {"half a position", duty, geometry("type: POINT coordinates: [16]"), v1::MALFORMED,
       "feature.geometry", "create.item.feature.geometry.coordinates"},
      {"unknown field", duty, unknown_field, v1::MALFORMED, "check.unknown-field", "create.item"},
      {"the server's own field", duty, with("created_seq: 7 " + Feature("x")), v1::MALFORMED,
       "check.server-set", "create.item.created_seq"},
      {"short id in a list", duty,
       with("note { kind: NOTE_OTHER text: 't' action_at_ms: 1 about: 'short' }"), v1::MALFORMED,
       "check.length", "create.item.note.about[0]"},
      {"unknown incident", duty, nowhere, v1::NOT_FOUND, "incident.not-found", "incident"},
      {"an actor in an incident", duty, actor_in_incident, v1::MALFORMED, "item.wrong-log",
       "create.item"},
      {"a feature in the registry", duty, feature_in_registry, v1::MALFORMED, "item.wrong-log",
       "create.item"},
      {"a password in an incident", duty, password_here, v1::NOT_ALLOWED, "password.not-here",
       "set_password"},
      {"opened again", duty, For("open_incident { incident { kind: DISTURBANCE title: 't' } }"),
       v1::CONFLICT, "incident.exists", "incident"},
      {"item that exists", duty, For(Creating(feature, Feature("x"))), v1::CONFLICT, "item.exists",
       "create.item.id"},
      {"invented, and not an exercise", duty, with("fictional: true " + Feature("x")),
       v1::NOT_ALLOWED, "item.fictional-exercise-only", "create.item.fictional"},
      {"no right to create", house.Person(0, v1::OBSERVER), with(Feature("x")), v1::NOT_ALLOWED,
       "role.not-allowed", "create.item"},
      {"the logger does not decide", house.Person(0, v1::LOGGER),
       with("stance { decision: " + Q(decision) + " position: ACCEPTS picture_seq: 1 }"),
       v1::NOT_ALLOWED, "role.logger-decides-not", "create.item"},
      {"somebody else's item", other, revise(feature, "feature.text", "feature { text: 'x' }"),
       v1::NOT_ALLOWED, "item.owner-only", "revise.to.feature.text"},
      {"a stance for another actor", duty,
       with("owner: " + Q(house.actor(1)) + " stance { decision: " + Q(decision) +
            " position: ACCEPTS picture_seq: 1 }"),
       v1::NOT_ALLOWED, "stance.owner-only", "create.item.owner"},
      {"another actor's stance", duty,
       revise(stance, "stance.position", "stance { position: DECLINES }"), v1::NOT_ALLOWED,
       "stance.owner-only", "revise.to.stance.position"},
      {"a second stance", other,
       with("stance { decision: " + Q(decision) + " position: ACCEPTS picture_seq: 1 }"),
       v1::CONFLICT, "stance.one-per-actor", "create.item.stance.decision"},
      {"a stance from a picture to come", house.Person(2),
       with("stance { decision: " + Q(decision) + " position: ACCEPTS picture_seq: 99999 }"),
       v1::MALFORMED, "stance.picture-seq", "create.item.stance.picture_seq"},
      {"a step that is none", duty,
       revise(feature, "feature.state", "feature { state: FEATURE_CONTRADICTED }"), v1::WRONG_STATE,
       "state.no-such-step", "revise.to.feature.state"},
      {"a note is never edited", duty, revise(note, "note.text", "note { text: 'other' }"),
       v1::NOT_ALLOWED, "note.text-fixed", "revise.to.note.text"},
      {"a field that is none", duty, revise(feature, "feature.colour", "feature { }"),
       v1::MALFORMED, "field.unknown", "revise.fields[0]"},
      {"a version that is none", duty,
       For(Revising(feature, 99'999, "feature.text", "feature { text: 'x' }")), v1::MALFORMED,
       "revise.base-seq", "revise.base_seq"},
      {"another actor ends a participation", house.Person(2),
       revise(others_part, "participation.state", "participation { state: PARTICIPATION_ENDED }"),
       v1::NOT_ALLOWED, "incident.lead-only", "revise.to.participation.state"},
      {"an actor that is not registered", duty, with("participation { actor: " + kId + " }"),
       v1::NOT_FOUND, "registry.not-found", "create.item.participation.actor"},
      {"a clock outside exercises", duty, For("set_clock { clock { scenario_ms: 5 } }"),
       v1::NOT_ALLOWED, "clock.exercise-only", "set_clock"},
      {"nobody's floor", duty, For("speak { conference: " + Q(fresh) + " action: ASK }"),
       v1::NOT_FOUND, "item.not-found", "speak.conference"},
  };
  for (const BadCommand& bad : table) {
    SCOPED_TRACE(bad.name);
    for (const Codec codec : {Codec::kProto, Codec::kJson}) {
      // Unknown fields and unknown enum values cannot even be written in JSON.
      if (codec == Codec::kJson &&
          (bad.rule == "check.unknown-field" || bad.rule == "check.enum")) {
        continue;
      }
      Guest guest(&house, bad.who, codec);
      v1::Command command = bad.command;
      command.set_command_id(house.ids.New<CommandTag>().str());
      const v1::CommandResult result = guest.Ask(command);
      EXPECT_EQ(result.rejection().code(), bad.code) << result.DebugString();
      EXPECT_EQ(result.rejection().rule(), bad.rule);
      EXPECT_EQ(result.rejection().field(), bad.field);
      EXPECT_FALSE(result.rejection().message().empty());
      EXPECT_EQ(result.incident(), command.incident());
      EXPECT_EQ(guest.closed(), CloseCode::kNone);
      EXPECT_EQ(house.Everything(), before);
    }
  }
}

TEST_F(BadInput, AStaleRevisionComesBackWithTheItemAsItIs) {
  const uint64_t base = SeqOf(feature);
  Guest guest(&house, house.Person(0));
  ASSERT_TRUE(guest.Ask(For(Revising(feature, base, "feature.text", "feature { text: 'one' }")))
                  .has_accepted());
  const std::string after = house.Everything();
  const v1::CommandResult result =
      guest.Ask(For(Revising(feature, base, "feature.text", "feature { text: 'two' }")));
  EXPECT_EQ(result.rejection().code(), v1::STALE);
  EXPECT_EQ(result.rejection().rule(), "revise.stale");
  EXPECT_EQ(result.rejection().field(), "revise.to.feature.text");
  EXPECT_EQ(result.rejection().current().item().feature().text(), "one");
  EXPECT_EQ(result.rejection().current().seq(), SeqOf(feature));
  EXPECT_EQ(house.Everything(), after);
  // Another field merges.
  EXPECT_TRUE(guest.Ask(For(Revising(feature, base, "feature.place", "feature { place: 'here' }")))
                  .has_accepted());
}

// What is hidden is answered like what does not exist: the same bytes, but for the ids asked with.
TEST_F(BadInput, HiddenIsNonexistentByteForByte) {
  const ItemId none = house.ids.New<ItemTag>();
  const LogId no_incident = house.ids.New<LogTag>();
  // Actor 2 takes no part in it.
  const LogId closed_to_me = house.OpenAlone();
  const auto ask = [&](const std::string& what, const std::string& with) {
    Guest guest(&house, house.Person(2));
    std::string text = what;
    for (size_t at; (at = text.find("ITEM")) != std::string::npos;) text.replace(at, 4, with);
    guest.Say(text);
    std::string answers;
    for (const v1::ServerMessage& message : guest.ReadAll()) answers += message.SerializeAsString();
    EXPECT_EQ(guest.closed(), CloseCode::kNone);
    for (size_t at; (at = answers.find(hidden.str())) != std::string::npos;) {
      answers.replace(at, 16, none.str());
    }
    for (size_t at; (at = answers.find(closed_to_me.str())) != std::string::npos;) {
      answers.replace(at, 16, no_incident.str());
    }
    return answers;
  };
  const std::string command =
      "command { command_id: " + Q(house.ids.New<CommandTag>()) + " incident: " + Q(incident);
  const std::string in_none =
      " revise { base_seq: 1 fields: 'feature.text' item: ITEM to { feature "
      "{ text: 'x' } } } }";
  size_t asked = 0;
  for (const std::string& what : std::vector<std::string>{
           "get_history { request: 3 incident: " + Q(incident) + " item: ITEM }", command + in_none,
           "command { command_id: " + Q(house.ids.New<CommandTag>()) + " incident: " + Q(incident) +
               " attend { conference: ITEM } }",
           "command { command_id: " + Q(house.ids.New<CommandTag>()) + " incident: " + Q(incident) +
               " create { item { id: " + Q(house.ids.New<ItemTag>()) +
               " note { kind: NOTE_OTHER text: 't' action_at_ms: " +
               std::to_string(house.now.wall_ms) + " about: ITEM } } } }",
           "command { command_id: " + Q(house.ids.New<CommandTag>()) + " incident: " + Q(incident) +
               " create { item { id: " + Q(house.ids.New<ItemTag>()) +
               " stance { decision: ITEM position: ACCEPTS picture_seq: 1 } } } }"}) {
    const std::string answer = ask(what, Q(hidden));
    // The same command id again, for the other item: the answer must not be a remembered one.
    std::string other = what;
    if (const size_t at = other.find("command_id: "); at != std::string::npos) {
      other.replace(at + 12, Q(none).size(), Q(house.ids.New<CommandTag>()));
    }
    std::string expected = ask(other, Q(none));
    if (what.find("command_id") != std::string::npos) {
      // Ids of the commands stand in front.
      v1::ServerMessage first, second;
      ASSERT_TRUE(first.ParseFromString(answer) && second.ParseFromString(expected));
      first.mutable_result()->clear_command_id();
      second.mutable_result()->clear_command_id();
      EXPECT_TRUE(first.result().has_rejection());
      EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString()) << what;
    } else {
      EXPECT_EQ(answer, expected) << what;
    }
    ++asked;
  }
  for (const std::string& what : std::vector<std::string>{
           "watch { incident: ITEM }", "watch { incident: ITEM epoch: 7 from: 1 }",
           "watch { incident: ITEM epoch: 7 from: 99 }",
           "get_history { request: 3 incident: ITEM item: " + Q(feature) + " }",
           "replay_open { replay: 1 incident: ITEM }", "presence { incident: ITEM }",
           "seen { incident: ITEM through: 1 }", "unwatch { incident: ITEM }"}) {
    EXPECT_EQ(ask(what, Q(closed_to_me)), ask(what, Q(no_incident))) << what;
    ++asked;
  }
  EXPECT_TRUE(house.beyond_log.empty());
  EXPECT_EQ(asked, 13u);
}

TEST_F(BadInput, PasswordsAreCheckedBeforeTheyAreHashedAndNeverStored) {
  const Principal admin{house.ids.New<ItemTag>(), house.ids.New<ItemTag>(), v1::ADMINISTRATOR};
  const ItemId person = house.Create(admin, kRegistryLog, "person { name: 'Anna' }");
  const ItemId account =
      house.Create(admin, kRegistryLog, "account { login: 'anna' person: " + Q(person) + " }");
  const auto set = [&](const ItemId& of, const std::string& password) {
    return house.NewCommand(kRegistryLog,
                            "set_password { account: " + Q(of) + " password: '" + password + "' }");
  };
  Guest anna(&house, {person, house.actor(0), v1::PARTICIPANT});
  const v1::CommandResult brief = anna.Ask(set(account, "seven77"));
  EXPECT_EQ(brief.rejection().rule(), "password.too-short");
  EXPECT_EQ(brief.rejection().field(), "set_password.password");
  EXPECT_EQ(house.authenticator.hashed, 0u);
  // Somebody else's account is no account.
  const std::string untouched = house.Everything();
  Guest bo(&house, house.Person(1));
  EXPECT_EQ(bo.Ask(set(account, "hemligt lösen")).rejection().rule(), "item.not-found");
  EXPECT_EQ(bo.Ask(set(person, "hemligt lösen")).rejection().rule(), "item.not-found");
  EXPECT_EQ(house.Everything(), untouched);

  const v1::Command command = set(account, "hemligt lösen");
  EXPECT_TRUE(anna.Ask(command).has_accepted());
  EXPECT_TRUE(anna.Ask(command).has_accepted());
  EXPECT_EQ(house.Everything().find("hemligt"), std::string::npos);
  EXPECT_NE(house.Everything().find("hash of"), std::string::npos);
  EXPECT_EQ(house.rooms().counters().commands_repeated, 1u);
  // The worker is full: come again.
  house.worker.full = true;
  EXPECT_EQ(anna.Ask(set(account, "hemligt lösen")).rejection().rule(), "server.busy");
}

}  // namespace
}  // namespace samlad::room_test
