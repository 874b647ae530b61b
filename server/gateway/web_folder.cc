#include "server/gateway/web_folder.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "server/gateway/beast.h"
#include "storage/check.h"

namespace samlad {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

struct ContentType {
  std::string_view extension;
  std::string_view type;
};

constexpr ContentType kContentTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
};

std::string ContentTypeOf(const std::string& extension) {
  for (const ContentType& known : kContentTypes) {
    if (known.extension == extension) return std::string(known.type);
  }
  return "application/octet-stream";
}

std::string EtagOf(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr));
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string etag = "\"";
  for (size_t i = 0; i < 16; ++i) {
    etag.push_back(kDigits[digest[i] >> 4]);
    etag.push_back(kDigits[digest[i] & 15]);
  }
  return etag + "\"";
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// NAME.gz of a NAME that somebody has changed since.
bool IsStale(const std::filesystem::directory_entry& entry) {
  if (entry.path().extension() != ".gz") return false;
  std::error_code missing;
  const auto plain = std::filesystem::last_write_time(
      std::filesystem::path(entry.path()).replace_extension(), missing);
  return !missing && plain > entry.last_write_time(missing);
}

Status Unreadable(const std::string& what, const std::string& why) {
  return Status(Status::Code::kIo, "cannot read the web folder: " + what + ": " + why);
}

}  // namespace

std::string DecodePath(std::string_view path) {
  std::string decoded;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      decoded.push_back(path[i]);
      continue;
    }
    if (i + 2 >= path.size()) return {};
    const int high = HexDigit(path[i + 1]), low = HexDigit(path[i + 2]);
    if (high < 0 || low < 0) return {};
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  for (const auto& [coding, parameters] :
       http::ext_list({accept_encoding.data(), accept_encoding.size()})) {
    if (coding != "gzip" && coding != "x-gzip") continue;
    const auto rated_zero = [](const auto& parameter) {
      return parameter.first == "q" &&
             parameter.second.find_first_not_of("0.") == beast::string_view::npos;
    };
    return std::none_of(parameters.begin(), parameters.end(), rated_zero);
  }
  return false;
}

Status WebFolder::Load(const std::string& path, uint64_t bytes_max, WebFolder* folder) {
  namespace fs = std::filesystem;
  folder->files_.clear();
  if (path.empty()) return Status();
  std::error_code error;
  uint64_t bytes_left = bytes_max;
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
       it.increment(error)) {
    if (it->is_symlink(error) || !it->is_regular_file(error)) continue;
    if (IsStale(*it)) continue;
    const std::string name = "/" + it->path().lexically_relative(path).generic_string();
    const uint64_t size = it->file_size(error);
    if (error) break;
    if (size > bytes_left) return Unreadable(path, "more than web_folder_bytes_max");
    bytes_left -= size;
    std::ifstream in(it->path(), std::ios::binary);
    std::string bytes(size, '\0');
    if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) {
      return Unreadable(it->path().string(), "cannot be opened or changed while being read");
    }
    File file;
    file.content_type = ContentTypeOf(it->path().extension().string());
    file.immutable = name.starts_with("/assets/");
    file.plain.etag = EtagOf(bytes);
    file.plain.bytes = std::make_shared<const std::string>(std::move(bytes));
    folder->files_.emplace(name, std::move(file));
  }
  if (error) return Unreadable(path, error.message());
  folder->PairCompressed();
  return Status();
}

void WebFolder::PairCompressed() {
  for (auto it = files_.begin(); it != files_.end();) {
    const bool compressed = it->first.ends_with(".gz");
    const auto plain = compressed ? files_.find(it->first.substr(0, it->first.size() - 3)) : it;
    if (!compressed || plain == files_.end()) {
      ++it;
      continue;
    }
    plain->second.gzip = std::move(it->second.plain);
    it = files_.erase(it);
  }
}

HttpResponse WebFolder::Get(const HttpRequest& request) const {
  std::string name = DecodePath(request.path);
  if (name.ends_with('/')) name += "index.html";
  const auto found = files_.find(name);
  if (found == files_.end()) return TextResponse(404, "There is no such page.");
  const File& file = found->second;
  const bool compressed = file.gzip && AcceptsGzip(request.accept_encoding);
  const Representation& sent = compressed ? *file.gzip : file.plain;
  HttpResponse response;
  response.content_type = file.content_type;
  response.headers = {
      {"ETag", sent.etag},
      {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"},
  };
  if (file.gzip) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (request.if_none_match.find(sent.etag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  if (compressed) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = sent.bytes;
  return response;
}

}  // namespace samlad
