#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "yaml-cpp/yaml.h"

namespace samlad::cli {

// What is wrong with a file that a person wrote: the first thing found, with the line where it
// stands and what to do about it.
//
// Threads: one at a time.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}

  // Keeps the complaint unless there is one already. Returns false, so that a reader can end with
  // it.
  bool At(const YAML::Node& node, std::string_view sentence);
  bool AtLine(int line, std::string_view sentence);

  // "FILE:LINE: sentence"; empty if all is well.
  const std::string& first() const { return first_; }

 private:
  std::string file_;
  std::string first_;
};

// Lines count from 1.
int LineOf(const YAML::Node& node);

// False, with a complaint, unless `map` is a map all of whose keys are among `allowed`.
bool HasOnlyKeys(const YAML::Node& map, std::initializer_list<std::string_view> allowed,
                 Complaints* complaints);

// Reads the text under `key`. A key that is not there leaves `text` alone.
bool ReadText(const YAML::Node& map, const char* key, Complaints* complaints, std::string* text);
// The same for a key that has to be there, and may not be empty.
bool ReadRequiredText(const YAML::Node& map, const char* key, Complaints* complaints,
                      std::string* text);
bool ReadBool(const YAML::Node& map, const char* key, Complaints* complaints, bool* value);
bool ReadNumber(const YAML::Node& map, const char* key, double min, double max,
                Complaints* complaints, double* value);

// Reads "2014-08-04 13:15" or "2014-08-04 13:15:30", written in a zone `utc_offset_ms` ahead of
// UTC, as milliseconds since 1970-01-01 UTC.
bool ReadTime(const YAML::Node& node, int64_t utc_offset_ms, Complaints* complaints,
              int64_t* time_ms);
// Reads "+02:00" or "-05:30".
bool ReadUtcOffset(const YAML::Node& node, Complaints* complaints, int64_t* utc_offset_ms);

}  // namespace samlad::cli
