#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "server/gateway/http_message.h"
#include "storage/status.h"

namespace samlad {

// The web files, read into memory once. A request is a look-up by name and never reaches the file
// system, so there is no path that leads out of the folder.
//
// Threads: a loaded folder is immutable.
class WebFolder {
 public:
  WebFolder() = default;

  // Reads all regular files of the folder and the folders in it; symbolic links are not followed.
  // Empty `path`: no files. kIo if it cannot be read or holds more than bytes_max.
  static Status Load(const std::string& path, uint64_t bytes_max, WebFolder* folder);

  // "/" and names that end in "/" mean the index.html there; anything else has to be a file's name.
  // 304 if the client holds it already.
  HttpResponse Get(std::string_view path, std::string_view if_none_match) const;

  size_t size() const { return files_.size(); }

 private:
  struct File {
    std::shared_ptr<const std::string> bytes;
    std::string content_type;
    std::string etag;
    bool immutable = false;  // its name changes with its content
  };

  // By the path that asks for it, "/map/index.html".
  std::map<std::string, File, std::less<>> files_;
};

// The bytes that a path with %XX escapes names; empty if it is not one.
std::string DecodePath(std::string_view path);

}  // namespace samlad
