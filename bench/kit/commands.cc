#include "bench/kit/commands.h"

#include <utility>

namespace samlad::bench {
namespace {

// Around Sala and Surahammar, where the fire of 2014 burned.
void Place(v1::Feature* feature, Ids* ids) {
  feature->mutable_geometry()->set_type(v1::POINT);
  feature->mutable_geometry()->clear_coordinates();
  feature->mutable_geometry()->add_coordinates(16.0 + static_cast<double>(ids->Number(6000)) / 1e4);
  feature->mutable_geometry()->add_coordinates(59.7 + static_cast<double>(ids->Number(3000)) / 1e4);
  feature->set_uncertainty_m(static_cast<double>(50 + ids->Number(500)));
}

v1::Command New(const LogId& incident, Ids* ids) {
  v1::Command command;
  command.set_command_id(ids->Next<CommandId>().str());
  command.set_incident(incident.str());
  return command;
}

v1::Item* NewItem(v1::Command* command, Ids* ids) {
  v1::Item* item = command->mutable_create()->mutable_item();
  item->set_id(ids->Next<ItemId>().str());
  item->mutable_audience()->set_kind(v1::ALL_PARTICIPANTS);
  return item;
}

}  // namespace

v1::Command CreateFeature(const LogId& incident, int64_t now_ms, Ids* ids) {
  v1::Command command = New(incident, ids);
  v1::Feature* feature = NewItem(&command, ids)->mutable_feature();
  feature->set_title("Brandens front, sektor " + std::to_string(ids->Number(40)));
  feature->set_text(
      "Fronten rör sig mot nordost, cirka 20 meter i minuten. Flygrekognosering "
      "visar kronbrand väster om vägen.");
  feature->set_category(v1::HAZARD);
  Place(feature, ids);
  feature->set_place("Stabäck, Sala kommun");
  feature->set_observed_at_ms(now_ms - 60'000);
  feature->set_observed_precision(v1::MINUTE);
  feature->set_reported_at_ms(now_ms - 20'000);
  feature->set_source("Helikopter 2, via räddningsledaren");
  feature->set_reliability(v1::RELIABILITY_B);
  feature->set_credibility(v1::CREDIBILITY_2);
  return command;
}

v1::Command CreateNote(const LogId& incident, int64_t now_ms, Ids* ids) {
  v1::Command command = New(incident, ids);
  v1::Note* note = NewItem(&command, ids)->mutable_note();
  note->set_kind(v1::NOTE_ACTION);
  note->set_text("Kontakt med SOS Alarm om viktigt meddelande till allmänheten: boende i sektor " +
                 std::to_string(ids->Number(40)) +
                 " uppmanas att hålla sig inomhus och stänga dörrar, fönster och ventilation. "
                 "Återkommer om en halvtimme.");
  note->set_action_at_ms(now_ms - 30'000);
  return command;
}

v1::Command CreateShortNote(const LogId& incident, int64_t now_ms, Ids* ids) {
  v1::Command command = New(incident, ids);
  v1::Note* note = NewItem(&command, ids)->mutable_note();
  note->set_kind(v1::NOTE_ACTION);
  note->set_text("Viktigt meddelande begärt.");
  note->set_action_at_ms(now_ms);
  return command;
}

v1::Command CreateSomething(const LogId& incident, int64_t now_ms, Ids* ids) {
  return ids->Number(3) == 0 ? CreateNote(incident, now_ms, ids)
                             : CreateFeature(incident, now_ms, ids);
}

v1::Command ReviseFeature(const LogId& incident, const ItemId& item, uint64_t base_seq,
                          int64_t now_ms, Ids* ids) {
  v1::Command command = New(incident, ids);
  v1::Revise* revise = command.mutable_revise();
  revise->set_item(item.str());
  revise->set_base_seq(base_seq);
  for (const char* field : {"feature.text", "feature.geometry", "feature.observed_at_ms"}) {
    revise->add_fields(field);
  }
  v1::Feature* feature = revise->mutable_to()->mutable_feature();
  feature->set_text(
      "Läge " + std::to_string(ids->Number(100'000)) +
      ": fronten har korsat vägen och rör sig mot nordost, cirka 25 meter i minuten.");
  Place(feature, ids);
  feature->set_observed_at_ms(now_ms - 60'000);
  return command;
}

std::string EncodeCommand(v1::Command command) {
  v1::ClientFrame frame;
  *frame.add_messages()->mutable_command() = std::move(command);
  return frame.SerializeAsString();
}

}  // namespace samlad::bench
