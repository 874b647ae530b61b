#include "clients/cli/talk.h"

#include <iostream>

#include "clients/cli/ids.h"
#include "clients/cli/kept_logins.h"
#include "clients/cli/time_text.h"

namespace samlad::cli {
namespace {

constexpr std::string_view kRegistryName = "registry";

}  // namespace

std::string ClientName() { return "samla 0.1.0"; }

std::string RejectionText(const v1::Rejection& rejection) {
  std::string text = rejection.message().empty() ? "The server refuses it." : rejection.message();
  if (!rejection.field().empty()) text = rejection.field() + ": " + text;
  return text + (rejection.rule().empty() ? "" : " [" + rejection.rule() + "]");
}

bool FindServer(const Globals& globals, client::Address* address, std::string* error) {
  if (!client::ParseAddress(globals.server, address, error)) return false;
  address->ca_file = globals.ca_file;
  return true;
}

int Talk::Run() {
  client::ClientOptions options;
  std::string error;
  KeptLogins logins;
  if (!FindServer(globals_, &options.address, &error) || !logins.Load(&error)) {
    std::cerr << "samla: " << error << '\n';
    return kExitWrongUse;
  }
  const auto kept = logins.Find(options.address.url(), globals_.login);
  if (!kept) {
    std::cerr << "samla: Not logged in at " << options.address.url()
              << "; do `samla login NAME` first.\n";
    return kExitNotLoggedIn;
  }
  options.conversation.token = kept->token;
  options.conversation.codec = globals_.codec;
  options.conversation.client_name = ClientName();
  options.conversation.seed = 0;
  client_ = std::make_unique<client::Client>(&loop_, std::move(options), this);
  client_->talk().Watch(kRegistryLog);
  client_->talk().ListIncidents();
  loop_.OnInterrupt([this] { Finish(OnInterrupt()); });
  loop_.Run();
  std::cout.flush();
  client_.reset();
  return code_.value_or(kExitInterrupted);
}

void Talk::Finish(int code) {
  if (!code_) code_ = code;
  loop_.Stop();
}

void Talk::Fail(int code, const std::string& sentence) {
  if (code_) return;
  std::cout.flush();
  std::cerr << "samla: " << sentence << '\n';
  Finish(code);
}

void Talk::OnWelcome(const v1::Welcome&) {
  if (retrying_) std::cerr << "samla: Connected again; nothing is lost.\n";
  retrying_ = false;
}

void Talk::OnPicture(const client::Replica& replica, const v1::Batch& batch) {
  if (replica.incident() == kRegistryLog && replica.replay() == 0) {
    if (replica.complete()) {
      directory_.Read(replica);
      registry_known_ = true;
      BeginWhenReady();
    }
  }
  if (begun_ && !code_) OnBatch(replica, batch);
}

void Talk::OnIncidents(const v1::IncidentList& list) {
  incidents_ = list;
  incidents_known_ = true;
  BeginWhenReady();
}

void Talk::BeginWhenReady() {
  if (begun_ || !registry_known_ || !incidents_known_) return;
  begun_ = true;
  Begin();
}

void Talk::OnWatchEnded(const LogId& incident, const v1::Rejection& why) {
  Fail(kExitRefused,
       (incident == kRegistryLog ? "registry" : TitleOf(incident)) + ": " + RejectionText(why));
}

void Talk::OnRetry(const std::string& why, int64_t pause_ms) {
  if (client_->talk().welcomes() == 0) {
    // Never been there: more likely a wrong address than a restart.
    return Fail(kExitUnreachable,
                why + " Is samlad running there? Another address is given with --server.");
  }
  const int64_t seconds = (pause_ms + 999) / 1000;
  std::cerr << "samla: " << why << " Trying again in " << seconds << " s.\n";
  retrying_ = true;
}

void Talk::OnStopped(uint16_t code, const std::string& why) {
  if (code == client::kCloseUnauthenticated || code == client::kCloseTokenEnded) {
    return Fail(kExitNotLoggedIn, why + " Do `samla login NAME`.");
  }
  constexpr uint16_t kCloseCertificate = 1015;
  Fail(code == kCloseCertificate ? kExitUnreachable : kExitRefused, why);
}

void Talk::OnTokenEnding(int64_t token_until_ms) {
  std::cerr << "samla: This login ends at " << ClockText(token_until_ms)
            << "; log in again before that.\n";
}

std::optional<LogId> Talk::ResolveIncident(const std::string& text) {
  if (text == kRegistryName) return kRegistryLog;
  std::vector<Candidate> candidates;
  for (const v1::IncidentEntry& entry : incidents_.incidents()) {
    candidates.push_back({entry.incident(), entry.item().incident().title(), ""});
  }
  std::string error;
  const auto found = FindByText(candidates, "incident", text, &error);
  if (found) return LogId::FromBytesOrNone(candidates[*found].id_bytes);
  Fail(kExitRefused, error + " `samla incidents` lists them.");
  return std::nullopt;
}

std::optional<ItemId> Talk::ResolveActor(const std::string& text) {
  if (text.empty()) return ItemId{};
  std::string error;
  const auto actor = directory_.FindActor(text, &error);
  if (!actor) Fail(kExitRefused, error);
  return actor;
}

bool Talk::IsExercise(const LogId& incident) const {
  for (const v1::IncidentEntry& entry : incidents_.incidents()) {
    if (entry.incident() == incident.view()) {
      return entry.item().incident().kind() == v1::EXERCISE;
    }
  }
  return false;
}

std::string Talk::TitleOf(const LogId& incident) const {
  if (incident == kRegistryLog) return std::string(kRegistryName);
  for (const v1::IncidentEntry& entry : incidents_.incidents()) {
    if (entry.incident() == incident.view()) return entry.item().incident().title();
  }
  return ShortHex(incident.view());
}

}  // namespace samlad::cli
