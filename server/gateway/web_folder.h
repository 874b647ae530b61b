#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
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
  // A file NAME.gz beside NAME is not a page of its own: it is NAME compressed (RFC 1952), as the
  // build left it; ignored if NAME is newer. Empty `path`: no files. kIo if it cannot be read or
  // holds more than bytes_max.
  static Status Load(const std::string& path, uint64_t bytes_max, WebFolder* folder);

  // "/" and names that end in "/" mean the index.html there; anything else has to be a file's name.
  // Compressed to who accepts that; 304 if the client holds it already.
  HttpResponse Get(const HttpRequest& request) const;

  size_t size() const { return files_.size(); }

 private:
  // What is sent, and its tag: each representation has its own (RFC 9110, section 8.8.3.3).
  struct Representation {
    std::shared_ptr<const std::string> bytes;
    std::string etag;
  };
  struct File {
    Representation plain;
    std::optional<Representation> gzip;
    std::string content_type;
    bool immutable = false;  // its name changes with its content
  };

  void PairCompressed();

  // By the path that asks for it, "/map/index.html".
  std::map<std::string, File, std::less<>> files_;
};

// The bytes that a path with %XX escapes names; empty if it is not one.
std::string DecodePath(std::string_view path);

// Whether the value of an Accept-Encoding header takes gzip (RFC 9110, section 12.5.3). Without the
// header a client may take anything, but does not say so: false.
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace samlad
