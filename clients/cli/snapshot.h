#pragma once

#include <functional>
#include <string>

#include "clients/cli/talk.h"

namespace samlad::cli {

// Which picture is meant: of what incident, when, as seen by whom.
struct SnapshotArguments {
  std::string incident;
  std::string at;  // empty: now
  std::string as;  // empty: the own actor
};

// Fetches one picture, and hands it to Show: the live one, or a replay's if another instant or
// another actor's sight is asked for.
class SnapshotTalk : public Talk {
 public:
  SnapshotTalk(const Globals& globals, const SnapshotArguments& arguments)
      : Talk(globals), arguments_(arguments) {}

 protected:
  // `status` says where a replay stands; null for the live picture. Followed by Finish(kExitOk).
  virtual void Show(const client::Replica& picture, const v1::ReplayStatus* status) = 0;

  const SnapshotArguments& arguments() const { return arguments_; }

 private:
  void Begin() override;
  void OnBatch(const client::Replica& replica, const v1::Batch& batch) override;
  void OnReplay(const v1::ReplayStatus& status) override;

  const SnapshotArguments& arguments_;
  LogId incident_;
  uint32_t replay_ = 0;
};

}  // namespace samlad::cli
