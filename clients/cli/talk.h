#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/directory.h"
#include "clients/cli/exit_code.h"
#include "clients/cpp/client.h"
#include "samlad/v1/frames.pb.h"

namespace samlad::cli {

// How one subcommand talks with the server: takes the kept login, connects, learns names and
// incidents, does its work in the overrides, and ends with an exit code. Comes back by itself when
// the connection is lost, and says so on stderr.
//
// Threads: all of it on the thread that calls Run.
class Talk : public client::Observer {
 public:
  explicit Talk(const Globals& globals) : globals_(globals) {}
  ~Talk() override = default;

  // Runs until Finish, Fail or Ctrl-C; the exit code.
  int Run();

 protected:
  // Names and incidents are known; called once. The place to resolve arguments and ask for things.
  virtual void Begin() = 0;
  // Ctrl-C: what is to be said or saved before the end. The exit code.
  virtual int OnInterrupt() { return kExitInterrupted; }
  // For subcommands that show a picture or results.
  virtual void OnBatch(const client::Replica& replica, const v1::Batch& batch) {
    (void)replica, (void)batch;
  }

  client::Conversation& talk() { return client_->talk(); }
  client::Loop& loop() { return loop_; }
  const Globals& globals() const { return globals_; }
  const Directory& directory() const { return directory_; }
  const v1::IncidentList& incidents() const { return incidents_; }

  // The incident that the text names ("registry" is the registry); Fail and nullopt if there is
  // none.
  std::optional<LogId> ResolveIncident(const std::string& text);
  // The actor; none for an empty text.
  std::optional<ItemId> ResolveActor(const std::string& text);
  bool IsExercise(const LogId& incident) const;
  std::string TitleOf(const LogId& incident) const;

  // Ends Run with this exit code.
  void Finish(int code);
  // The same, with a sentence on stderr.
  void Fail(int code, const std::string& sentence);

 private:
  void OnWelcome(const v1::Welcome& welcome) final;
  void OnPicture(const client::Replica& replica, const v1::Batch& batch) final;
  void OnIncidents(const v1::IncidentList& list) final;
  void OnWatchEnded(const LogId& incident, const v1::Rejection& why) override;
  void OnRetry(const std::string& why, int64_t pause_ms) final;
  void OnStopped(uint16_t code, const std::string& why) final;
  void OnTokenEnding(int64_t token_until_ms) final;
  void BeginWhenReady();

  const Globals& globals_;
  client::Loop loop_;
  std::unique_ptr<client::Client> client_;
  Directory directory_;
  v1::IncidentList incidents_;
  bool registry_known_ = false;
  bool incidents_known_ = false;
  bool begun_ = false;
  bool retrying_ = false;
  std::optional<int> code_;
};

// The server's address and the kept login; false, with a sentence, if there is none.
bool FindServer(const Globals& globals, client::Address* address, std::string* error);

// "samla 0.1.0", as told to the server.
std::string ClientName();

// One sentence of a rejection, with the field it is about.
std::string RejectionText(const v1::Rejection& rejection);

}  // namespace samlad::cli
