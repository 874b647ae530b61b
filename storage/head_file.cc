#include "storage/head_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

namespace samlad {
namespace {

constexpr std::string_view kTitle = "samlad HEAD 1\n";
constexpr std::string_view kSum = "sha256 ";

// Takes `text` apart from the front; once something was not as expected, everything fails.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool done() const { return rest_.empty(); }

  void Expect(std::string_view literal) {
    if (!rest_.starts_with(literal)) return Fail();
    rest_.remove_prefix(literal.size());
  }

  std::string_view Take(size_t bytes) {
    if (rest_.size() < bytes) Fail();
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  uint64_t Number(int base) {
    uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), value, base);
    if (error != std::errc()) Fail();
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    return value;
  }

  void Fail() {
    ok_ = false;
    rest_ = {};
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

LogId ReadLogId(Reader* reader) {
  LogId id;
  for (uint8_t& byte : id.bytes) {
    Reader digits(reader->Take(2));
    byte = static_cast<uint8_t>(digits.Number(16));
    if (!digits.ok() || !digits.done()) reader->Fail();
  }
  return id;
}

PromisedHead ReadPromise(Reader* reader) {
  PromisedHead head;
  reader->Expect("log ");
  head.log = ReadLogId(reader);
  reader->Expect(" seq ");
  head.seq = reader->Number(10);
  reader->Expect(" root ");
  const std::optional<Digest> root = DigestFromHex(reader->Take(2 * sizeof(Digest)));
  if (!root) reader->Fail();
  head.root = root.value_or(Digest{});
  reader->Expect("\n");
  return head;
}

Status Damaged() {
  return Status(Status::Code::kDamaged,
                "The HEAD file is damaged: its text does not agree with its own checksum.");
}

}  // namespace

std::string HeadFile::Encode() const {
  std::vector<PromisedHead> sorted = heads;
  std::sort(sorted.begin(), sorted.end(),
            [](const PromisedHead& a, const PromisedHead& b) { return a.log < b.log; });
  char epoch_hex[17];
  std::snprintf(epoch_hex, sizeof(epoch_hex), "%016llx", static_cast<unsigned long long>(epoch));
  std::string text(kTitle);
  text.append("epoch ").append(epoch_hex).append("\n");
  for (const PromisedHead& head : sorted) {
    text.append("log ").append(ToHex(head.log));
    text.append(" seq ").append(std::to_string(head.seq));
    text.append(" root ").append(ToHex(head.root)).append("\n");
  }
  const Digest sum = Sha256({text});
  return text.append(kSum).append(ToHex(sum)).append("\n");
}

Status HeadFile::Decode(std::string_view text, HeadFile* file) {
  const size_t sum_at = text.rfind(kSum);
  if (sum_at == text.npos) return Damaged();
  const std::string_view body = text.substr(0, sum_at);
  if (text.substr(sum_at) != std::string(kSum) + ToHex(Sha256({body})) + "\n") return Damaged();

  Reader reader(body);
  HeadFile read;
  reader.Expect(kTitle);
  reader.Expect("epoch ");
  read.epoch = reader.Number(16);
  reader.Expect("\n");
  while (reader.ok() && !reader.done()) read.heads.push_back(ReadPromise(&reader));
  // A text with the right sum that Encode would not make is some other version's, or a forgery.
  if (!reader.ok() || read.Encode() != text) return Damaged();
  *file = std::move(read);
  return Status();
}

Status HeadFile::Load(const std::string& path, HeadFile* file) {
  const auto close = [](std::FILE* open) { std::fclose(open); };
  const std::unique_ptr<std::FILE, decltype(close)> in(std::fopen(path.c_str(), "rb"), close);
  if (in == nullptr) {
    const Status::Code code = errno == ENOENT ? Status::Code::kNotFound : Status::Code::kIo;
    return Status(code, "Cannot read the HEAD file " + path + ": " + std::strerror(errno) + ".");
  }
  std::string text;
  char part[4096];
  while (const size_t bytes = std::fread(part, 1, sizeof(part), in.get())) text.append(part, bytes);
  if (std::ferror(in.get())) {
    return Status(Status::Code::kIo, "Cannot read the HEAD file " + path + ".");
  }
  if (!Decode(text, file).ok()) {
    return Status(Status::Code::kDamaged,
                  "The HEAD file " + path + " is damaged: it disagrees with its own checksum.");
  }
  return Status();
}

const PromisedHead* HeadFile::Find(const LogId& log) const {
  for (const PromisedHead& head : heads) {
    if (head.log == log) return &head;
  }
  return nullptr;
}

}  // namespace samlad
