#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace samlad {

struct Config;

// One thing that can be set: under its name in the file, as SAMLAD_ and the name in capitals in the
// environment, and as a flag with the name's underscores as hyphens.
struct Setting {
  using Value = std::variant<bool*, uint16_t*, uint32_t*, uint64_t*, int64_t*, std::string*,
                             std::vector<std::string>*>;
  std::string_view name;
  Value value;  // where it goes
  uint64_t min = 0;
  uint64_t max = 0;  // for numbers; both inclusive
  std::string_view help;
};

// The one table of settings, pointing into `config`, in the order in which they are printed.
std::vector<Setting> SettingsOf(Config* config);

// Sets it from text: a number, true or false, text, or texts with commas between. False, with a
// sentence, if the text is not such a thing or out of range.
bool SetFromText(const Setting& setting, std::string_view text, std::string* error);
// The same from a number; false if it is out of range or the setting is no number.
bool SetNumber(const Setting& setting, int64_t number, std::string* error);

// The name most like `name`, for "did you mean"; empty if none is near.
std::string_view NearestName(const std::vector<Setting>& settings, std::string_view name);

// "SAMLAD_FRAME_BYTES_MAX", "--frame-bytes-max".
std::string EnvironmentName(std::string_view name);
std::string FlagName(std::string_view name);

}  // namespace samlad
