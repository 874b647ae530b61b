#include "clients/cli/password.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace samlad::cli {
namespace {

// Switches echo off on a terminal, and on again.
class Silence {
 public:
  Silence() {
    on_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!on_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (on_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool on_ = false;
};

bool Ask(const std::string& prompt, std::string* password, std::string* error) {
  if (!isatty(STDIN_FILENO)) {
    *error =
        "There is no terminal to ask for the password on; use --password-file or SAMLA_PASSWORD.";
    return false;
  }
  std::fputs(prompt.c_str(), stderr);
  {
    const Silence silence;
    std::getline(std::cin, *password);
  }
  std::fputc('\n', stderr);
  if (password->empty()) *error = "No password was given.";
  return !password->empty();
}

bool FirstLine(std::istream& in, const std::string& name, std::string* password,
               std::string* error) {
  std::getline(in, *password);
  if (!password->empty() && password->back() == '\r') password->pop_back();
  if (password->empty()) *error = "There is no password in the first line of " + name + ".";
  return !password->empty();
}

}  // namespace

bool ReadPassword(const std::string& file, const std::string& prompt, std::string* password,
                  std::string* error) {
  if (file == "-") return FirstLine(std::cin, "stdin", password, error);
  if (!file.empty()) {
    std::ifstream in(file);
    if (in) return FirstLine(in, "'" + file + "'", password, error);
    *error = "The password file '" + file + "' cannot be read.";
    return false;
  }
  if (const char* given = std::getenv("SAMLA_PASSWORD"); given && *given) {
    *password = given;
    return true;
  }
  return Ask(prompt, password, error);
}

bool ReadNewPassword(const std::string& file, std::string* password, std::string* error) {
  if (!ReadPassword(file, "New password: ", password, error)) return false;
  if (!file.empty() || std::getenv("SAMLA_PASSWORD")) return true;
  std::string again;
  if (!Ask("Once more: ", &again, error)) return false;
  if (again == *password) return true;
  *error = "The two are not the same; nothing was changed.";
  return false;
}

}  // namespace samlad::cli
