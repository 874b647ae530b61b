#pragma once

#include <string>
#include <utility>

namespace samlad {

// How an operation on the world went. An error carries a sentence for the person who runs the
// server.
class [[nodiscard]] Status {
 public:
  enum class Code {
    kOk,
    kNotFound,  // no such log, change or file
    kIo,        // the disk said no: full, unreadable, failed sync
    kDamaged,   // what is stored contradicts itself, or is shorter than was promised
    kInUse,     // another process holds it
  };

  Status() = default;
  Status(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  const std::string& message() const { return message_; }

 private:
  Code code_ = Code::kOk;
  std::string message_;
};

}  // namespace samlad
