#pragma once

#include <cstdio>
#include <fstream>
#include <string>

#include "clients/cli/scenario.h"
#include "gtest/gtest.h"

namespace samlad {

inline LogId TestIncident() {
  LogId id;
  id.bytes.fill(7);
  return id;
}

// The scenario that comes with the program.
inline const cli::Scenario& Demo() {
  static const cli::Scenario scenario = [] {
    cli::Scenario read;
    std::string error;
    EXPECT_TRUE(cli::LoadScenario(SAMLAD_ROOT "/clients/scenarios/vastmanland-2014.yaml",
                                  TestIncident(), &read, &error))
        << error;
    return read;
  }();
  return scenario;
}

// The item that an event adds; null if it adds none.
inline const v1::Item* AddedBy(const cli::ScenarioEvent& event) {
  const auto* add = std::get_if<cli::AddItem>(&event.action);
  return add ? &add->item : nullptr;
}

inline const v1::Item* DemoItem(const std::string& name) {
  const std::string id = cli::ScenarioItemId(TestIncident(), name).str();
  for (const cli::ScenarioEvent& event : Demo().timeline) {
    const v1::Item* item = AddedBy(event);
    if (item && item->id() == id) return item;
  }
  ADD_FAILURE() << "no item " << name;
  return nullptr;
}

}  // namespace samlad
