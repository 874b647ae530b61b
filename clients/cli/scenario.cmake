# Reading and playing scenario files: for samla, and for the tests that play one in their own process.
find_package(yaml-cpp REQUIRED)
add_library(samlad_scenario STATIC
  complaints.cc ids.cc scenario.cc scenario_fields.cc scenario_items.cc scenario_timeline.cc)
target_link_libraries(samlad_scenario
  PUBLIC samlad_strict samlad_proto samlad_storage yaml-cpp)
target_precompile_headers(samlad_scenario
  PRIVATE <samlad/v1/frames.pb.h> <map> <string> <vector> <yaml-cpp/yaml.h>)

add_library(samlad_play STATIC play.cc play_events.cc play_person.cc play_registry.cc)
target_link_libraries(samlad_play PUBLIC samlad_scenario samlad_client)
target_precompile_headers(samlad_play PRIVATE <samlad/v1/frames.pb.h> <map> <string> <vector>)
